"""What addresses answer: asked politely, once or twice, and never mistaken for gone."""

import signal
import socket
import threading
import time
from collections.abc import Callable

import pytest

from audit.asking import FEWER, NO_NAMES, TOO_LATE, TOO_MANY, Asker, Question
from audit.config import Links, Site
from audit.model import Reach, Target


def _asker(wire, *others, retries: int = 0, **links: object) -> Asker:
    hosts = tuple(other.origin.split("//")[1].rpartition(":")[0].strip("[]") for other in others)
    site = Site(start=(wire.origin + "/",), delay=0, retries=retries, private_hosts=hosts)
    return Asker(site, Links(**{"delay": 0, "timeout": 2, **links}))


def _ask(wire, path: str, *replies: object, **more: object) -> Target:
    address = wire.on(path, *replies)
    return _asker(wire).ask([Question(address, **more)])[address]


def _by_method(wire, head: object, get: object) -> Callable[[socket.socket], None]:
    def reply(connection: socket.socket) -> None:
        wanted = head if wire.heads[-1].startswith("HEAD") else get
        if callable(wanted):
            wanted(connection)
        else:
            connection.sendall(wanted)

    return reply


def _methods(wire, path: str) -> list[str]:
    return [head.split()[0] for head in wire.heads if head.split()[1] == path]


def test_what_answers_is_there_by_one_request_without_a_body(wire) -> None:
    target = _ask(wire, "/form/", wire.ok(b""))
    assert (Reach.THERE, 200) == (target.reach, target.status)
    assert ["HEAD"] == _methods(wire, "/form/")


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_asked_again_before_it_is_said(wire, status: int) -> None:
    target = _ask(wire, "/form/", wire.answer(status))
    assert (Reach.GONE, status) == (target.reach, target.status)
    assert ["HEAD", "GET", "GET"] == _methods(wire, "/form/")


def test_what_the_crawl_did_not_find_is_asked_once_more(wire) -> None:
    target = _ask(wire, "/form/", wire.answer(404), status=404)
    assert Reach.GONE is target.reach
    assert ["GET"] == _methods(wire, "/form/")


def test_what_was_gone_for_a_moment_is_there(wire) -> None:
    target = _ask(
        wire, "/form/", wire.answer(404), wire.answer(404), wire.ok(b"A form that is back")
    )
    assert Reach.THERE is target.reach


@pytest.mark.parametrize("status", [405, 501, 403, 404, 400, 500])
def test_who_refuses_head_is_asked_with_get(wire, status: int) -> None:
    target = _ask(wire, "/form/", _by_method(wire, wire.answer(status), wire.ok(b"A form")))
    assert Reach.THERE is target.reach


def test_who_hangs_up_on_head_is_asked_with_get(wire) -> None:
    hang_up = socket.socket.close
    target = _ask(wire, "/form/", _by_method(wire, hang_up, wire.ok(b"A form")))
    assert Reach.THERE is target.reach


def test_a_body_after_head_is_not_taken_for_the_next_answer(wire) -> None:
    trap = b"HTTP/1.1 404 Trap\r\nContent-Length: 0\r\n\r\n"
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(trap), trap)
    first, second = wire.on("/a/", whole), wire.on("/b/", whole)
    answers = _asker(wire).ask([Question(first), Question(second)])
    assert [Reach.THERE, Reach.THERE] == [answers[each].reach for each in (first, second)]


@pytest.mark.parametrize("status", [400, 401, 403, 418, 429, 451, 500, 502, 503, 999])
def test_what_may_answer_people_is_doubtful(wire, status: int) -> None:
    target = _ask(wire, "/form/", wire.answer(status))
    assert (Reach.DOUBTFUL, status) == (target.reach, target.status)
    assert str(status) in target.detail


def _drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(40):
        time.sleep(0.1)
        connection.sendall(b"X-Drip: 1\r\n")


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (_drip, "within 0.5 seconds"),
        (lambda connection: time.sleep(3), "within 0.5 seconds"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "does not answer in HTTP"),
    ],
)
def test_what_does_not_answer_in_time_or_in_http_is_doubtful(wire, reply, said: str) -> None:
    address = wire.on("/form/", reply)
    target = _asker(wire, timeout=0.5).ask([Question(address)])[address]
    assert Reach.DOUBTFUL is target.reach
    assert said in target.detail


def test_redirects_are_followed_to_what_is_there_and_to_what_is_gone(wire) -> None:
    good, bad = wire.on("/old/", wire.redirect("/new/")), wire.on("/lost/", wire.redirect("/no/"))
    wire.page("/new/")
    answers = _asker(wire).ask([Question(good), Question(bad)])
    assert (Reach.THERE, wire.origin + "/new/") == (answers[good].reach, answers[good].final)
    assert (Reach.GONE, wire.origin + "/no/") == (answers[bad].reach, answers[bad].final)


def test_a_circle_of_redirects_is_doubtful(wire) -> None:
    wire.on("/b/", wire.redirect("/a/"))
    target = _ask(wire, "/a/", wire.redirect("/b/"))
    assert Reach.DOUBTFUL is target.reach
    assert "redirects in a circle" in target.detail


def test_robots_txt_of_others_is_obeyed_and_said(wires) -> None:
    own, other = wires(), wires(host="localhost")
    other.on("/robots.txt", other.ok(b"User-agent: *\nDisallow: /private/", kind="text/plain"))
    address = other.page("/private/list/")
    target = _asker(own, other).ask([Question(address)])[address]
    assert Reach.UNASKED is target.reach
    assert "robots.txt" in target.detail
    assert ["/robots.txt"] == other.asked


def test_a_private_address_is_not_asked(wires) -> None:
    own, inner = wires(), wires()
    address = inner.page("/admin/")
    target = _asker(own).ask([Question(address)])[address]
    assert Reach.UNASKED is target.reach
    assert "not public" in target.detail
    assert [] == inner.asked


def test_a_redirect_to_a_private_address_is_not_followed(wires) -> None:
    own, inner = wires(), wires()
    inner.page("/admin/")
    address = own.on("/out/", own.redirect(inner.origin + "/admin/"))
    target = _asker(own).ask([Question(address)])[address]
    assert Reach.DOUBTFUL is target.reach
    assert [] == inner.asked


NOWHERE = "https://no-such-clinic.invalid/"
"""RFC 6761, 6.4: names under `invalid` never exist."""


def _answers_names() -> bool:
    try:
        socket.getaddrinfo("no-such-clinic.invalid", 443)
    except socket.gaierror as error:
        return error.errno == socket.EAI_NONAME
    return False


needs_names = pytest.mark.skipif(
    not _answers_names(), reason="this machine's resolver does not say that a name does not exist"
)


@needs_names
def test_a_name_that_does_not_exist_is_gone_where_others_can_be_looked_up(wires) -> None:
    own, other = wires(), wires(host="localhost")
    there = other.page("/")
    answers = _asker(own, other).ask([Question(there), Question(NOWHERE)])
    assert Reach.THERE is answers[there].reach
    assert Reach.GONE is answers[NOWHERE].reach
    assert "no-such-clinic.invalid" in answers[NOWHERE].detail


@needs_names
def test_no_name_is_called_gone_where_none_can_be_looked_up(wire) -> None:
    target = _asker(wire).ask([Question(NOWHERE)])[NOWHERE]
    assert (Reach.UNASKED, NO_NAMES) == (target.reach, target.detail)


def test_a_host_that_asks_for_a_pause_gets_it(wire) -> None:
    later = wire.answer(429, b"", "Retry-After: 1")
    address = wire.on("/form/", later, wire.ok(b""))
    begun = time.monotonic()
    target = _asker(wire, retries=1).ask([Question(address)])[address]
    assert Reach.THERE is target.reach
    assert time.monotonic() - begun >= 1


def test_a_host_that_goes_on_asking_for_fewer_requests_is_left_alone(wire) -> None:
    addresses = [wire.on(f"/{n}/", wire.answer(429)) for n in range(9)]
    answers = _asker(wire).ask(map(Question, addresses))
    reaches = [answers[each].reach for each in addresses]
    assert Reach.DOUBTFUL is reaches[0]
    assert (Reach.UNASKED, FEWER) == (reaches[-1], answers[addresses[-1]].detail)
    assert "/8/" not in wire.asked


def test_a_dead_host_is_not_waited_for_again_and_again(wires) -> None:
    own, dead = wires(), wires(host="localhost")
    addresses = [f"{dead.origin}/{n}/" for n in range(50)]
    dead.on("/robots.txt", lambda connection: time.sleep(3))
    begun = time.monotonic()
    answers = _asker(own, dead, timeout=0.5).ask(map(Question, addresses))
    assert time.monotonic() - begun < 6
    assert {Reach.DOUBTFUL} == {answer.reach for answer in answers.values()}


def test_one_host_is_asked_at_its_pace_and_several_at_one_time(wires) -> None:
    own, other = wires(), wires(host="localhost")
    addresses = [wire.page(f"/{n}/") for wire in (own, other) for n in range(4)]
    site = Site(start=(own.origin + "/",), delay=0.4, private_hosts=("localhost",))
    begun = time.monotonic()
    Asker(site, Links(delay=0.4)).ask(map(Question, addresses))
    assert 1.2 <= time.monotonic() - begun < 2.2


def test_the_sites_own_addresses_come_first_within_the_limit(wires) -> None:
    own, other = wires(), wires(host="localhost")
    mine, theirs = own.page("/z/"), [other.page(f"/{n}/") for n in range(3)]
    answers = _asker(own, other, limit=2).ask(map(Question, [*theirs, mine]))
    assert Reach.THERE is answers[mine].reach
    assert 2 == [answer.detail for answer in answers.values()].count(TOO_MANY)


def test_nobody_is_asked_when_the_time_is_over(wire) -> None:
    def answer_late(connection: socket.socket) -> None:
        time.sleep(0.4)
        connection.sendall(wire.ok(b""))

    addresses = [wire.on(f"/{name}/", answer_late) for name in "abcd"]
    begun = time.monotonic()
    answers = _asker(wire, seconds=0.6).ask(map(Question, addresses))
    assert time.monotonic() - begun < 4
    details = [answers[each].detail for each in addresses]
    assert "answers 200 OK" == details[0]
    assert TOO_LATE == details[-1]


def test_an_interruption_ends_it_at_once_and_keeps_what_was_answered(wire) -> None:
    released = threading.Event()
    quick, slow = wire.page("/a/"), wire.on("/b/", lambda connection: released.wait(5))
    asker = _asker(wire, timeout=10)
    before = set(threading.enumerate())
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            asker.ask([Question(quick), Question(slow), Question(wire.origin + "/c/")])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert time.monotonic() - begun < 3
    assert Reach.THERE is asker.answers[quick].reach
    assert slow not in asker.answers
    released.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert "/c/" not in wire.asked


def test_a_pdf_is_read_with_the_one_request_that_asks_for_it(wire) -> None:
    body = b"%PDF-1.4 broken off"
    target = _ask(wire, "/a.pdf", wire.ok(body, kind="application/pdf"), document=True)
    assert Reach.THERE is target.reach
    assert target.document is not None
    assert "damaged" in target.document["fault"]
    assert ["GET"] == _methods(wire, "/a.pdf")


def test_pdfs_beyond_the_limit_are_named_and_their_addresses_still_asked(wire) -> None:
    there, lost = wire.page("/a.pdf", b"%PDF-1.4"), wire.on("/b.pdf", wire.answer(404))
    questions = [Question(there, document=True), Question(lost, document=True)]
    answers = _asker(wire, documents=0).ask(questions)
    assert "links.documents" in answers[there].document["fault"]
    assert Reach.GONE is answers[lost].reach


def test_a_pdf_larger_than_the_limit_is_not_read(wire) -> None:
    address = wire.page("/a.pdf", b"%PDF-1.4" + bytes(5000))
    answers = _asker(wire, document_bytes=2000).ask([Question(address, document=True)])
    assert "larger than 2,000 bytes" in answers[address].document["fault"]
