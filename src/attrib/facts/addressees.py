"""Whom something was said to: objects of "told", subjects of "was asked", "to reporters", "an interview with CNN"."""

from typing import Final

from spacy.tokens import Token

from attrib.facts.frame import Frame
from attrib.facts.phrases import Kind, Phrase, is_medium, is_somebody, read_noun_phrase
from attrib.facts.times import read_time
from attrib.grammar import SUBJECTS, chunk_edges, is_finite, lemmas_of, tag_of
from attrib.lexicon import circumstances

_ASKED: Final = frozenset(("to", "if", "whether", "about", "for", "why", "how", "what", "when", "not", "that", "who"))
"""What follows the one who is asked, where it is the beginning of the content: "urged *his voters* to stay"."""

_LONGEST_SUBJECT: Final = 8


def find_addressee(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Tokens [start, end) of the addressee, without its preposition; `phrases` are those of the cue's field."""
    return _asked(frame) or _told(frame) or _spoken_to(frame, phrases) or _of_medium(frame, phrases)


def _told(frame: Frame) -> tuple[int, int] | None:
    """The object of "told", "assured", "urged", "called on"; of "asked" inside the content as well."""
    for i in sorted(frame.cue):
        if (start := _object(frame, i)) and (found := _read_told(frame, i, start)):
            return found
    return None


def _object(frame: Frame, i: int) -> int:
    """Where the object of a verb of telling or asking begins, or 0 where it is no such verb."""
    doc, lemmas = frame.doc, lemmas_of(frame.doc[i])
    calls = "call" in lemmas and i + 1 < frame.end and doc[i + 1].lower_ in ("on", "upon", "for")
    if not calls and lemmas.isdisjoint(circumstances("tell") | circumstances("ask")):
        return 0
    if not tag_of(doc[i]).startswith("VB") and lemmas.isdisjoint(("tell", "ask")):
        return 0
    start = i + 1 + calls
    while start < frame.end and start not in frame.content and tag_of(doc[start]).startswith("RB"):
        start += 1
    return start


def _read_told(frame: Frame, verb: int, start: int) -> tuple[int, int] | None:
    doc, lemmas = frame.doc, lemmas_of(frame.doc[verb])
    inside = start in frame.content
    calls = doc[start - 1].lower_ in ("on", "upon", "for")
    if inside and not calls and lemmas.isdisjoint(circumstances("ask")):
        return None
    stop = frame.end if inside else frame.room(start)
    found = read_noun_phrase(doc, start, stop)
    if found is None or start in frame.source or read_time(doc, start, stop) > start:
        return None
    end, noun = found
    if inside and not (end < frame.end and doc[end].lower_ in _ASKED):
        return None
    if doc[start - 1].lower_ == "for" and not (end < frame.end and doc[end].lower_ == "to"):
        return None
    known = is_somebody(doc[noun]) or doc[noun].text[0].isupper() or not lemmas.isdisjoint(("tell", "ask"))
    return (start, end) if known else None


def _asked(frame: Frame) -> tuple[int, int] | None:
    """Who was asked or told: the subject of a passive, or of the clause that "asked why" belongs to."""
    doc = frame.doc
    for i in sorted(frame.cue):
        token = doc[i]
        if tag_of(token) not in ("VBN", "VBD") or lemmas_of(token).isdisjoint(
            circumstances("ask") | circumstances("tell")
        ):
            continue
        if any(doc[j].lemma_ == "be" or doc[j].lower_ in ("was", "were", "been", "being") for j in frame.cue if j < i):
            return _before_cue(frame)
        if i == min(frame.cue) and not any(j < i for j in frame.source if j >= frame.first):
            return _after_comma(frame) or _governing(frame, token)
    return None


def _before_cue(frame: Frame) -> tuple[int, int] | None:
    """The noun phrase right before a passive cue, unless it is the source."""
    end = min(frame.cue)
    for start in range(max(frame.first, end - _LONGEST_SUBJECT), end):
        if start in frame.source:
            continue
        if frame.doc[start].lower_ in ("i", "he", "she", "they", "we") and start + 1 == end:
            return start, end
        found = read_noun_phrase(frame.doc, start, end)
        if found and found[0] == end:
            return start, end
    return None


def _after_comma(frame: Frame) -> tuple[int, int] | None:
    """The subject after the comma: "asked why, *the mayor* replied"."""
    start = max(i for i in frame.content | frame.cue if i < frame.end) + 1
    if start >= frame.end - 1 or frame.doc[start].text != ",":
        return None
    start += 1
    found = read_noun_phrase(frame.doc, start, frame.end)
    end = found[0] if found else start + 1
    return (start, end) if end < frame.end and is_finite(frame.doc[end]) else None


def _governing(frame: Frame, token: Token) -> tuple[int, int] | None:
    """The subject of the verb that a participle hangs on: "*she* said when asked"."""
    if token.head.i == token.i or token.head.i in frame.cue:
        return None
    subject = next((child for child in token.head.lefts if child.dep_ in SUBJECTS), None)
    return None if subject is None or subject.i in frame.content else chunk_edges(subject)


def _spoken_to(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who stands after "to": "said to *reporters*"."""
    for phrase in phrases:
        if phrase.kind is not Kind.ADDRESSEE or not lemmas_of(frame.doc[phrase.noun]).isdisjoint(
            circumstances("reactions")
        ):
            continue
        before = frame.doc[phrase.start - 1]
        if _follows_verb(frame, phrase) or (before.i in frame.cue and is_medium(before)):
            return phrase.inner, phrase.end
    return None


def _follows_verb(frame: Frame, phrase: Phrase) -> bool:
    """Whether the nearest verb before is one of the cue's, with the one it is said to after "to"."""
    before = (frame.doc[i] for i in range(phrase.start - 1, frame.first - 1, -1) if i not in frame.content)
    verb = next((token for token in before if tag_of(token).startswith("VB")), None)
    return verb is not None and verb.i in frame.cue and not lemmas_of(verb).isdisjoint(circumstances("to"))


def _of_medium(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who a medium is for: "in an interview with *CNN*", "in a letter to *the court*"."""
    for phrase in phrases:
        for i in range(phrase.noun + 1, phrase.end if phrase.kind is Kind.MEDIUM else 0):
            if frame.doc[i].lower_ in ("with", "to"):
                found = read_noun_phrase(frame.doc, i + 1, phrase.end)
                if found and (is_somebody(frame.doc[found[1]]) or frame.doc[found[1]].text[0].isupper()):
                    return i + 1, found[0]
    return None
