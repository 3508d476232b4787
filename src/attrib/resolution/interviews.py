"""Who says "I" and who is "you" where the turns of a talk have no labels.

In an interview of which the text tells with whom it is, the questions are told from the answers: a question ends in a
question mark, and mostly says "you". Elsewhere who is called by name and asked answers next: "What do you say, Ada?"
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import SUBJECTS, lemmas_of
from attrib.lexicon import courtesy_titles, narrator_words
from attrib.naming import fold
from attrib.resolution.discourse import Discourse, people_in
from attrib.resolution.mentions import lines
from attrib.resolution.together import named_together
from attrib.schema import PARAGRAPHS

_NEAR: Final = 3
"""Words after "spoke" among which "with" stands."""
_TOLD_WITHIN: Final = 2
"""Sentences that tell of an interview among which the one stands that says with whom."""
_QUESTIONS: Final = {"interview": 1, "title": 2, "talk": 3}
"""Questions with answers that make an interview: where the text speaks of one, or only its title names somebody."""
_LONGEST_TITLE: Final = 24
"""Words of a line that is a title."""
_SHORT: Final = 4
"""Words and marks of a turn that leaves the other the word: "Right.", "Oh, I see."."""
_SECOND_PERSON: Final = frozenset(("you", "your"))

Turn = tuple[int, int]
"""The tokens [start, end) of a paragraph."""
Said = tuple[int, int, int, tuple[str, ...]]
"""Tokens [start, end), and the mention of whom these pronouns mean in them."""


def find_answers(doc: Doc, discourse: Discourse, introduced: Sequence[tuple[int, int]]) -> Iterator[Said]:
    """Who is interviewed: "I" in the answers, "you" in the questions; and who asks, if they tell their name.

    `introduced` are tokens, and the mentions of who says there who they are.
    """
    turns = [(span.start, span.end) for span in doc.spans[PARAGRAPHS]]
    asks = [_asks(doc, start, end) for start, end in turns]
    first = asks.index(True) if True in asks else len(turns)
    told, who = find_guest(doc, discourse, turns[first][0]) if first < len(turns) else ("", None)
    answered = sum(asked and not after for asked, after in pairwise(asks))
    if who is None or answered < _QUESTIONS[told]:
        return
    referent = discourse.columns["referent"]
    hosts = {int(referent[i]): i for token, i in introduced if token < turns[first][1] and referent[i] != referent[who]}
    if len(hosts) != 1:
        for (start, end), asked in zip(turns[first:], asks[first:], strict=True):
            yield start, end, who, ("you",) if asked else ("i",)
        return
    host = next(iter(hosts.values()))
    for n in range(first, len(turns)):
        if asks[n]:
            yield *turns[n], host, ("i",)
            yield *turns[n], who, ("you",)
        elif asks[n - 1] or _take_turns(asks, first, n):
            yield *turns[n], who, ("i",)
            yield *turns[n], host, ("you",)


def _take_turns(asks: list[bool], first: int, n: int) -> bool:
    """Whether turn `n` is one of those between which all questions stand, from the first on."""
    return (n - first) % 2 == 1 and not any(asks[first + 1 :: 2])


def _asks(doc: Doc, start: int, end: int) -> bool:
    """Whether a paragraph is a question to somebody."""
    return doc[end - 1].text == "?" and any(token.lower_ in _SECOND_PERSON for token in doc[start:end])


def find_guest(doc: Doc, discourse: Discourse, end: int) -> tuple[str, int | None]:
    """How a text tells of an interview before token `end`, and whom it is with.

    "Interview with Ada Lund", "We spoke to the poet Ada Lund about her work", "My guest is Ada Lund"; or else the only
    person that the title names: "Ada Lund tells how she won", "Ada Lund on winning".
    """
    people = dict(_people_before(doc, discourse, end))
    told = 0
    for sentence in doc.sents:
        if sentence.start >= end or told == _TOLD_WITHIN:
            break
        asked = next((token for token in sentence if _interviews(token)), None)
        if asked is None:
            continue
        told += 1
        who = _guest_in(doc, people, asked, min(sentence.end, end))
        if who is not None:
            kind = "interview" if asked.lower_.startswith(("interview", "q&a")) else "talk"
            return kind, who if len(named_together(doc, discourse, who)) == 1 else None
    start, title = next(lines(doc), (0, 1))
    named = [i for first, i in people.items() if first < title]
    speaks = any(lemmas_of(token) & narrator_words("telling") for token in doc[start:title])
    speaks |= any(doc[discourse.mentions[i].end].lower_ == "on" for i in named)  # "Ada Lund on cooking"
    is_title = not told and speaks and not doc[title - 1].is_punct and title - start <= _LONGEST_TITLE
    return "title", named[0] if is_title and len(named) == 1 else None


def _people_before(doc: Doc, discourse: Discourse, end: int) -> Iterator[tuple[int, int]]:
    """Where people are named before token `end`; by names of two words that are a person's elsewhere, too."""
    everywhere = people_in(discourse, 0, len(doc))
    full = {doc[m.start : m.end].text: i for i in everywhere if (m := discourse.mentions[i]).end - m.start == 2}
    for start in range(end - 1):
        if (name := full.get(doc[start : start + 2].text)) is not None:
            yield start, name
    yield from ((discourse.mentions[i].start, i) for i in everywhere if discourse.mentions[i].end <= end)


def _guest_in(doc: Doc, people: dict[int, int], asked: Token, end: int) -> int | None:
    """Who is named after a word that tells of an interview, or before it: "interviewed by", "she spoke to Bo Ek"."""
    if any(child.dep_ in SUBJECTS and child.lower_ in ("he", "she") for child in asked.lefts):
        return next((people[i] for i in range(asked.i, -1, -1) if i in people), None)
    if doc[asked.i + 1 : asked.i + 2].text == "by" and asked.lower_.startswith("interview"):
        return next((people[i] for i in range(asked.i, asked.sent.start - 1, -1) if i in people), None)
    rest = range(asked.i, end)
    about = next((i for i in rest if doc[i].lower_ in ("about", "on", "regarding")), rest.stop)
    return next((people[i] for i in range(asked.i, about) if i in people), None)


def _interviews(token: Token) -> bool:
    """Whether a word tells of an interview: itself, or "talked" before "with" or "to", or "my guest"."""
    before = [word.lower_ for word in token.doc[max(0, token.i - 2) : token.i]]
    after = [word.lower_ for word in token.doc[token.i + 1 : token.i + 1 + _NEAR]]
    if token.lower_.startswith(("interview", "q&a")):
        return before not in (["in", "an"], ["for", "an"])
    lemmas = lemmas_of(token)
    if "join" in lemmas:
        return after[:1] in (["by"], ["me"], ["us"])
    if "guest" in lemmas:
        return before[-1:] in (["my"], ["our"], ["'s"], ["’s"])
    return bool(lemmas & narrator_words("talking")) and any(word in ("with", "to") for word in after)


def find_called(doc: Doc, discourse: Discourse, called: Sequence[int]) -> Iterator[Said]:
    """Who is called by name where somebody says "you"; `called` are the names by which people are spoken to."""
    sentences = [doc[discourse.mentions[i].head].sent for i in called]
    starts = Counter(sentence.start for sentence in sentences)
    for i, sentence in zip(called, sentences, strict=True):
        if starts[sentence.start] == 1:
            yield sentence.start, sentence.end, i, ("you",)


def find_asked(
    doc: Doc, discourse: Discourse, called: Sequence[int], introduced: Sequence[tuple[int, int]]
) -> Iterator[Said]:
    """Who is asked by name: "I" in the next turn of a talk, "you" where they are asked again, and so on.

    `introduced` are tokens, and the mentions of who tells their name there. Where they are two, the other asks.
    """
    turns = [(span.start, span.end) for span in doc.spans[PARAGRAPHS]]
    referent = discourse.columns["referent"]

    def turn_of(token: int) -> int:
        return next((n for n, (start, end) in enumerate(turns) if start <= token < end), -1)

    groups: dict[int, set[int]] = {}
    for i in called:
        groups.setdefault(turn_of(discourse.mentions[i].start), set()).add(int(referent[i]))
    begun = []
    for n, who in ((turn_of(token), i) for token, i in introduced):
        asked = 0 <= n < len(turns) - 1 and doc[turns[n + 1][1] - 1].text == "?"
        begun += [(n, who)] if asked or int(referent[who]) in groups.get(n + 1, ()) else []
    for n, group in groups.items():
        if len(group) == 1 and 0 <= n < len(turns) - 1 and _hands_over(doc, *turns[n]):
            begun.append((n + 1, discourse.referents[next(iter(group))][0]))
    told = {int(referent[i]): i for _, i in introduced}
    everybody = set(told).union(*groups.values())
    for n, who in sorted(begun):
        others = [i for group, i in told.items() if group != referent[who]]
        other = others[0] if others and len(everybody) == 2 else None
        for start, end, asks in _follow(doc, turns, groups, n, int(referent[who])):
            yield start, end, who, ("you",) if asks else ("i",)
            if other is not None:
                yield start, end, other, ("i",) if asks else ("you",)


def _hands_over(doc: Doc, start: int, end: int) -> bool:
    """Whether a turn leaves the word to who is called in it: "Ada, what do you think?", "Go ahead, Ada", "Ms Lund?"."""
    words = {token.lower_ for token in doc[start:end]}
    asks = doc[end - 1].text == "?" and (
        fold(doc[start].text) in courtesy_titles() or not words.isdisjoint(_SECOND_PERSON)
    )
    return asks or not words.isdisjoint(narrator_words("inviting"))


def _follow(
    doc: Doc, turns: list[Turn], called: dict[int, set[int]], n: int, who: int
) -> Iterator[tuple[int, int, bool]]:
    """The turns of one who begins to speak in turn `n`, every other one, and those between them, in which another asks.

    That is as long as what stands between is short, asks or says "you".
    """
    while 0 <= n < len(turns) and who not in called.get(n, ()):
        yield *turns[n], False
        start, end = turns[n + 1] if n + 1 < len(turns) else turns[n]
        asks = any(doc[i].text == "?" or doc[i].lower_ in _SECOND_PERSON for i in range(start, end))
        if n + 1 >= len(turns) or called.get(n + 1, set()) - {who} or not (asks or end - start <= _SHORT):
            return
        yield start, end, True
        n += 2
