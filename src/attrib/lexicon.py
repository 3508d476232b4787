"""Word lists of English, from `data/en/*.toml`: kinds of speakers, titles, names, acts of cues, circumstances.

All is in lowercase; names and titles are without accents and full stops as well ("sen", "llc"), so fold what is looked
up. The lists are read once and cannot be changed.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar, get_args

from attrib.records import Act, Stance

NounKind = Literal["person", "organization", "document", "place", "group"]
"""The kind of speaker that a noun makes; a noun is of one kind."""

NounTrait = Literal["anonymous", "corporate", "generic", "female", "male", "related"]
"""What else a noun of a person or a group may say: that its bearer is often unnamed, may be a body, is anybody, or is
told of by whose it is; a gender."""

PartOfSpeech = Literal["verbs", "nouns", "adjectives"]
"""Of a cue's head."""

_PREFIXES: Final = ("re-", "co-", "counter-", "counter", "re", "mis", "over", "out")
_STEM: Final = 6
_SHARE: Final = 0.6
"""The letters at the beginning that words of one family share, and what part of the longer one."""

PARTS: Final[tuple[PartOfSpeech, ...]] = get_args(PartOfSpeech)

Frame = frozenset[str]
"""What must stand with a lemma, or does: words of the cue, and kinds of complement, with a plus (`acts.toml`)."""

CueWords = Literal["light", "governors", "negations", "still_positive", "raising", "naming", "good", "bad"]
"""Lists of `acts.toml` that are no acts."""


CircumstanceList = Literal[
    "tell",
    "ask",
    "demand",
    "to",
    "publish",
    "before_to",
    "went",
    "channels",
    "stations",
    "programs",
    "documents",
    "shown",
    "occasions",
    "portions",
    "visits",
    "told",
    "speaking",
    "adverbs",
    "relations",
    "cues",
    "pronouns",
    "function",
]
"""Verbs by how they take the one they are said to, or what they are said through; media; words of time."""

WordList = Literal["before", "after", "capital", "small", "contractions", "ordinary"]
"""Lists of `words.toml`: affixes, abbreviations, two words in one, words that spaCy takes for others."""

NarratorList = Literal[
    "closing",
    "fond",
    "beside",
    "salutation",
    "works",
    "naming",
    "calling",
    "endearing",
    "invoked",
    "greeting",
    "hosts",
    "talking",
    "telling",
    "answering",
    "inviting",
]
"""Lists of `narrators.toml`: closings of letters, titles, names given and called, interviews."""

LabelList = Literal["asks", "answers", "headings"]
"""Words before a colon: labels that only transcripts have, and headings."""

Inflection = Literal["verbs", "plurals", "compared"]
"""Tables of `inflections.toml`."""

Spelling = Literal["ie", "s", "oe", "che", "doubled", "bare", "silent", "plural"]
"""Lists of `inflections.toml`."""

_VERB_PREFIXES: Final = ("for", "fore", "mis", "out", "over", "re", "un", "under", "with")

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
def mastheads() -> frozenset[str]:
    """Nouns of people that newspapers are called: "observer"."""
    return frozenset(_read("institutions")["mastheads"])


@cache
def secrecy() -> tuple[str, ...]:
    """What a writer says of a source that is not to be known: "familiar with", "asked not to be"."""
    return tuple(_read("institutions")["secrecy"])


@cache
def deeds() -> frozenset[str]:
    """What bodies say that they do: "would appeal", "had no plans"."""
    return frozenset(_read("institutions")["deeds"])


@cache
def acts(part: PartOfSpeech) -> Mapping[str, tuple[tuple[Frame, Act], ...]]:
    """The acts of each lemma with the frame that each asks for, the one that asks for most first."""
    return _entries({Act(act): entries for act, entries in _read("acts")[part].items()})


@cache
def relatives(lemma: str, part: PartOfSpeech) -> tuple[str, ...]:
    """The other lemmas of a part of speech that begin as this one does ("critic", "criticism"), the nearest first."""
    bare = next((lemma[len(prefix) :] for prefix in _PREFIXES if lemma.startswith(prefix) and len(lemma) > 7), lemma)
    shared = {word: _shared(bare, word) for word in acts(part) if word != lemma}
    near = [word for word, length in shared.items() if length >= max(_STEM, _SHARE * max(len(bare), len(word)))]
    return tuple(sorted(near, key=lambda word: (-shared[word], len(word), word)))


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


@cache
def phrases() -> Mapping[str, Act]:
    """Cues without a verb, noun or adjective of their own, and their acts: "according to"."""
    return MappingProxyType({phrase: Act(act) for act, given in _read("acts")["phrases"].items() for phrase in given})


@cache
def stances() -> Mapping[str, tuple[tuple[Frame, Stance], ...]]:
    """The stance of lemmas in their frames, as `acts` gives acts; what is not there is neutral."""
    return _entries({Stance(stance): entries for stance, entries in _read("acts")["stance"].items()})


@cache
def governors() -> Mapping[str, tuple[tuple[Frame, bool], ...]]:
    """Lemmas in their frames that make what they govern unsaid: "refuse"."""
    return _entries({True: _read("acts")["cues"]["governors"]})


@cache
def cue_words(name: CueWords) -> frozenset[str]:
    """One of the lists."""
    return frozenset(_read("acts")["cues"][name])


@cache
def cue_lemma(form: str, lemma: str) -> str:
    """The lemma that the lists of cues have of a form: `lemma`, or what endings point to where that is not in them."""
    known = _cue_lemmas()
    return next((word for word in (lemma, irregular("verbs").get(form, form), *_stems(form)) if word in known), lemma)


@cache
def _cue_lemmas() -> frozenset[str]:
    tables = [acts(part) for part in PARTS] + [stances(), governors()]
    return frozenset().union(*tables, cue_words("light"), cue_words("naming"), cue_words("raising"))


@cache
def irregular(name: Inflection) -> Mapping[str, str]:
    """Irregular forms, each with its lemma: "fought", "mice", "worse"; of verbs, those with a prefix too."""
    table: Mapping[str, str] = _read("inflections")[name]
    found = {form: lemma for lemma, forms in table.items() for form in forms.split()}
    if name == "verbs":
        long = {form: lemma for form, lemma in found.items() if len(form) > 2 and form.isalpha()}
        prefixed = ((prefix, *entry) for prefix in _VERB_PREFIXES for entry in long.items())
        found = {f"{prefix}{form}": f"{prefix}{lemma}" for prefix, form, lemma in prefixed} | found
    return MappingProxyType(found)


@cache
def spelling(name: Spelling) -> frozenset[str]:
    """Lemmas whose spelling no rule gives (`inflections.toml`)."""
    return frozenset(_read("inflections")["spelling"][name])


@cache
def peoples() -> frozenset[str]:
    """Adjectives of peoples and creeds: "french"."""
    return frozenset(_read("inflections")["capital"]["peoples"])


def _stems(form: str) -> Iterator[str]:
    """What a form may be an inflection of: "ies" of "y", a doubled consonant of a single one, an "e" that was cut."""
    for ending in ("s", "es", "d", "ed", "ing"):
        stem = form.removesuffix(ending)
        if stem != form:
            yield from (stem, f"{stem}e", stem[:-1] + "y" if stem[-1:] == "i" else stem)
            if stem[-1:] == stem[-2:-1]:
                yield stem[:-1]


Value = TypeVar("Value")


def _entries(lists: Mapping[Value, list[str]]) -> Mapping[str, tuple[tuple[Frame, Value], ...]]:
    found: dict[str, list[tuple[Frame, Value]]] = {}
    for value, entries in lists.items():
        for entry in entries:
            lemma, *needs = entry.split()
            found.setdefault(lemma, []).append((frozenset(needs), value))
    return MappingProxyType(
        {lemma: tuple(sorted(given, key=lambda entry: -len(entry[0]))) for lemma, given in found.items()}
    )


def circumstances(name: CircumstanceList) -> frozenset[str]:
    """Words that tell to whom, through what or when something was said."""
    return frozenset(next(lists[name] for lists in _read("circumstances").values() if name in lists))


@cache
def words(name: WordList) -> frozenset[str]:
    """What the tokenizer takes for one word, or for two."""
    return frozenset(next(lists[name] for lists in _read("words").values() if name in lists))


@cache
def narrator_words(name: NarratorList) -> frozenset[str]:
    """Words that tell who says "I" and who is called "you"."""
    return frozenset(next(lists[name] for lists in _read("narrators").values() if name in lists))


@cache
def labels(name: LabelList) -> frozenset[str]:
    """Words before a colon at the beginning of a paragraph."""
    lists = _read("labels")
    return _words(lists[name]) if name in lists else frozenset(lists["turns"][name])


@cache
def credited() -> Mapping[str, str]:
    """Names of agencies and publishers in small letters, short ones too, each with the full name ("afp")."""
    lists = tomllib.loads(files("attrib").joinpath("data", "agencies.toml").read_text("utf-8")).values()
    names = [(full, [full, *short]) for names in lists for full, short in names.items()]
    return MappingProxyType({name.casefold(): full for full, spellings in names for name in spellings})


def _words(fields: Mapping[str, list[str]]) -> frozenset[str]:
    return frozenset(word for words in fields.values() for word in words)


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("attrib").joinpath("data", "en", f"{name}.toml").read_text("utf-8"))
