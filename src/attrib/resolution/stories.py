"""Who tells a story in the first person: by their own words, or by what others call them.

Reads mentions, quotations and paragraphs. The one who says "I" outside quotations is spoken to in them, and is
spoken of nowhere else: "“You see, Lund,” he said. “Nothing,” I answered."
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from attrib.grammar import SUBJECTS
from attrib.lexicon import narrator_words
from attrib.resolution.discourse import Discourse
from attrib.resolution.mentions import PEOPLE, Mention
from attrib.resolution.vocatives import vocatives

_BESIDE: Final = 2
"""How much more it tells what the teller is called where the teller speaks, just before or after, than elsewhere."""
_CERTAIN: Final = 2
"""How many times as often as another one the name must be heard that the teller is called by; and at least."""


def find_teller(doc: Doc, discourse: Discourse, speaks: Sequence[int]) -> int | None:
    """The mention of who says "I" outside quotations; `speaks` are tokens that say "I" as the source of a quotation."""
    for i, mention in enumerate(discourse.mentions):
        if mention.label in PEOPLE and discourse.columns["quotation"][i] == 0 and names_self(doc, mention):
            return i
    return _called(doc, discourse, speaks)


def names_self(doc: Doc, name: Mention) -> bool:
    """Whether it is by this name that "I" is called: "Call me Ada", "I was christened Ada", "I, Ada Lund,"."""
    before = [token.lower_ for token in doc[max(0, name.start - 2) : name.start]]
    if before == ["i", ","] and name.end < len(doc) and doc[name.end].text == ",":
        return True
    own = before[-1:] in (["me"], ["myself"])
    verb = doc[max(0, name.start - 1 - own)]
    if verb.lemma_.lower() not in narrator_words("naming"):
        return False
    return own or any(child.dep_ in SUBJECTS and child.lower_ == "i" for child in verb.lefts)


def _called(doc: Doc, discourse: Discourse, speaks: Sequence[int]) -> int | None:
    """Who is spoken to by name where "I" tells, if one is so far more often than others; "I" does not speak of them."""
    of = discourse.columns
    own, beside, told = _paragraphs(doc, discourse, speaks)
    counts: Counter[int] = Counter()
    called = list(vocatives(doc, discourse))
    for i in called:
        group = discourse.referents[int(of["referent"][i])]
        paragraph = int(of["paragraph"][i])
        spoken_of = any(not of["quotation"][j] or (j not in called and int(of["paragraph"][j]) in own) for j in group)
        if paragraph in told - own and not spoken_of:
            counts[group[0]] += _BESIDE if paragraph in beside else 1
    ranked = [*counts.most_common(2), (-1, 0), (-1, 0)]
    best, times = ranked[0]
    return best if times >= _CERTAIN * max(1, ranked[1][1]) else None


def _paragraphs(doc: Doc, discourse: Discourse, speaks: Sequence[int]) -> tuple[set[int], set[int], set[int]]:
    """The paragraphs in which "I" speaks, these and those beside them, and those in or beside which "I" tells."""
    of = discourse.columns
    tells = {
        int(of["paragraph"][i]) for i, m in enumerate(discourse.mentions) if m.word == "i" and not of["quotation"][i]
    }
    own = {int(of["paragraph"][i]) for i, m in enumerate(discourse.mentions) if m.head in set(speaks)}
    return own, _with_neighbours(own), _with_neighbours(tells)


def _with_neighbours(numbers: set[int]) -> set[int]:
    return {n + step for n in numbers for step in (-1, 0, 1)}
