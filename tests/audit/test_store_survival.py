"""Runs of a real process that is killed, or runs out of room, while it saves."""

import resource
import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import process_time, sleep

import pytest

from audit.model import Fact, Finding, Outcome, PageResult, Place, Severity, Unchecked
from audit.store import Store, StoreError

STARTED = datetime(2026, 11, 7, tzinfo=UTC)


def page(n: int, findings: int = 20) -> PageResult:
    url = f"https://example.org/care/page-{n:05}"

    def place(i: int) -> Place:
        return Place(url, f"main > a:nth-child({i})", '<a class="more" href="/x">' * 8, i + 1)

    return PageResult(
        outcome=Outcome(url, "audited", seconds=0.5, title=f"Page {n}"),
        findings=tuple(
            Finding(
                f"rule-{i % 7}",
                f"the link says “{n} {i}” " * 4,
                place(i),
                Severity.ERROR,
                subject=f"link {i}",
                related=(place(i + 1),),
                evidence={"names": ["View All", "é"], "n": n},
                wcag=("2.4.4",),
            )
            for i in range(findings)
        ),
        facts=(Fact("titles", f"{n % 50}", {"title": "x" * 100}, place(0)),),
        unchecked=(Unchecked("axe", url, "no browser"),),
        links=tuple(f"https://example.org/care/page-{i:05}" for i in range(n, n + 50)),
    )


def begin(store: Store) -> str:
    return store.begin([], STARTED, site="", mode="static", version="")


def save_until_stopped(address: str, limit: int) -> None:
    """Save pages and say each number once it is saved; with no file growing beyond `limit`."""
    with Store.open(address) as store:
        run = begin(store)
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        for n in count():
            try:
                store.save_page(run, page(n))
            except StoreError as problem:
                say(f"refused: {problem}")
                return
            say(str(n))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def saver(address: str, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, address, str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def saved_pages(address: str) -> int:
    """Give how many pages the latest run holds, once it is certain that each is whole."""
    with Store.open(address) as store:
        run = next(store.runs()).id
        outcomes = list(store.outcomes(run))
        for n, outcome in enumerate(outcomes):
            assert page(n).outcome == outcome
            assert page(n) == store.page(run, outcome.url)
        assert sum(len(page(n).findings) for n in range(len(outcomes))) == sum(
            1 for _ in store.result(run).findings
        )
        assert not store.finished(run)
    return len(outcomes)


@pytest.mark.parametrize("moment", [0.0, 0.011, 0.147, 0.5])
def test_a_run_killed_while_it_saves_leaves_whole_pages_only(tmp_path: Path, moment: float) -> None:
    address = f"sqlite:///{tmp_path}/care-audit.db"
    with saver(address) as process:
        assert process.stdout
        assert process.stdout.readline() == "0\n"
        sleep(moment)
        process.kill()
        said = [line for line in process.stdout if line.endswith("\n")]
    assert len(said) + 1 <= saved_pages(address) <= len(said) + 2


def test_a_run_that_finds_no_room_says_so_and_keeps_what_it_saved(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/care-audit.db"
    with saver(address, limit=2_000_000) as process:
        assert process.stdout
        *numbers, refusal = process.stdout.read().splitlines()
    assert process.returncode == 0
    assert refusal.startswith(f"refused: {tmp_path}/care-audit.db could not be read or written")
    assert len(numbers) == saved_pages(address) > 10


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run of 200 pages with 20,000 findings, some 30 MB."""
    address = f"sqlite:///{tmp_path_factory.mktemp('large')}/care-audit.db"
    with Store.open(address) as store:
        run = begin(store)
        for n in range(200):
            store.save_page(run, page(n, findings=100))
    return address


def test_twenty_thousand_findings_are_read_in_level_memory(large: str) -> None:
    with Store.open(large) as store:
        findings = store.result(next(store.runs()).id).findings
        next(iter(findings))
        tracemalloc.start()
        try:
            early, number = 0, 0
            for number, _ in enumerate(findings, 1):
                if number == 2000:
                    early = tracemalloc.get_traced_memory()[1]
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert number == 20_000
    assert peak < 1.2 * early
    assert peak < 3_000_000


def test_facts_are_in_memory_one_key_at_a_time(large: str) -> None:
    with Store.open(large) as store:
        groups = store.facts(next(store.runs()).id, "titles")
        keys = [(key, len(facts)) for key, facts in groups]
    assert [(key, 4) for key in sorted(str(n) for n in range(50))] == keys


def test_a_page_with_twenty_findings_is_saved_in_a_few_milliseconds(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/care-audit.db") as store:
        run = begin(store)
        pages = [page(n) for n in range(100)]
        store.save_page(run, page(1000))
        spent = process_time()
        for each in pages:
            store.save_page(run, each)
        spent = process_time() - spent
    # 2 ms on the machine this was written on; a lost index or a sync per page costs far more.
    assert spent / len(pages) < 0.010


if __name__ == "__main__":
    save_until_stopped(sys.argv[1], int(sys.argv[2]))
