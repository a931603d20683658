"""A site's audit.yaml, read against a few rules, accreditations and formats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Annotated, Literal

import pytest
from pydantic import Field

from audit import config
from audit.model import ApprovedClaim, Held, Severity


@dataclass(frozen=True)
class Filename:
    suffixes: tuple[str, ...] = (".gif", ".png")


@dataclass(frozen=True)
class Generic:
    also: tuple[str, ...] = ()
    allow: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Long:
    limit: int = 150
    share: float = 0.5
    strict: bool = False
    weights: Mapping[str, int] = field(default_factory=dict)
    least: Severity = Severity.NOTICE


@dataclass(frozen=True)
class Foreign:
    """Options as the rules of other packages may declare them."""

    names: Sequence[str] = ()
    plain: tuple = ()  # type: ignore[type-arg]
    table: Mapping = field(default_factory=dict)  # type: ignore[type-arg]
    size: tuple[int, str] = (1, "em")
    groups: tuple[tuple[int, ...], ...] = ()
    switches: tuple[bool, ...] = ()
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    levels: tuple[Severity, ...] = ()
    kind: Literal["a"] = "a"
    callback: Thread | None = None


@dataclass(frozen=True)
class Unregistered:
    accreditations: tuple[Held, ...] = ()
    claims: tuple[ApprovedClaim, ...] = ()


@dataclass(frozen=True)
class Axe:
    overrides: Mapping[str, Severity] = field(default_factory=dict)


RULES = {
    "image-alt-filename": Filename,
    "link-generic": Generic,
    "image-alt-long": Long,
    "badge-unregistered": Unregistered,
    "axe": Axe,
    "acme/foreign": Foreign,
}

Load = Callable[[str | bytes], config.Config]


@pytest.fixture
def rules() -> Mapping[str, type]:
    """Give rules by id; their fields are their options."""
    return RULES


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Read a text as ./audit.yaml."""
    monkeypatch.chdir(tmp_path)

    def read(content: str | bytes) -> config.Config:
        file = Path("audit.yaml")
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return config.load(
            file,
            rules=RULES,
            accreditations=("acs-coc", "acs-napbc"),
            formats=("html", "json"),
        )

    return read


@pytest.fixture
def mistakes(load: Load) -> Callable[[str | bytes], list[str]]:
    """Give what is told of a text that is refused, a line for each mistake."""

    def read(content: str | bytes) -> list[str]:
        with pytest.raises(config.ConfigError) as refused:
            load(content)
        return str(refused.value).splitlines()

    return read
