# ruff: noqa: E501  one line for a case
import pytest

from audit.model import Finding
from audit.page import Page
from rules.image.alt_filename import AltFilename
from rules.image.alt_missing import AltMissing
from rules.image.alt_placeholder import AltPlaceholder

RULES = (AltMissing(), AltFilename(), AltPlaceholder())


def _check(html: str) -> list[Finding]:
    page = Page(url="https://h.example/care/", html=html)
    return [finding for rule in RULES for finding in rule.check(page)]


def _said(alt: str, src: str = "/img/a.jpg") -> list[str]:
    return [f.rule for f in _check(f'<img src="{src}" alt="{alt}">')]


@pytest.mark.parametrize(
    "alt",
    """Notepad-Text--Streamline-Flex
    DSC_0042.jpg
    hero image.jpg
    logo.svg
    photo.WEBP
    team.png?v=3
    banner (1).png
    IMG_2041
    IMG-20240102-WA0003
    DSCN1234
    DSC 0042
    PXL_20240101_123456
    Screenshot 2024-01-02 at 10.11.12
    Screen Shot 2023-05-01 at 9.14.07 AM
    WhatsApp Image 2024-01-02 at 10.11.12
    shutterstock_123456
    GettyImages-1234567
    iStock-123456789
    AdobeStock_12345
    pexels-anna-shvets-4483327
    national-cancer-institute-701FJcjLAQ-unsplash
    hero-banner-v2-final
    homepage_slider_3
    breast_center
    nurse-with-patient
    cancer-patient-smiling
    doctor-talking-to-patient-outside
    cancer-center-2
    fa-solid-user
    icon_arrow_right
    icon-phone
    phone-icon
    mdi:home
    material-symbols:home
    Property 1=Default
    Group 427318
    Frame 12
    Layer 2
    Vector
    Mask group
    Untitled-1
    Artboard 1@4x
    banner 1920x1080
    photo-300x200
    24e8f2a1b9c04d5e
    550e8400-e29b-41d4-a716-446655440000
    data:image/png;base64,iVBORw0KGgo=
    /wp-content/uploads/2024/05/nurse.jpg
    HeroBanner
    iconPhone2
    image001
    Copy of IMG_2041
    unnamed (3)
    slide3
    Cancer-Center-Exterior-Final""".split("\n    "),
)
def test_a_file_or_asset_name_is_found(alt: str) -> None:
    assert _said(alt) == ["image-alt-filename"]


def test_the_own_name_of_a_file_is_found() -> None:
    assert _said("doctor1", "/img/doctor1.jpg") == ["image-alt-filename"]
    assert _said("Cancer-Center-Tupelo", "/i/cancer-center-tupelo.jpg") == ["image-alt-filename"]


@pytest.mark.parametrize(
    "alt",
    """CT-guided biopsy
    CT-guided
    X-ray
    x-ray
    MyChart
    YouTube
    LinkedIn
    COVID-19 vaccination clinic
    COVID-19
    SARS-CoV-2
    covid19
    follow-up
    state-of-the-art
    mother-to-be
    up-to-date
    over-the-counter
    one-on-one
    non-small-cell
    Non-Small-Cell
    10-year-old
    head-and-neck
    six-minute-walk
    3-D mammography
    3D
    PET-CT
    PET-CT-MRI
    CAR-T
    CAR-T-cell
    HER2
    HER2-positive
    BRCA1
    p53
    AI-assisted
    NCI-designated
    T-cell
    St.Mary's
    www.example.org
    Node.js
    Dr. Smith.
    A.B.C.
    Ana Lopez-Garcia
    Winston-Salem
    Walk-in
    1-800-555-0199
    (662) 555-0100
    2024-2025
    24/7
    100%
    care@hospital.example
    @lakeside_cancer
    #cancer_awareness
    Screenshot of the MyChart login page
    Image of a nurse with a patient
    Group of nurses in the lobby
    Frame house on the campus
    Photo of Dr. Lee
    Lakeside Cancer Center logo
    Logo: Lakeside
    Banner of the 2024 ribbon walk
    Icon of a ribbon
    Stage 3
    Phase II
    Breast center
    Nurse
    X
    Step 3: call us
    Building 12
    I-55
    U.S. News & World Report 2024-25
    American Cancer Society®
    Mapa del campus
    Foto de la Dra. Lee
    A--B
    Radiation oncology: linear accelerator""".split("\n    "),
)
def test_a_description_is_silent(alt: str) -> None:
    assert _said(alt) == []


def test_ordinary_words_are_silent_though_the_file_is_called_so() -> None:
    for alt, src in (
        ("breast center", "breast center.jpg"),
        ("X-ray", "x-ray.svg"),
        ("follow-up", "follow-up.svg"),
        ("HER2", "her2.png"),
        ("Nurse", "nurse.jpg"),
    ):
        assert _said(alt, src) == []


@pytest.mark.parametrize(
    "alt",
    """image
    Image.
    photo
    PHOTO
    picture
    logo
    Logo
    icon
    graphic
    banner
    alt text
    Alt Text Here
    insert alt text here
    [insert alt text]
    untitled
    picture of
    Photo of...
    an image
    img
    placeholder
    placeholder image
    spacer
    site logo
    12
    7
    2024
    ...
    -
    *
    image 3
    photo #2
    slide 4 of 9
    null
    undefined
    imagen
    Foto
    texto alternativo
    Fotografía
    n/a""".split("\n    "),
)
def test_a_placeholder_is_found(alt: str) -> None:
    assert _said(alt) == ["image-alt-placeholder"]


def test_a_phone_line_known_by_its_number_is_silent() -> None:
    assert _said("988", "/img/lifeline.png") == []


def test_the_picture_of_a_number_is_silent() -> None:
    assert _said("1", "/img/step-1.svg") == []
    assert _said("2", "/img/icon-number-2.png") == []
    assert _said("1", "/img/nurse.jpg") == ["image-alt-placeholder"]


def test_options_add_and_allow_texts() -> None:
    page = Page(
        url="x", html='<img src=a alt="Stock nurse"><img src=b alt="logo"><img src=c alt="icon-x">'
    )
    assert [
        f.subject for f in AltPlaceholder(also=("stock nurse",), allow=("Logo",)).check(page)
    ] == ["Stock nurse|a"]
    assert list(AltFilename(allow=("icon-x",)).check(page)) == []


MISSING = {
    "part of an image map": '<img src=m.gif alt="Campus map" usemap="#m"><map name=m><area href=/west/><area href=/east/ alt="East building"><area nohref></map>',
    "img": "<img src=a.jpg>",
    "img in a figure with a caption": "<figure><img src=a.jpg><figcaption>Nurse</figcaption></figure>",
    "img in a picture": "<picture><source srcset=a.webp><img src=a.jpg></picture>",
    "lazy img": "<img data-src=a.jpg src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
    "img beside text in a link": "<a href=/a><img src=a.jpg> Find a doctor</a>",
    "empty alt alone in a link": "<a href=/a><img src=a.jpg alt=''></a>",
    "blank alt alone in a link": "<a href=/a><img src=a.jpg alt=' '></a>",
    "presentation alone in a link": "<a href=/a><img src=a.jpg role=presentation></a>",
    "empty alt alone in a button": "<button><img src=a.jpg alt=''></button>",
    "empty alt alone in a role button": "<div role=button tabindex=0><img src=a.jpg alt=''></div>",
    "two in one link are one finding": "<a href=/a><img src=a.jpg alt=''><img src=b.jpg alt=''></a>",
    "link with hidden text only": "<a href=/a><img src=a.jpg alt=''><span hidden>Home</span></a>",
    "image button": "<input type=image src=go.png>",
    "role img": "<div role=img></div>",
    "role img with a background": "<div role=img style='background:url(a.jpg)'></div>",
    "svg with role": "<svg role=img><path d=M0 /></svg>",
    "svg with an empty title": "<svg role=img><title></title></svg>",
    "svg alone in a link": "<a href=/a><svg><path d=M0 /></svg></a>",
    "label that is not there": "<img src=a.jpg aria-labelledby=nothing>",
    "in a declared shadow root": "<x-card><template shadowrootmode=open><img src=a.jpg></template></x-card>",
}


@pytest.mark.parametrize("html", MISSING.values(), ids=MISSING)
def test_an_image_without_an_alternative_is_found_once(html: str) -> None:
    assert [f.rule for f in _check(html)] == ["image-alt-missing"]


NOT_MISSING = {
    "named": "<img src=a.jpg alt='A nurse'>",
    "empty": "<img src=a.jpg alt=''><img src=a.jpg alt>",
    "presentation": "<img src=a.jpg role=presentation><img src=a.jpg role=none>",
    "hidden from all": "<img src=a.jpg hidden><div style='display:none'><img src=a.jpg></div>",
    "aria-hidden": "<img src=a.jpg aria-hidden=true>",
    "noscript twin": "<noscript><img src=a.jpg></noscript>",
    "named by aria-label": "<img src=a.jpg aria-label='A nurse'>",
    "named by title": "<img src=a.jpg title='A nurse'>",
    "named by another element": "<p id=p>A nurse</p><img src=a.jpg aria-labelledby=p>",
    "pixel": "<img src=p.gif width=1 height=1><img src=p.gif style='width:1px;height:1px'>",
    "empty beside text in a link": "<a href=/a><img src=a.jpg alt=''>Home</a>",
    "empty in a labelled link": "<a href=/a aria-label=Home><img src=a.jpg alt=''></a>",
    "empty in a titled link": "<a href=/a title=Home><img src=a.jpg alt=''></a>",
    "empty beside a named one": "<a href=/a><img src=a.jpg alt=''><img src=b.jpg alt=Home></a>",
    "text only for screen readers": "<a href=/a><img src=a.jpg alt=''><span class=sr-only>Home</span></a>",
    "drawing": "<svg><path d=M0 /></svg>",
    "drawing in a labelled button": "<button aria-label=Search><svg role=img></svg></button>",
    "drawing with a title": "<svg role=img><title>Phone</title></svg>",
    "anchor without address": "<a name=top><img src=a.jpg alt=''></a>",
    "background": "<div style='background-image:url(a.jpg)'></div>",
    "image button with alt": "<input type=image src=go.png alt=Search>",
    "clone": "<div class=slick-cloned><img src=a.jpg></div>",
}


@pytest.mark.parametrize("html", NOT_MISSING.values(), ids=NOT_MISSING)
def test_a_named_or_decorative_image_is_silent(html: str) -> None:
    assert _check(html) == []


def test_names_are_judged_wherever_they_stand() -> None:
    for html in (
        "<svg role=img><title>icon_phone</title></svg>",
        "<svg role=img aria-label=icon_phone></svg>",
        "<span role=img aria-label=icon_phone></span>",
        "<input type=image src=go.png alt=icon_phone>",
        "<div style='background:url(a.jpg)' aria-label=icon_phone></div>",
        "<img src=a.jpg title=icon_phone>",
    ):
        assert [f.rule for f in _check(html)] == ["image-alt-filename"]


def test_the_remedy_fits_the_surroundings() -> None:
    html = "<div><img src=i.svg alt=icon_x><h3>Clinical Research</h3></div>"
    assert "If the image only decorates “Clinical Research”" in str(_check(html)[0].fix)
    html = "<a href=/a><img src=i.svg alt=icon_x></a>"
    assert "where the link leads" in str(_check(html)[0].fix)
    html = "<a href=/a><img src=i.svg alt=icon_x> Doctors</a>"
    assert "says “Doctors” already" in str(_check(html)[0].fix)
