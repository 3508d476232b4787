"""Whom something was said to: objects of "told", subjects of "was asked", "to reporters", "an interview with CNN"."""

from typing import Final

from spacy.tokens import Token

from attrib.facts.frame import Frame
from attrib.facts.noun_phrases import is_medium, is_somebody, read_noun_phrase
from attrib.facts.phrases import Kind, Phrase
from attrib.facts.times import read_time
from attrib.grammar import SUBJECTS, chunk_edges, is_finite, lemmas_of, tag_of
from attrib.lexicon import circumstances

_ASKED: Final = frozenset(("to", "if", "whether", "about", "for", "why", "how", "what", "when", "not", "that", "who"))
"""What follows the one who is asked, where it is the beginning of the content: "urged *his voters* to stay"."""

_LONGEST_SUBJECT: Final = 8


def find_addressee(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Tokens [start, end) of the addressee, without its preposition; `phrases` are those of the cue's field."""
    return _asked(frame) or _told(frame) or _demanded(frame) or _spoken_to(frame, phrases) or _of_medium(frame, phrases)


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
    if doc[noun].is_lower and not lemmas_of(doc[noun]).isdisjoint(circumstances("told")):
        return None
    known = _is_named(doc[noun]) or not lemmas.isdisjoint(("tell", "ask"))
    asked = end in frame.content and tag_of(doc[end]) == "TO" and not lemmas.isdisjoint(circumstances("ask"))
    return (start, end) if known or asked else None


def _demanded(frame: Frame) -> tuple[int, int] | None:
    """Whom something is demanded from, be it in the content: "demanded an apology from *the mayor*"."""
    doc = frame.doc
    verb = next((i for i in sorted(frame.cue) if not lemmas_of(doc[i]).isdisjoint(circumstances("demand"))), None)
    thing = None if verb is None else read_noun_phrase(doc, verb + 1, frame.end)
    if thing is None or thing[0] >= frame.end or doc[thing[0]].lower_ != "from":
        return None
    found = read_noun_phrase(doc, thing[0] + 1, frame.end)
    return (thing[0] + 1, found[0]) if found and is_somebody(doc[found[1]]) else None


def _is_named(noun: Token) -> bool:
    """Whether it may be somebody, or is a name or the end of a title."""
    return is_somebody(noun) or noun.text[0].isupper() or noun.is_quote


def _asked(frame: Frame) -> tuple[int, int] | None:
    """Who was asked or told: the subject of a passive, or of the clause that "asked why" belongs to."""
    doc = frame.doc
    for i in sorted(frame.cue):
        token = doc[i]
        if tag_of(token) not in ("VBN", "VBD") or lemmas_of(token).isdisjoint(
            circumstances("ask") | circumstances("tell")
        ):
            continue
        if start := _passive(frame, i):
            return _before_cue(frame, start)
        if i == min(frame.cue) and not any(j < i for j in frame.source if j >= frame.first):
            return _after_comma(frame) or _governing(frame, token)
    return None


def _passive(frame: Frame, i: int) -> int:
    """Where the auxiliaries of a passive verb begin, or 0 where it is none; they may stand outside the cue."""
    doc, start, passive = frame.doc, i, False
    while start > frame.first:
        before = doc[start - 1]
        if before.lower_ in ("was", "were", "been", "being", "is", "are", "be", "got", "getting"):
            passive = True
        elif not (before.lower_ in ("had", "has", "have", "also", "to", "ever") or tag_of(before) in ("RB", "MD")):
            break
        start -= 1
    return start if passive else 0


def _before_cue(frame: Frame, end: int) -> tuple[int, int] | None:
    """The noun phrase right before a passive cue, or else its subject, unless it is the source."""
    for start in range(max(frame.first, end - _LONGEST_SUBJECT), end):
        if start in frame.source:
            continue
        if frame.doc[start].lower_ in ("i", "he", "she", "they", "we") and start + 1 == end:
            return start, end
        found = read_noun_phrase(frame.doc, start, end)
        if found and found[0] == end:
            return start, end
    verb = next(frame.doc[i] for i in range(end, frame.end) if tag_of(frame.doc[i]) in ("VBN", "VBD"))
    return _subject(frame, verb)


def _after_comma(frame: Frame) -> tuple[int, int] | None:
    """The subject after the comma: "asked why, *the mayor* replied"."""
    start = max(i for i in frame.content | frame.cue if i < frame.end) + 1
    if start >= frame.end - 1 or frame.doc[start].text != ",":
        return None
    start += 1
    found = read_noun_phrase(frame.doc, start, frame.end)
    end = found[0] if found else start + 1
    who = tag_of(frame.doc[start]) not in ("WP", "WDT", "DT") or end > start + 1
    return (start, end) if who and end < frame.end and is_finite(frame.doc[end]) else None


def _governing(frame: Frame, token: Token) -> tuple[int, int] | None:
    """The subject of the verb that a participle hangs on: "*she* said when asked"."""
    if token.head.i == token.i or token.head.i in frame.cue:
        return None
    return _subject(frame, token.head)


def _subject(frame: Frame, verb: Token) -> tuple[int, int] | None:
    """The subject of a verb, if it may be somebody."""
    subject = next((child for child in reversed(list(verb.children)) if child.dep_ in SUBJECTS), None)
    if (
        subject is None
        or subject.i in frame.content | frame.source | frame.cue
        or tag_of(subject) in ("DT", "WDT", "EX")
    ):
        return None
    start = chunk_edges(subject)[0]
    while start > frame.first and tag_of(frame.doc[start - 1]) == "NNP":
        start -= 1
    found = read_noun_phrase(frame.doc, start, frame.room(start))
    return (start, found[0]) if found else chunk_edges(subject)


def _spoken_to(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who stands after "to": "said to *reporters*"."""
    for phrase in phrases:
        if phrase.kind is not Kind.ADDRESSEE or not _is_named(frame.doc[phrase.noun]):
            continue
        before = frame.doc[phrase.start - 1]
        if _follows_verb(frame, phrase) or (before.i in frame.cue and is_medium(before)):
            return phrase.inner, phrase.end
    return None


def _follows_verb(frame: Frame, phrase: Phrase) -> bool:
    """Whether the nearest verb before is one of the cue's, with the one it is said to after "to"."""
    before = (frame.doc[i] for i in range(phrase.start - 1, frame.first - 1, -1) if i not in frame.content)
    verb = next((token for token in before if tag_of(token).startswith("VB")), None)
    if verb is None or lemmas_of(verb).isdisjoint(circumstances("to")):
        return False
    return verb.i in frame.cue or (tag_of(verb) == "VBG" and not lemmas_of(verb).isdisjoint(circumstances("speaking")))


def _of_medium(frame: Frame, phrases: list[Phrase]) -> tuple[int, int] | None:
    """Who a medium is for: "in an interview with *CNN*", "in a letter to *the court*"."""
    doc = frame.doc
    for phrase in phrases:
        if phrase.kind is not Kind.MEDIUM or not lemmas_of(doc[phrase.noun]).isdisjoint(circumstances("visits")):
            continue
        end = _with_row(frame, phrase, phrases)
        for i in range(phrase.noun + 1, end):
            if doc[i].text in ("with", "to") and i not in frame.content:
                found = read_noun_phrase(doc, i + 1, frame.room(i + 1))
                if found and _is_named(doc[found[1]]):
                    return i + 1, found[0]
    return None


def _with_row(frame: Frame, medium: Phrase, phrases: list[Phrase]) -> int:
    """Where what follows a medium ends: "in an interview *on Sunday with CNN*", "in a letter *sent to the court*"."""
    doc, end = frame.doc, medium.end
    if end + 2 < frame.end and doc[end + 1].lower_ == "to" and not lemmas_of(doc[end]).isdisjoint(circumstances("to")):
        return end + 2 if tag_of(doc[end]) in ("VBN", "VBD") else end
    while following := next((phrase for phrase in phrases if phrase.start == end), None):
        end = following.end
    return end
