"""The speakers of each attribution of a document: whom its source names, and what the document says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from spacy.tokens import Doc

from attrib.grammar import chunk_edges
from attrib.lexicon import labels, nouns
from attrib.records import QuotationType, Resolution
from attrib.resolution.chains import Chains, End, without
from attrib.resolution.descriptions import possessors
from attrib.resolution.mentions import PEOPLE, Form
from attrib.resolution.narrators import Narrator, find_narrators, narrator_of
from attrib.resolution.together import named_together, people_meant
from attrib.schema import QUOTES

_NAMED: Final = 0.95
"""How often the name of a source that has one is right: `benchmarks/speakers.py`."""
_SOME: Final = 0.5
"""How often the likeliest name is right where the network thinks little of it: among sources it is right more often
than among the mentions that it was trained on."""
_LOST: Final = 0.3
"""The share of a chain that ends in "he" or "she" which is taken for lost on the way, as they go back to somebody: as
much as costs no wrong name on LitBank."""
_SOMEBODY: Final = 2 / 3
"""How much less likely a name may be for "he" and "she", who mostly have one: beyond it more are wrong than right."""
_TOGETHER: Final = 0.8
"""How often people are meant together who were named so."""
_NARRATOR: Final = 0.85
"""How often "I" is who signs the text, tells it, or has the turn: `benchmarks/speakers.py`."""
_LIKELIER: Final = 0.5
"""How likely one name must be for several not to be meant."""
_RIGHT_AFTER: Final = 3
"""Words after a quotation among which its speaker is named: ", said Lund"."""
_FIRST_PERSON: Final = frozenset(("i", "we"))


@dataclass(frozen=True, slots=True)
class Source:
    """An attribution as the resolver reads it: tokens [start, end) of its source, none where both are -1.

    `contents` are the tokens of its parts, `cue_end` the token after its cue; it lies in `depth` others.
    """

    id: str
    start: int
    end: int
    cue_end: int
    contents: tuple[tuple[int, int], ...]
    type: QuotationType
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Resolved:
    """One speaker of one attribution: the mention, -1 for none, and tokens [start, end) as written.

    `key` is the same for all of one speaker's.
    """

    key: tuple[str, int]
    mention: int
    start: int
    end: int
    resolution: Resolution
    score: float


def resolve(
    doc: Doc, chains: Chains, sources: Sequence[Source], heads: Sequence[Sequence[int]], least: float
) -> dict[str, list[Resolved]]:
    """The speakers of each attribution, of whose sources `heads` are the mentions.

    Below a likelihood of `least` a pronoun or description stays unresolved, "he" and "she" a little further below.
    """
    resolver = _Resolver(doc, chains, sources, least)
    for source, mentions in zip(sources, heads, strict=True):
        resolver.add(source, mentions)
    return resolver.again(sources, heads)


class _Resolver:
    """Goes through the attributions of a document in the order of the text, nested ones after all others.

    What an outermost one is resolved to does not depend on those that are nested.
    """

    def __init__(self, doc: Doc, chains: Chains, sources: Sequence[Source], least: float) -> None:
        self.doc = doc
        self.chains = chains
        self.discourse = chains.discourse
        self.inmost_first = sorted(sources, key=lambda source: -source.depth)
        self.least = least
        self.resolved: dict[str, list[Resolved]] = {}
        self.previous: Source | None = None

    @cached_property
    def narrators(self) -> list[Narrator]:
        """Who says "I" outside quotations."""
        speaks = [
            source.start
            for source in self.inmost_first
            if source.type != QuotationType.INDIRECT and source.start >= 0 and not source.depth
        ]
        said = [token for token in speaks if self.doc[token].lower_ == "i"]
        return find_narrators(self.doc, self.discourse, said)

    def add(self, source: Source, mentions: Sequence[int]) -> None:
        """Resolve one attribution."""
        if source.start < 0:
            found = self.go_on(source)
        else:
            spans = self.written(source, mentions)
            found = [speaker for pair in zip(mentions, spans, strict=True) for speaker in self.follow(*pair)]
        self.resolved[source.id] = found
        if found and not source.depth:
            self.previous = source

    def again(self, sources: Sequence[Source], heads: Sequence[Sequence[int]]) -> dict[str, list[Resolved]]:
        """All, those in the first person once more: now it is known who speaks after them."""
        for source, mentions in zip(sources, heads, strict=True):
            if any(i >= 0 and self.discourse.mentions[i].word in _FIRST_PERSON for i in mentions):
                self.add(source, mentions)
        return self.resolved

    def written(self, source: Source, mentions: Sequence[int]) -> list[tuple[int, int]]:
        """The tokens of each speaker in its source: all of them where there is but one."""
        if len(mentions) == 1:
            return [(source.start, source.end)]
        spans = []
        for mention in mentions:
            start, end = source.start, source.end
            if mention >= 0:
                own = self.discourse.mentions[mention]
                first, last = chunk_edges(self.doc[own.head])
                others = (self.discourse.mentions[other] for other in mentions if 0 <= other < mention)
                first = max([first, *(other.end + 1 for other in others if other.end < own.start)])
                start, end = max(min(first, own.start), start), min(max(last, own.end), end)
            spans.append((start, end))
        return spans

    def follow(self, mention: int, span: tuple[int, int]) -> list[Resolved]:
        """Whom a mention goes back to: one speaker, or several who were named together."""
        own = self.discourse.mentions[mention] if mention >= 0 else None
        if own is not None and own.form == Form.PRONOUN and own.word in _FIRST_PERSON:
            return [self.first_person(mention, span)]
        if own is not None and own.word == "you":
            return [self.narrated(mention, span, Resolution.PRONOUN) or unknown(mention, span)]
        if (label := self.doc[span[0] : span[1]].text.lower()) in labels("answers"):
            answers = narrator_of(self.narrators, label, span[0])
            if answers is not None:
                key = ("name", int(self.discourse.referent[answers]))
                return [Resolved(key, mention, *span, Resolution.NOMINAL, _NARRATOR)]
        ends = self.chains.ends(mention) if mention >= 0 else {}
        ends = without(ends, self.possessors(mention))
        named = {end: p for end, p in ends.items() if end[0] == "name"}
        name, likely = max(named.items(), key=_second, default=(None, 0.0))
        likely /= 1 - _LOST * sum(p for end, p in ends.items() if self.is_lost(end))
        together = self.together(mention, span) if likely < _LIKELIER else []
        if together:
            return together
        if mention < 0:
            return [Resolved(("source", span[0]), mention, *span, Resolution.NONE, 1.0)]
        least = self.least * _SOMEBODY if own is not None and own.word in ("he", "she") else self.least
        if name is None or likely < least:
            nameless = {end: p for end, p in ends.items() if end[0] == "mention"} or {("mention", mention): 0.0}
            key, _ = max(nameless.items(), key=_second)
            return [Resolved(key, mention, *span, Resolution.NONE, round(1 - likely, 4))]
        group = self.discourse.referents[name[1]]
        last = max((i for i in group if i < mention), default=group[0])
        meant = sorted({last, *self.named_with(mention, last)})
        keys = dict.fromkeys(("name", int(self.discourse.referent[i])) for i in meant)
        score = round(_SOME + (_NAMED - _SOME) * likely, 4)
        return [Resolved(key, mention, *span, self.way(mention), score) for key in keys]

    def is_lost(self, end: End) -> bool:
        """Whether a chain ends in a "he" or "she" that goes back to nobody."""
        return end[0] == "mention" and self.discourse.mentions[end[1]].word in ("he", "she")

    def named_with(self, mention: int, last: int) -> list[int]:
        """The people named in one breath with the one that several go back to: "they" after "Demir and Kaya"."""
        own = self.discourse.mentions[mention]
        several = own.plural or own.word in nouns("group")
        if own.form == Form.NAME or not several or self.discourse.mentions[last].label not in PEOPLE:
            return []
        return named_together(self.doc, self.discourse, last)

    def together(self, mention: int, span: tuple[int, int]) -> list[Resolved]:
        """The speakers that one mention means together, or none."""
        if mention >= 0 and self.discourse.mentions[mention].form == Form.NAME:
            return []
        people = people_meant(self.doc, self.discourse, *span)
        keys = dict.fromkeys(("name", int(self.discourse.referent[i])) for i in people)
        pronoun = mention >= 0 and self.discourse.mentions[mention].form == Form.PRONOUN
        way = Resolution.PRONOUN if pronoun else Resolution.NOMINAL
        return [Resolved(key, mention, *span, way, _TOGETHER) for key in keys]

    def possessors(self, mention: int) -> set[End]:
        """The names that a description's possessor goes back to: nobody is his own father."""
        if mention < 0 or self.discourse.mentions[mention].form != Form.NOMINAL:
            return set()
        owners = possessors(self.doc, self.discourse, mention)
        return {max(self.chains.ends(owner).items(), key=_second)[0] for owner in owners}

    def way(self, mention: int) -> Resolution:
        """How a mention was led to a name."""
        form = self.discourse.mentions[mention].form
        if form != Form.NAME:
            return Resolution.PRONOUN if form == Form.PRONOUN else Resolution.NOMINAL
        group = self.discourse.referents[int(self.discourse.referent[mention])]
        same = self.discourse.full_name([mention]) == self.discourse.full_name(group)
        return Resolution.NAME if same else Resolution.ALIAS

    def first_person(self, mention: int, span: tuple[int, int]) -> Resolved:
        """The speaker of the quotation that "I" stands in."""
        own = self.discourse.mentions[mention]
        for other in self.inmost_first:
            inside = any(start <= own.head < end for start, end in other.contents)
            if inside and other.type != QuotationType.INDIRECT and self.resolved.get(other.id):
                speaker = self.resolved[other.id][0]
                return Resolved(speaker.key, mention, *span, Resolution.FIRST_PERSON, speaker.score)
        if (beside := self.beside(mention)) is not None:
            return Resolved(beside.key, mention, *span, Resolution.FIRST_PERSON, beside.score)
        told = self.narrated(mention, span, Resolution.FIRST_PERSON)
        return told or unknown(mention, span)

    def narrated(self, mention: int, span: tuple[int, int], way: Resolution) -> Resolved | None:
        """Whom "I" or "you" means outside quotations, if the text tells it."""
        own = self.discourse.mentions[mention]
        if self.discourse.columns["quotation"][mention] == 0:
            narrator = narrator_of(self.narrators, own.word, own.head)
            if narrator is not None:
                return Resolved(("name", int(self.discourse.referent[narrator])), mention, *span, way, _NARRATOR)
        return None

    def beside(self, mention: int) -> Resolved | None:
        """The speaker of the rest of the quotation that "I" stands in, or who is named right after it."""
        head = self.discourse.mentions[mention].head
        around = [(q.start, q.end) for q in self.doc.spans[QUOTES] if q.label_ == "1" and q.start <= head < q.end]
        for (first, last), other in ((quote, other) for quote in around for other in self.inmost_first):
            if other.start < 0 or first <= other.start < last or not self.resolved.get(other.id):
                continue
            rest = any(start < last and first < end for start, end in other.contents)
            if rest or last <= other.start <= last + _RIGHT_AFTER:
                return self.resolved[other.id][0]
        return None

    def go_on(self, source: Source) -> list[Resolved]:
        """The speakers of the quotation before one without a source, if no word stands between them."""
        before = self.previous
        if (
            before is None
            or source.depth
            or source.type != QuotationType.DIRECT
            or before.type == QuotationType.INDIRECT
        ):
            return []
        between = self.doc[
            max(before.end, before.cue_end, *(end for _, end in before.contents)) : source.contents[0][0]
        ]
        if any(token.is_alpha for token in between):
            return []
        return [replace(speaker, resolution=Resolution.CONTINUED) for speaker in self.resolved[before.id]]


def unknown(mention: int, span: tuple[int, int]) -> Resolved:
    """A speaker of whom no name is known."""
    return Resolved(("mention", mention), mention, *span, Resolution.NONE, 1.0)


def _second(pair: tuple[End, float]) -> float:
    return pair[1]
