"""Word lists of English, from `data/en/*.toml`: nouns by the kind of speaker, titles, spellings of names.

All is in lowercase; names and titles are without accents and full stops as well ("sen", "llc"), so fold what is looked
up. The lists are read once and cannot be changed.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

NounKind = Literal["person", "organization", "document", "place", "group"]
"""The kind of speaker that a noun makes; a noun is of one kind."""

NounTrait = Literal["anonymous", "female", "male"]
"""What else a noun of a person or a group may say: that its bearer is often unnamed, or their gender."""

NOUN_KINDS: Final[tuple[NounKind, ...]] = get_args(NounKind)


@cache
def nouns(kind: NounKind | NounTrait) -> frozenset[str]:
    """Head nouns of this kind or with this trait, as singular lemmas: "minister", "ministry", "study"."""
    return _words(_read("nouns")[kind])


@cache
def covered(word: str) -> frozenset[str]:
    """The nouns that a wider one may resume: "senator" for "lawmaker"."""
    return frozenset(_read("nouns")["covering"].get(word, ()))


@cache
def body_field(word: str) -> str:
    """The field of a noun for a body ("state", "business"), "" if it is none."""
    return next((field for field, words in _read("nouns")["organization"].items() if word in words), "")


@cache
def courtesy_titles() -> Mapping[str, str]:
    """Titles that are no role, each with the pronoun it implies ("mr": "he", "mrs": "she") or "" ("dr")."""
    return MappingProxyType(_read("titles")["courtesy"])


@cache
def role_titles() -> Mapping[str, str]:
    """Titles that are roles as well, each with the pronoun it implies ("king": "he") or "" ("foreign minister")."""
    titles = _read("titles")
    return MappingProxyType({title: titles["gender"].get(title, "") for title in _words(titles["role"])})


@cache
def title_abbreviations() -> Mapping[str, str]:
    """Abbreviated titles, each with its full form ("sen": "senator"), so that "the senator" can resume "Sen. Lund"."""
    return MappingProxyType(_read("titles")["abbreviation"])


@cache
def name_variants() -> Mapping[str, str]:
    """Spellings and short forms of given names, each with the one that stands for all ("sergey": "sergei")."""
    fields = _read("names")["variants"].values()
    return MappingProxyType({name: group[0] for groups in fields for group in groups for name in group})


@cache
def given_names() -> Mapping[str, str]:
    """Given names that women alone, or men alone, bear in most countries, each with "she" or "he"."""
    return MappingProxyType({name: word for word, names in _read("names")["given"].items() for name in names})


@cache
def organization_suffixes() -> frozenset[str]:
    """Last words of organizations' names that may be left out: "inc", "gmbh", "holdings"."""
    return _words(_read("names")["suffixes"])


@cache
def seats() -> frozenset[str]:
    """Seats of power whose name stands for the body that sits there: "kremlin"."""
    return frozenset(_read("institutions")["seats"])


@cache
def secrecy() -> tuple[str, ...]:
    """What a writer says of a source that is not to be known: "familiar with", "asked not to be"."""
    return tuple(_read("institutions")["secrecy"])


def _words(fields: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(word for words in fields.values() for word in words)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("attrib").joinpath("data", "en", f"{name}.toml").read_text("utf-8"))
