"""Which images of a page are badges and what each stands for, in every kind of markup.

Each case is a page and what is read off it: an accreditation's id for each badge in order, `?` for
a badge that names only an issuer, `one/other` where its labels contradict each other.
"""

import pytest

from audit.model import Held
from audit.page import Page
from rules.badge.badge import Badge, Signal, narrowed
from rules.badge.catalogue import load
from rules.badge.reading import read_badges

COC = "Commission on Cancer Accredited Program"
NAPBC = "National Accreditation Program for Breast Centers"
RO = "ACR Accredited Facility for Radiation Oncology"
CBIC = "ACR Designated Comprehensive Breast Imaging Center"
SVG = '<path d="M0 0h9v9z"/>'

MARKUP = {
    "image alone": (f'<img src="a.png" alt="{COC}">', "acs-coc"),
    "figure": (
        f'<figure><img src="a.png" alt="CoC seal"><figcaption>{COC}</figcaption></figure>',
        "acs-coc",
    ),
    "figure, wrong caption": (
        f'<figure><img src="a.png" alt="{COC}"><figcaption>{NAPBC}</figcaption></figure>',
        "acs-coc/acs-napbc",
    ),
    "figure, caption above": (
        f'<figure><figcaption>{NAPBC}</figcaption><img src="a.png" alt="{COC}"></figure>',
        "acs-coc/acs-napbc",
    ),
    "list, one without its caption": (
        f'<ul><li><figure><img src="a.png" alt="{COC}"><figcaption>{COC}</figcaption></figure></li>'
        f'<li><figure><img src="b.png" alt="{NAPBC}"></figure></li></ul>',
        "acs-coc acs-napbc",
    ),
    "list with unclosed tags": (
        f'<ul><li><img src="a.png" alt="{COC}"><p>{COC}<li><img src="b.png" alt="{RO}"><p>{CBIC}'
        "</ul>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "list, captions above": (
        f'<ul><li><h3>{CBIC}</h3><img src="a.png" alt="{RO}"></li>'
        f'<li><h3>{COC}</h3><img src="b.png" alt="{COC}"></li></ul>',
        "acr-radiation-oncology/acr-cbic acs-coc",
    ),
    "div soup": (
        '<div class="flex gap-4"><div class="w-1/4"><div class="mb-2"><img src="a.png" '
        f'alt="{COC}"></div><div class="text-sm">{COC}</div></div><div class="w-1/4">'
        f'<div class="mb-2"><img src="b.png" alt="{RO}"></div><div class="text-sm">{CBIC}</div>'
        "</div></div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "div soup, image column beside text column": (
        f'<div class="row"><div class="col"><img src="a.png" alt="{RO}"></div><div class="col">'
        f"<strong>{CBIC}</strong><p>Some more words about it.</p></div></div>",
        "acr-radiation-oncology/acr-cbic",
    ),
    "flat siblings, captions below": (
        f'<div><img src="a.png" alt="{COC}"><p>{COC}</p><img src="b.png" alt="{RO}"><p>{CBIC}</p>'
        "</div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "flat siblings, captions above": (
        f'<div><p>{COC}</p><img src="a.png" alt="{COC}"><p>{CBIC}</p><img src="b.png" alt="{RO}">'
        "</div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "flat siblings, right captions above": (
        f'<div><p>{COC}</p><img src="a.png" alt="{COC}"><p>{RO}</p><img src="b.png" alt="{RO}">'
        "</div>",
        "acs-coc acr-radiation-oncology",
    ),
    "flat siblings, heading above and text below": (
        f'<div><h3>{COC}</h3><img src="a.png" alt="{COC}"><p>Since 1981.</p><h3>{CBIC}</h3>'
        f'<img src="b.png" alt="{RO}"><p>Since 1990.</p></div>',
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "flat siblings under an introduction": (
        f'<div><h2>Our accreditations</h2><img src="a.png" alt="{COC}"><p>{COC}</p>'
        f'<img src="b.png" alt="{RO}"><p>{RO}</p></div>',
        "acs-coc acr-radiation-oncology",
    ),
    "flat siblings, heading and text below": (
        f'<div><img src="a.png" alt="{COC}"><h3>{COC}</h3><p>Care.</p><img src="b.png" alt="{RO}">'
        f"<h3>{CBIC}</h3><p>Care.</p></div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "flat siblings, captions above and an outro": (
        f'<div><h3>{COC}</h3><img src="a.png" alt="{COC}"><h3>{RO}</h3><img src="b.png" alt="{RO}">'
        "<p>Ask us.</p></div>",
        "acs-coc acr-radiation-oncology",
    ),
    "flat siblings that could be read both ways": (
        f'<div><p>{NAPBC}</p><img src="a.png" alt="{COC}"><p>{COC}</p><img src="b.png" alt="{RO}">'
        f"<p>{RO}</p></div>",
        "acs-coc acr-radiation-oncology",
    ),
    "text without elements": (
        f'<p><img src="a.png" alt="{COC}"> {COC}<br><img src="b.png" alt="{RO}"> {CBIC}</p>',
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "layout table, cell by cell": (
        f'<table><tr><td><img src="a.png" alt="{COC}"><td>{COC}<tr><td><img src="b.png" alt="{RO}">'
        f"<td>{CBIC}</table>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "layout table, captions in the row below": (
        f'<table><tr><td><img src="a.png" alt="{COC}"></td><td><img src="b.png" alt="{RO}"></td>'
        f"</tr><tr><td>{COC}</td><td>{CBIC}</td></tr></table>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "layout table, right captions in the row below": (
        f'<table><tr><td><img src="a.png" alt="{COC}"></td><td><img src="b.png" alt="{RO}"></td>'
        f"</tr><tr><td>{COC}</td><td>{RO}</td></tr></table>",
        "acs-coc acr-radiation-oncology",
    ),
    "layout table, captions in the row above, twice": (
        f"<table><tr><td>{COC}<td>{RO}<tr><td><img src=a.png alt='{COC}'><td><img src=b.png "
        f"alt='{RO}'><tr><td>{NAPBC}<td>{CBIC}<tr><td><img src=c.png alt='{NAPBC}'>"
        f"<td><img src=d.png alt='{CBIC}'></table>",
        "acs-coc acr-radiation-oncology acs-napbc acr-cbic",
    ),
    "layout table under a heading row": (
        "<table><tr><th colspan=2>Our accreditations<tr><td><img src=a.png "
        f"alt='{COC}'><td><img src=b.png alt='{RO}'><tr><td>{COC}<td>{RO}</table>",
        "acs-coc acr-radiation-oncology",
    ),
    "two rows of a grid": (
        f'<div><div><div><img src="a.png" alt="{COC}"></div><div><img src="b.png" alt="{RO}"></div>'
        f"</div><div><div>{COC}</div><div>{CBIC}</div></div></div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "definition list, image as term": (
        f'<dl><dt><img src="a.png" alt="{COC}"><dd>{COC}<dt><img src="b.png" alt="{RO}">'
        f"<dd>{CBIC}</dl>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "definition list, image as description": (
        f'<dl><dt>{COC}<dd><img src="a.png" alt="{COC}"><p>Since 1981.<dt>{CBIC}<dd>'
        f'<img src="b.png" alt="{RO}"><p>Since 1990.</dl>',
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "link around the image, caption outside": (
        f'<div><a href="https://www.facs.org/"><img src="a.png" alt="{COC}"></a><p>{NAPBC}</p>'
        "</div>",
        "acs-coc/acs-napbc",
    ),
    "text inside the link": (
        f'<a href="/coc"><img src="a.png" alt="{COC}"><span>{NAPBC}</span></a>',
        "acs-coc/acs-napbc",
    ),
    "link's own name": (
        f'<a href="/coc" aria-label="{COC}"><img src="a.png" alt=""></a>',
        "acs-coc",
    ),
    "caption of two lines, the issuer above": (
        '<div><img src="a.png" alt="ACR accredited PET"><p>American College of Radiology</p>'
        "<p>MRI Accredited Facility</p></div>",
        "acr-pet/acr-mri",
    ),
    "caption of two lines that agrees": (
        '<div><img src="a.png" alt="ACR accredited MRI"><p>American College of Radiology</p>'
        "<p>MRI Accredited Facility</p></div>",
        "acr-mri",
    ),
    "issuer above a description": (
        f'<div><img src="a.png" alt="{COC}"><p>American College of Surgeons</p>'
        "<p>Our breast center meets its standards, too, and many others besides.</p></div>",
        "acs-coc",
    ),
    "inline svg with a title": (
        f'<div><svg viewBox="0 0 9 9"><title>{COC}</title>{SVG}</svg><h3>{NAPBC}</h3></div>',
        "acs-coc/acs-napbc",
    ),
    "role img": (
        f'<div><div role="img" aria-label="{RO}"></div><h3>{CBIC}</h3></div>',
        "acr-radiation-oncology/acr-cbic",
    ),
    "background image": (
        f'<div><div style="background-image:url(a.png)" aria-label="{RO}"></div><h3>{CBIC}</h3>'
        "</div>",
        "acr-radiation-oncology/acr-cbic",
    ),
    "award icon with empty alternative": (
        f'<div><img src="award.svg" alt=""><h3>{COC}</h3><p>Since 1981.</p></div>',
        "acs-coc",
    ),
    "award icon as nameless svg": (f"<li><svg>{SVG}</svg><h3>{NAPBC}</h3></li>", "acs-napbc"),
    "row of award icons": (
        f"<ul><li><svg>{SVG}</svg><h3>{COC}</h3><li><svg>{SVG}</svg><h3>{NAPBC}</h3></ul>",
        "acs-coc acs-napbc",
    ),
    "picture with lazy loading": (
        '<div><picture><source data-srcset="a.webp"><img src="data:image/gif;base64,R0lG" '
        f'data-src="a.png" alt="{RO}"></picture><p>{CBIC}</p></div>',
        "acr-radiation-oncology/acr-cbic",
    ),
    "noscript twin": (
        f'<div><img data-src="a.png" alt="{COC}"><noscript><img src="a.png" alt="{COC}"></noscript>'
        f"<p>{COC}</p></div>",
        "acs-coc",
    ),
    "shadow root in the server's HTML": (
        f'<acc-badge><template shadowrootmode="open"><img src="a.png" alt="{RO}"><slot></slot>'
        f"</template><h3>{CBIC}</h3></acc-badge>",
        "acr-radiation-oncology/acr-cbic",
    ),
    "shadow root in a snapshot": (
        f'<acc-badge><audit-shadow-root><img src="a.png" alt="{RO}"><h3>{CBIC}</h3>'
        "</audit-shadow-root></acc-badge>",
        "acr-radiation-oncology/acr-cbic",
    ),
    "aria-labelledby its own caption": (
        f'<div><img src="a.png" aria-labelledby="c"><p id="c">{COC}</p></div>',
        "acs-coc",
    ),
    "aria-labelledby another's caption": (
        f'<ul><li><img src="a.png" aria-labelledby="c"><p id="c">{COC}</p><li><img src="b.png" '
        f'aria-labelledby="c"><p>{NAPBC}</p></ul>',
        "acs-coc acs-coc/acs-napbc",
    ),
    "aria-describedby": (
        f'<img src="a.png" alt="{COC}" aria-describedby="d"><div hidden id="d">{NAPBC}</div>',
        "acs-coc/acs-napbc",
    ),
    "heading around the image": (
        f'<div><h3><img src="a.png" alt=""> {COC}</h3><p>Since 1981.</p></div>',
        "acs-coc",
    ),
    "two badges, one caption for both": (
        f'<div><img src="a.png" alt="{COC}"><img src="b.png" alt="{NAPBC}">'
        "<p>CoC and NAPBC accredited</p></div>",
        "acs-coc acs-napbc",
    ),
    "caption that names both": (
        f'<figure><img src="a.png" alt="{COC}"><figcaption>CoC and NAPBC accredited</figcaption>'
        "</figure>",
        "acs-coc+acs-napbc",
    ),
    "badge row in the footer": (
        f'<footer><img src="a.png" alt="{COC}"><img src="b.png" alt="The Joint Commission Gold '
        'Seal of Approval"><p>© 2026 Our Hospital</p></footer>',
        "acs-coc tjc-hospital",
    ),
    "Spanish": (
        '<figure><img src="a.png" alt="Sello de la Comisión de Cáncer"><figcaption>Acreditado por '
        "la Comisión de Cáncer</figcaption></figure>",
        "acs-coc",
    ),
    "Spanish, wrong": (
        '<figure><img src="a.png" alt="Acreditado por la Comisión de Cáncer"><figcaption>Programa '
        "Nacional de Acreditación de Centros de Mama</figcaption></figure>",
        "acs-coc/acs-napbc",
    ),
    "issuer alone": ('<img src="a.png" alt="ACR Accredited">', "?"),
    "issuer in the picture, subject in the caption": (
        '<figure><img src="a.png" alt="ACR accredited"><figcaption>Mammography</figcaption>'
        "</figure>",
        "acr-mammography",
    ),
    "subjects under an issuer's heading": (
        '<section><h2>Accredited by the American College of Radiology</h2><img src="a.png" '
        'alt="Mammography"><img src="b.png" alt="Breast MRI"></section>',
        "acr-mammography acr-breast-mri",
    ),
    "other wording for one accreditation": (
        '<div><img src="a.png" alt="Logo recognizing National Accreditation Program for Breast '
        'Centers"><h3>ACS accredits NMMC’s breast care program</h3></div>',
        "acs-napbc",
    ),
    "alternative says only that it is a seal": (
        f'<div><img src="a.png" alt="Accreditation seal"><h3>{COC}</h3></div>',
        "acs-coc",
    ),
    "alternative is a file name": (
        f'<div><img src="img_01.png" alt="img_01.png"><h3>{COC}</h3></div>',
        "acs-coc",
    ),
    "the seal that all share beside one of its own": (
        '<div><img src="a.png" alt="The Joint Commission Gold Seal of Approval"><h3>Joint '
        "Commission Palliative Care Certification</h3></div>",
        "tjc-palliative",
    ),
    "partner issuer": (
        '<div><img src="a.png" alt="American Heart Association certified Primary Stroke Center">'
        "<h3>Joint Commission Primary Stroke Center</h3></div>",
        "tjc-primary-stroke",
    ),
    "issuers contradict": (
        f'<div><img src="a.png" alt="ACR Accredited"><h3>{COC}</h3></div>',
        "?/acs-coc",
    ),
    "an abbreviation that its caption explains": (
        '<figure><img src="a.png" alt="ACS"><figcaption>Commission on Cancer</figcaption></figure>',
        "acs-coc",
    ),
    "two lists of one length": (
        f'<div><ul><li><img src="a.png" alt="{COC}"><li><img src="b.png" alt="{RO}"></ul><ul><li>'
        f"{COC}<li>{CBIC}</ul></div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "paragraph after paragraph": (
        f'<div><p><img src="a.png" alt="{COC}"></p><p>{COC}</p><p><img src="b.png" alt="{RO}"></p>'
        f"<p>{CBIC}</p></div>",
        "acs-coc acr-radiation-oncology/acr-cbic",
    ),
    "icon marked as presentation": (
        f'<div><img src="x.svg" alt="" role="presentation"><h4>{NAPBC}</h4></div>',
        "acs-napbc",
    ),
    "headline beside another's logo": (
        f'<article><img src="a.png" alt="{COC}"><h3>Hospital earns NAPBC accreditation</h3>'
        "</article>",
        "acs-coc",
    ),
    "near names": (
        '<div><img src="a.png" alt="ACR Accredited Breast MRI"><h3>ACR Accredited Breast '
        "Ultrasound</h3></div>",
        "acr-breast-mri/acr-breast-ultrasound",
    ),
    "ACR is not ACRO": (
        '<div><img src="a.png" alt="ACRO Accredited Radiation Oncology"><h3>ACR Accredited '
        "Radiation Oncology</h3></div>",
        "acro-accreditation/acr-radiation-oncology",
    ),
    "description about another is no contradiction": (
        f'<div><img src="a.png" alt="{COC}"><h3>{COC}</h3><p>Ask about our NAPBC accredited breast '
        "center, too.</p></div>",
        "acs-coc",
    ),
    "decorative arrow beside the badge": (
        f'<div><img src="a.png" alt="{COC}"><h3>{COC}</h3><a href="/x">More <svg>{SVG}</svg></a>'
        "</div>",
        "acs-coc",
    ),
    "badge beside a photograph": (
        f'<div><img src="p.jpg" alt="Nurses at work"><img src="a.png" alt="{COC}"><h3>Breast care'
        "</h3></div>",
        "acs-coc",
    ),
    "closed details": (
        f'<details><summary>Awards</summary><img src="a.png" alt="{COC}"></details>',
        "acs-coc",
    ),
    "card whose link covers it": (
        f'<article><img src="a.png" alt="{COC}"><h3><a href="/x">{COC}</a></h3><a href="/x">Learn '
        "more</a></article>",
        "acs-coc",
    ),
    "lone badge amid prose": (
        f'<main><h1>Care</h1><p>{"Words about care. " * 40}</p><img src="a.png" alt="{COC}">'
        f"<p>{NAPBC}</p><p>{'More words. ' * 40}</p></main>",
        "acs-coc/acs-napbc",
    ),
}
NO_BADGE = {
    "prose": f"<p>We are a {COC}.</p>",
    "link list": f'<ul><li><a href="/coc">{COC}</a><li><a href="/napbc">{NAPBC}</a></ul>',
    "staff photo beside prose": (
        '<div><img src="team.jpg" alt="Our team at work"><p>We are accredited by the Commission on '
        "Cancer.</p></div>"
    ),
    "staff photo under a heading": (
        f'<div><img src="team.jpg" alt="Dr. Ana Lopez, surgeon"><h3>{COC}</h3></div>'
    ),
    "physician of the commission": (
        '<li><img src="lee.jpg" alt="Dr. Lee, Commission on Cancer liaison physician"><h3>Dr. Lee'
        "</h3></li>"
    ),
    "hero photo": '<img src="hero.jpg" alt="Mother and three children hugging outside">',
    "hero photo that mentions it": (
        '<img src="hero.jpg" alt="Woman at a mammogram in our ACR accredited mammography center">'
    ),
    "content card with an icon": (
        "<div><svg><path/></svg><h3>Quality care</h3><p>Our program is accredited by the "
        "Commission on Cancer.</p></div>"
    ),
    "content card without a heading": (
        '<div><img src="icon.svg" alt=""><p>We treat every kind of cancer with a team of doctors '
        "who meet each week, and our program has been accredited by the Commission on Cancer "
        "since 1981.</p></div>"
    ),
    "news card": (
        '<article><img src="news.jpg" alt="Team with award plaque"><h3>Hospital earns CoC '
        "accreditation</h3></article>"
    ),
    "news card with a decorative photo": (
        '<article><img src="news.png" alt=""><h3>Hospital earns Commission on Cancer accreditation'
        "</h3><p>March 3, 2026</p></article>"
    ),
    "photo card about an accreditation": (
        f'<article><img src="hall.jpg" alt=""><h3>{COC}</h3><p>Learn more</p></article>'
    ),
    "question with an icon": (
        "<div><svg><path/></svg><h3>What is Commission on Cancer accreditation?</h3></div>"
    ),
    "American Cancer Society": (
        '<ul><li><img src="acs.png" alt="American Cancer Society"><p>American Cancer Society'
        '<li><img src="acs2.png" alt="ACS"></ul>'
    ),
    "issuer's plain logo among partners": (
        '<ul><li><img src="a.png" alt="American College of Surgeons"><li><img src="b.png" '
        'alt="National Cancer Institute"><li><img src="c.png" alt="Susan G. Komen"></ul>'
    ),
    "publisher": '<img src="nw.png" alt="Newsweek America’s Best Hospitals 2026">',
    "hospital's own logo": '<img src="logo.svg" alt="North Mississippi Health Services">',
    "service icons": (
        '<ul><li><img src="m.svg" alt=""><h3>Mammography</h3><li><img src="b.svg" alt="">'
        "<h3>Breast MRI</h3></ul>"
    ),
    "link list with arrows": (
        '<ul><li><a href="/a">Commission on Cancer <svg><path/></svg></a><li><a href="/b">NAPBC '
        "<svg><path/></svg></a></ul>"
    ),
    "text list with check marks": (
        '<ul><li><svg><path/></svg> Commission on Cancer accredited<li><img src="check.svg" alt="">'
        " NAPBC accredited</ul>"
    ),
    "department card": (
        '<div><img src="b.jpg" alt="Breast center entrance"><h3>Comprehensive Breast Imaging '
        "Center</h3></div>"
    ),
    "hidden badge": f'<div hidden><img src="a.png" alt="{COC}"></div>',
    "badge hidden from assistive technology": (
        f'<div aria-hidden="true"><img src="a.png" alt="{COC}"></div>'
    ),
    "carousel clone": f'<div class="slick-cloned"><img src="a.png" alt="{COC}"></div>',
    "template": f'<template><img src="a.png" alt="{COC}"></template>',
    "screenshot of a document": (
        '<img src="cover.png" alt="Brochure: Commission on Cancer accreditation explained">'
    ),
    "guideline": '<img src="g.png" alt="American College of Radiology mammography guidelines">',
    "no images": "<h1>Care</h1>",
    "empty page": "",
}


def _page(html: str) -> Page:
    return Page("https://hospital.example/care/", html)


def _reads(badge: Badge) -> str:
    return "/".join(_says(side) for side in badge.sides)


def _says(side: tuple[Signal, ...]) -> str:
    """The accreditations that one side of a badge's labels names, its issuers' first choice."""
    first = {mention.id for signal in side for mention in signal.meaning.mentions}
    ids = [min(may_be, key=lambda each: (each not in first, each)) for may_be in narrowed(side)]
    return "+".join(sorted(ids)) or "?"


@pytest.mark.parametrize(("html", "expected"), MARKUP.values(), ids=MARKUP)
def test_badges_are_read(html: str, expected: str) -> None:
    assert expected.split() == [_reads(badge) for badge in read_badges(_page(html))]


@pytest.mark.parametrize("html", NO_BADGE.values(), ids=NO_BADGE)
def test_what_is_no_badge_is_not_read(html: str) -> None:
    assert [] == [badge.label for badge in read_badges(_page(html))]


@pytest.mark.parametrize(("html", "expected"), MARKUP.values(), ids=MARKUP)
def test_class_names_and_wrappers_change_nothing(html: str, expected: str) -> None:
    wrapped = (
        f'<main class="site"><h1>Care</h1><section class="x1"><h2>Quality</h2>{html}</section>'
        "<section><h2>Other</h2><p>Words.</p></section></main>"
    )
    if "<footer" in html or "<main" in html:
        wrapped = html
    assert expected.split() == [_reads(badge) for badge in read_badges(_page(wrapped))]


def test_badges_are_read_once_for_a_page_and_a_registry() -> None:
    page = _page(f'<img src="a.png" alt="{COC}">')
    held = (Held("acs-coc"),)
    assert read_badges(page) is read_badges(page)
    assert read_badges(page, held) is read_badges(page, (Held("acs-coc"),))


def test_the_registry_makes_badges_of_its_own() -> None:
    page = _page('<img src="a.png" alt="Mississippi Quality Award">')
    assert () == read_badges(page)
    held = (Held("state-award", "Mississippi Quality Award"),)
    assert [{"state-award"}] == [badge.ids for badge in read_badges(page, held)]


def test_signals_say_why() -> None:
    (badge,) = read_badges(_page(f'<li><img src="coc.png" alt="{COC}"><h3>{COC}</h3></li>'))
    evidence = badge.evidence(load())
    said = [(each["signal"], each["says"], each["ids"]) for each in evidence]
    assert ("alternative text", [COC], ["acs-coc"]) == said[0]
    assert ("heading", [COC], ["acs-coc"]) == said[1]
    assert ("file name", [COC], ["acs-coc"]) in said
    assert all(each["why"] for each in evidence)


def test_a_signal_that_any_of_an_issuers_would_fit_says_the_first() -> None:
    (badge,) = read_badges(_page('<img src="a.png" alt="Gold Seal of Approval">'))
    (signal, *_) = badge.evidence(load())
    assert ["Joint Commission Hospital Accreditation"] == signal["says"]
    assert "tjc-laboratory" in signal["ids"]


def test_a_signal_that_names_only_an_issuer_says_the_issuer() -> None:
    (badge,) = read_badges(_page('<img src="a.png" alt="ACR accredited">'))
    (signal, *_) = badge.evidence(load())
    assert (["American College of Radiology"], ["acr"]) == (signal["says"], signal["ids"])
