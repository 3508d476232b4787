"""The mentions of a document as columns of numbers, and which earlier mention a later one may go back to."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc, Span

from attrib.doc import parents_of
from attrib.grammar import POSSESSORS, SUBJECTS
from attrib.lexicon import courtesy_titles, given_names, nouns, title_abbreviations
from attrib.ml.antecedents import Question
from attrib.naming import body_words, clean_name, fold, fullest, read_person, without_title
from attrib.records import SpeakerKind
from attrib.resolution.bodies import bodies_among
from attrib.resolution.mentions import PEOPLE, Form, Mention, find_mentions
from attrib.resolution.names import group_names
from attrib.resolution.profile import kind_of, roles, title_words
from attrib.schema import LINKS, PARAGRAPHS, QUOTES, SOURCE

Ints = NDArray[np.int64]

_PRONOUNS: Final = ("he", "she", "they", "it", "i", "we", "you", "who")
_LABELS: Final = {"PERSON": 0, "PER": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2, "NORP": 3}
_GENDERS: Final = ("", "he", "she", "they", "it")
_KINDS: Final = list(SpeakerKind)

_DESCRIPTIONS: Final = 4
"""Classes of descriptions: indefinite and definite ones, of one and of several."""
_N_ANAPHORS: Final = _DESCRIPTIONS + len(_PRONOUNS)
_N_CANDIDATES: Final = 5 + _N_ANAPHORS
FEATURES: Final = (_N_ANAPHORS * _N_CANDIDATES, 7, 8, 4, 5, 4, 4, 3, 3, 6, 6, 5, 2, 3)
"""Number of values of each feature of a pair: forms; sentences, mentions and paragraphs between; quotations; the
candidate's and the anaphor's part in its clause; gender; number; likeness of descriptions; how often the candidate is
named; its place among those that agree; whether it is in the first paragraph; whether it possesses or comes after."""

_POSSESSED: Final = re.compile(r"['’]s?\s")
"""What ends the words of a possessor."""
_FIELD: Final = re.compile(r" (?:of|for) ")
"""What begins the words of what a role is for."""

_BORDER: Final = re.compile(r"[-_*=#~•–—]{3,}\.?")
"""Marks that part two sections, without spaces; in plain text of news a full stop may follow."""

_OFFSETS: Final = np.cumsum([0, *FEATURES[:-1]])

REACH: Final = 50
"""Mentions before an anaphor that are candidates; of a name mentioned earlier only, its last mention is one too."""


@dataclass(frozen=True, slots=True)
class Discourse:
    """A document's mentions; what is known of each in columns (M,).

    `referents` are the mentions of each name (`group_names`), `referent` the number of each mention's, -1 for none;
    `role_words` and `body_words` the words of each name's roles, and of the bodies that go with these; `of_head` the
    mention that a token heads.
    """

    mentions: list[Mention]
    texts: list[str]
    kinds: list[SpeakerKind]
    referents: list[list[int]]
    role_words: list[frozenset[str]]
    body_words: list[frozenset[str]]
    referent: Ints
    of_head: dict[int, int]
    columns: dict[str, Ints]

    def full_name(self, named: Sequence[int]) -> str:
        """The fullest of the names of one speaker, a person's without title."""
        person = any(self.mentions[i].label in PEOPLE for i in named)
        return fullest([self.texts[i] for i in named], person=person)


def read_discourse(doc: Doc) -> Discourse:
    """Mentions, names that are one, and columns. Outermost sources are marked where `attrib_links` has run."""
    mentions = bodies_among(doc, find_mentions(doc))
    texts = [_text(doc, mention) for mention in mentions]
    kinds = [kind_of(doc, mention) for mention in mentions]
    titles = [title_words(doc, mention) for mention in mentions]
    told = [list(roles(doc, mention)) if mention.form == Form.NAME else [] for mention in mentions]
    genders = [_gender(*of) for of in zip(mentions, texts, told, strict=True)]
    referents = group_names(mentions, texts, titles, genders)
    referent = np.full(len(mentions), -1, dtype=np.int64)
    for number, group in enumerate(referents):
        referent[group] = number
    called = [[*_titles(doc, mention), *(role for role, _ in of)] for mention, of in zip(mentions, told, strict=True)]
    words = [frozenset(_full(w) for i in group for role in called[i] for w in _own(role)) for group in referents]
    bodies = [
        frozenset(word for i in group for _, body in told[i] for word in body_words(body or "")) for group in referents
    ]
    columns = _columns(doc, mentions, texts, kinds, genders, referents, referent)
    of_head = {mention.head: i for i, mention in enumerate(mentions)}
    return Discourse(mentions, texts, kinds, referents, words, bodies, referent, of_head, columns)


def _text(doc: Doc, mention: Mention) -> str:
    text = doc[mention.start : mention.end].text
    return clean_name(text, person=mention.label in PEOPLE) if mention.form == Form.NAME else text


def _gender(mention: Mention, text: str, told: list[tuple[str, str | None]]) -> str:
    """What a mention shows of its bearer's gender: its own words, a role ("her husband"), or else the given name."""
    if mention.gender or mention.label not in PEOPLE:
        return mention.gender
    heads = [fold(_own(role)[-1]) for role, _ in told if _own(role)]
    known = [word for word, trait in (("she", "female"), ("he", "male")) if any(h in nouns(trait) for h in heads)]
    return known[0] if len(known) == 1 else read_person(text).gender


def _columns(
    doc: Doc,
    mentions: list[Mention],
    texts: list[str],
    kinds: list[SpeakerKind],
    known_genders: list[str],
    referents: list[list[int]],
    referent: Ints,
) -> dict[str, Ints]:
    heads = np.array([mention.head for mention in mentions], dtype=np.int64)
    tokens = [doc[head] for head in heads.tolist()]
    in_source = np.zeros(len(doc) + 1, dtype=np.int64)
    nested = parents_of(doc)
    for span in doc.spans.get(LINKS, []):
        if span.label_ == SOURCE and span.id_ not in nested:
            in_source[span.start : span.end] = 1
    genders = np.array([_GENDERS.index(gender) for gender in known_genders], dtype=np.int64)
    counts = np.zeros(len(mentions), dtype=np.int64)
    for group in referents:
        known = Counter(g for g in genders[group].tolist() if g)
        called = [] if known else [given_names().get(fold(texts[i]), "") for i in group if mentions[i].label in PEOPLE]
        genders[group] = known.most_common(1)[0][0] if known else _GENDERS.index(called[0] if called else "")
        counts[group] = len(group)
    sources = in_source[heads]
    subjects = np.array([token.dep_ in SUBJECTS for token in tokens], dtype=np.int64)
    return {
        "anaphor": np.array([_anaphor_class(mention) for mention in mentions], dtype=np.int64),
        "candidate": np.array([_candidate_class(mention) for mention in mentions], dtype=np.int64),
        "sentence": _starts(doc, [sent.start for sent in doc.sents])[heads],
        "paragraph": _starts(doc, [span.start for span in doc.spans[PARAGRAPHS]])[heads],
        "section": _starts(doc, [span.start for span in doc.spans[PARAGRAPHS] if _is_border(span)])[heads],
        "quotation": _quotations(doc)[heads],
        "part": 2 * sources + subjects,
        "possessive": np.array([token.dep_ in POSSESSORS for token in tokens], dtype=np.int64),
        "gender": genders,
        "number": np.array([0 if m.plural is None else 1 + m.plural for m in mentions], dtype=np.int64),
        "kind": np.array([_KINDS.index(kind) for kind in kinds], dtype=np.int64),
        "word": _numbered([mention.word for mention in mentions]),
        "text": _numbered([text.lower().removeprefix("the ") for text in texts]),
        "count": counts,
        "start": np.array([mention.start for mention in mentions], dtype=np.int64),
        "end": np.array([mention.end for mention in mentions], dtype=np.int64),
        "head": heads,
        "referent": referent,
    }


def _titles(doc: Doc, name: Mention) -> list[str]:
    """What titles within a person's name, or a courtesy before it, call its bearer: "Captain", "Dr."."""
    if name.label not in PEOPLE:
        return []
    written = doc[name.start : name.end].text
    before = [doc[name.start - 1].text] if name.start and fold(doc[name.start - 1].text) in courtesy_titles() else []
    inside = written.removesuffix(without_title(written)).split()
    return [title for title in (*before, *inside) if _full(title) in nouns("person")]


def _own(role: str) -> list[str]:
    """The words of a role, not of who has it or what it is for: "head" of "the firm's head of sales"."""
    return _FIELD.split(_POSSESSED.split(role)[-1])[0].split()


def _full(word: str) -> str:
    """A folded word of a role, an abbreviation written out: "Sen." as "senator"."""
    return title_abbreviations().get(fold(word), fold(word))


def _anaphor_class(mention: Mention) -> int:
    if mention.form == Form.PRONOUN:
        return _DESCRIPTIONS + _PRONOUNS.index(mention.word)
    return 2 * bool(mention.plural) + mention.definite


def _candidate_class(mention: Mention) -> int:
    if mention.form == Form.NAME:
        return _LABELS.get(mention.label, 4)
    return 5 + _anaphor_class(mention)


def _starts(doc: Doc, starts: Sequence[int]) -> Ints:
    """The number of the part that each token lies in, of parts that begin at these tokens."""
    marks = np.zeros(len(doc) + 1, dtype=np.int64)
    marks[list(starts)] = 1
    return np.cumsum(marks)


def _is_border(paragraph: Span) -> bool:
    """Whether a paragraph is a line of marks that parts two sections: "___", "* * *"."""
    return bool(_BORDER.fullmatch("".join(paragraph.text.split())))


def _quotations(doc: Doc) -> Ints:
    """The number of the outermost quotation that each token lies in, 0 for none."""
    inside = np.zeros(len(doc) + 1, dtype=np.int64)
    for span in doc.spans[QUOTES]:
        if span.label_ == "1":
            inside[span.start : span.end] = int(span.id_[1:]) + 1
    return inside


def _numbered(words: list[str]) -> Ints:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)


def people_in(discourse: Discourse, start: int, end: int) -> list[int]:
    """The names of people in tokens [start, end)."""
    return [
        i
        for i, mention in enumerate(discourse.mentions)
        if mention.form == Form.NAME and mention.label in PEOPLE and start <= mention.start and mention.end <= end
    ]


def is_anaphor(mention: Mention) -> bool:
    """Whether a mention may go back to another one: a pronoun or a description."""
    return mention.form != Form.NAME


def ask(found: Discourse, anaphors: Sequence[int]) -> Question:
    """The candidates of anaphors, and the features of the pairs."""
    pairs = [(i, j) for i in anaphors for j in _candidates(found, i)]
    a, c = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    spans = np.stack([found.columns["start"], found.columns["end"]], axis=1)
    return Question(spans, a, c, _features(found, a, c) + _OFFSETS)


def _candidates(found: Discourse, i: int) -> list[int]:
    """The mentions that an anaphor may go back to.

    Those before it, nearest first, but for those around it; the last mentions of names further back; of names that
    come later, the first mention, if it has the role that the anaphor names.
    """
    me = found.mentions[i]

    def apart(j: int) -> bool:
        other = found.mentions[j]
        return not other.start <= me.head < other.end and not me.start <= other.head < me.end

    near = [j for j in range(i - 1, max(-1, i - 1 - REACH), -1) if apart(j)]
    section = found.columns["section"]
    if me.form == Form.PRONOUN and section[i]:
        here = [j for j in near if section[j] == section[i]]
        if any(_may_be_named(found, i, j) for j in here):
            return here
    seen = set(found.referent[near].tolist())
    far = []
    for number, group in enumerate(found.referents):
        before = [j for j in group if j < i and apart(j)]
        if number not in seen and before:
            far.append(before[-1])
        elif group[0] > i and apart(group[0]) and me.word in found.role_words[number]:
            far.append(group[0])
    return near + far


def may_be_one(found: Discourse, i: int, j: int) -> bool:
    """Whether gender and number of two mentions may be those of one."""
    genders = {int(found.columns["gender"][k]) for k in (i, j)} - {0}
    numbers = {found.mentions[k].plural for k in (i, j)} - {None}
    return len(genders) < 2 and len(numbers) < 2


def _may_be_named(found: Discourse, i: int, j: int) -> bool:
    """Whether a pronoun may mean a name."""
    person = found.mentions[j].label in PEOPLE
    return (
        found.mentions[j].form == Form.NAME
        and person == (found.mentions[i].word in ("he", "she"))
        and may_be_one(found, i, j)
    )


def _features(found: Discourse, a: Ints, c: Ints) -> Ints:
    of = found.columns

    def compare(name: str, unknown: int = 0) -> Ints:
        mine, theirs = of[name][a], of[name][c]
        known = (mine != unknown) & (theirs != unknown)
        compared: Ints = np.where(known, np.where(mine == theirs, 1, 2), 0)
        return compared

    def gap(name: str, most: int) -> Ints:
        between: Ints = np.minimum(np.abs(of[name][a] - of[name][c]), most)
        return between

    sentences = np.searchsorted([0, 1, 2, 3, 5, 9], np.abs(of["sentence"][a] - of["sentence"][c]), side="left")
    mentions = np.minimum(np.log2(np.abs(a - c) + 1).astype(np.int64), 7)
    mine, theirs = of["quotation"][a], of["quotation"][c]
    quotations = np.select(
        [(mine == 0) & (theirs == 0), theirs == 0, mine == 0, mine == theirs], [0, 1, 2, 3], default=4
    )
    gender, number = compare("gender"), compare("number")
    agree = (gender != 2) & (number != 2)
    return np.stack(
        [
            of["anaphor"][a] * _N_CANDIDATES + of["candidate"][c],
            sentences,
            mentions,
            gap("paragraph", 3),
            quotations,
            of["part"][c],
            of["part"][a],
            gender,
            number,
            _likeness(found, a, c),
            np.minimum(of["count"][c], 5),
            _rank(a, agree),
            (of["paragraph"][c] <= 1).astype(np.int64),
            np.where(c > a, 2, of["possessive"][c]),
        ],
        axis=1,
    )


def _likeness(found: Discourse, a: Ints, c: Ints) -> Ints:
    """Of descriptions: same words 5, same head 4, a role of the candidate's 3; else kinds agree 1 or clash 2."""
    of = found.columns
    nominal = of["anaphor"][a] < _DESCRIPTIONS
    has_role = np.zeros(len(a), dtype=bool)
    for n in np.flatnonzero(nominal & (of["referent"][c] >= 0)).tolist():
        has_role[n] = found.mentions[a[n]].word in found.role_words[of["referent"][c[n]]]
    unknown = _KINDS.index(SpeakerKind.UNKNOWN)
    mine, theirs = of["kind"][a], of["kind"][c]
    kinds = np.where((mine == unknown) | (theirs == unknown), 0, np.where(mine == theirs, 1, 2))
    same_text, same_word = of["text"][a] == of["text"][c], of["word"][a] == of["word"][c]
    likeness: Ints = np.select([nominal & same_text, nominal & same_word, has_role], [5, 4, 3], default=kinds)
    return likeness


def _rank(a: Ints, agree: NDArray[np.bool_]) -> Ints:
    """How many candidates of its anaphor that agree come before this one in the order of pairs; 4 if it does not."""
    if not len(a):
        return np.zeros(0, dtype=np.int64)
    counted: Ints = np.cumsum(agree) - agree
    firsts = np.flatnonzero(np.diff(a, prepend=-1))
    base: Ints = np.repeat(counted[firsts], np.diff(firsts, append=len(a)))
    return np.where(agree, np.minimum(counted - base, 3), 4)
