import pytest

from reports.to_html import site_map
from reports.to_html.site_map import SiteMap, State, draw, folders


def build(*urls, state=State.CLEAR, **counts):
    made = SiteMap()
    for url in urls:
        made.add(url, state, counts)
    return made


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example", ("https://a.example",)),
        ("https://a.example/", ("https://a.example",)),
        ("https://a.example/care", ("https://a.example", "care")),
        ("https://a.example/care/", ("https://a.example", "care")),
        ("https://a.example/care/index.html", ("https://a.example", "care")),
        ("https://a.example/a/b/c/d/e", ("https://a.example", "a", "b", "c")),
        ("https://a.example/a?to=https://b.example/c/#d", ("https://a.example", "a")),
        ("care/breast.html", ("care", "breast.html")),
        ("index.html", ()),
        ("", ()),
    ],
)
def test_a_page_is_filed_under_the_folders_of_its_address(url, expected):
    assert folders(url) == expected


def test_a_section_counts_its_own_page_and_all_below():
    care = build("https://a.example/care", "https://a.example/care/b/x/y/z").top.below["care"]
    assert (care.wanted, care.label) == (2, "/care/")


def test_sections_come_by_size_and_the_rest_is_summed(monkeypatch):
    monkeypatch.setattr(site_map, "SHOWN", (2, 1))
    urls = [
        f"https://a.example/{name}/{n}"
        for name, most in zip("abcd", (3, 5, 2, 1), strict=True)
        for n in range(most)
    ]
    drawn = draw(build(*urls).top)
    assert [(each.section.label, each.section.wanted) for each in drawn.below] == [
        ("/b/", 5),
        ("/a/", 3),
    ]
    assert drawn.rest.wanted == 3


def test_several_hosts_are_the_first_sections():
    top = build(*(f"https://{host}.example/{n}" for host in "ab" for n in range(2))).top
    assert [each.section.label for each in draw(top).below] == ["a.example", "b.example"]


def test_heat_grows_with_errors_for_each_audited_page_and_needs_one():
    site = build("a", "b", error=5).site
    assert (site.per_page, site.heat) == (5.0, 3)
    unseen = build("a", state=State.UNCHECKED).site
    assert (unseen.per_page, unseen.heat) == (0.0, -1)
    assert build("a").site.heat == 0


def test_a_page_that_is_another_one_is_not_counted_twice():
    made = build("a/1", "a/2")
    made.add("a/3", State.SAME, {})
    assert (made.site.wanted, made.site.audited) == (2, 2)


def test_the_parts_of_a_bar_fill_it():
    made = build("a", "b", "c")
    made.add("d", State.UNCHECKED, {})
    made.add("e", State.SAME, {})
    assert list(made.site.bars) == [(State.CLEAR, 0.0, 0.75), (State.UNCHECKED, 0.75, 0.25)]


def test_what_is_remembered_is_bounded_and_every_page_counted(monkeypatch):
    monkeypatch.setattr(site_map, "REMEMBERED", 10)
    urls = [f"https://a.example/{name}/{n:03}" for name in ("a", "b", "c") for n in range(100)]
    made = build(*sorted(urls))
    assert made.site.wanted == 300
    drawn = draw(made.top)
    assert [(each.section.label, each.section.wanted) for each in drawn.below] == [
        ("/a/", 100),
        ("/b/", 100),
        ("/c/", 100),
    ]


def test_more_sections_than_are_remembered_count_in_the_one_around_them(monkeypatch):
    monkeypatch.setattr(site_map, "REMEMBERED", 4)
    urls = [f"https://a.example/{n}/{page}" for n in range(9) for page in range(3)]
    made = build(*urls)
    drawn = draw(made.top)
    assert drawn.rest.wanted + sum(each.section.wanted for each in drawn.below) == 27
