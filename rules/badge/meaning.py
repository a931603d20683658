"""What a text was understood to mean."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Mention:
    """One accreditation that a text names."""

    may_be: frozenset[str]
    """Ids of the accreditations that the words fit; usually one."""
    id: str
    """The one to take where nothing else narrows it; empty where none comes first."""
    words: str
    """The words that name it, as written."""
    why: str
    """For a reader: how the words led to it."""
    general: bool = False
    """Whether the words are shared by all accreditations of the issuer."""


@dataclass(frozen=True)
class Meaning:
    """What one text means."""

    text: str
    mentions: tuple[Mention, ...] = ()
    issuers: frozenset[str] = frozenset()
    """Issuers named without saying which of their accreditations."""
    vouches: bool = False
    """Whether it says that something is accredited, certified, designated, verified …"""
    others: tuple[str, ...] = ()
    """Names in it that look like an issuer's and are none."""
    retired: tuple[tuple[str, str], ...] = ()
    """Replaced names in it, each with the one that replaced it."""
    rest: tuple[str, ...] = ()
    """Keys of the words that are none of this."""
    note: str = ""
    """For a reader: why it names nothing, where that is no matter of words."""

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every accreditation that the text may mean."""
        return frozenset().union(*(mention.may_be for mention in self.mentions))

    @property
    def accredits_only(self) -> bool:
        """Whether it names an accrediting issuer and not what was accredited."""
        return bool(self.issuers) and self.vouches and not self.mentions

    @property
    def why(self) -> str:
        """How the text was understood, for a reader."""
        return "; ".join(mention.why for mention in self.mentions) or self.note
