"""Who wrote a text, as its own lines tell: the signature of a letter, the title of a speech or letter, a byline."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from attrib.lexicon import narrator_words
from attrib.resolution.discourse import Discourse, people_in
from attrib.resolution.mentions import lines

_BYLINE_WITHIN: Final = 5
"""Lines at the beginning of a text among which its byline stands."""
_LONGEST_SIGNATURE: Final = 14
"""Words of a line that names its writer, office and place."""
_OPENED_WITHIN: Final = 10
"""Lines at the beginning of a letter among which "Dear" stands."""
_LONGEST_TITLE: Final = 24
"""Words of a line that is a title."""
_NEAR: Final = 3
"""Words that may stand beside a name: its title, "floor" of "Lund floor speech"."""
_SIGNED_WITHIN: Final = 3
"""Lines after the closing of a letter among which its signature stands."""


def find_signatures(doc: Doc, discourse: Discourse) -> list[tuple[int, int]]:
    """The signatures of letters, each with the token at which it ends."""
    written = list(lines(doc))
    opening = (n for n, (start, end) in enumerate(written[:_OPENED_WITHIN]) if _opens(doc[start:end].text.lower()))
    first = next(opening, None)
    found = []
    for n, (start, end) in enumerate(written):
        if _closes(doc, start, end, fond=first is not None):
            found += _signed_below(doc, discourse, written[n + 1 : n + 1 + _SIGNED_WITHIN])
        elif any(token.lower_ in narrator_words("closing") for token in doc[start:end]):
            names = [(i, discourse.mentions[i]) for i in people_in(discourse, start, end)]
            last = [(i, name) for i, name in names if not any(t.is_alpha for t in doc[name.end : end])]
            found += [(i, end) for i, name in last if _closes(doc, start, _first(doc, name.start), fond=False)]
    if first is None or found:
        return found
    return [sign for line in written[first + 1 :] for sign in _name_alone(doc, discourse, *line)]


def _signed_below(doc: Doc, discourse: Discourse, below: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The name on the first line below a closing that has one; none if a line before it may be a name, too."""
    for start, end in below:
        named = people_in(discourse, start, end)
        if named:
            return [(named[0], end)] if len(named) == 1 and end - start <= _LONGEST_SIGNATURE else []
        if all(token.text[:1].isupper() for token in doc[start:end] if token.is_alpha):
            return []
    return []


def find_salutations(doc: Doc, discourse: Discourse) -> list[tuple[int, int]]:
    """To whom letters are, each with the token at which its salutation begins: "Dear Ada,"."""
    found = []
    for start, end in lines(doc):
        if end - start <= _LONGEST_SIGNATURE and _opens(doc[start:end].text.lower()):
            named = people_in(discourse, start, end)
            found += [(named[0], start)] if len(named) == 1 else []
    return found


def _opens(line: str) -> bool:
    """Whether a line is the opening of a letter: "Dear Ada", "Gentlemen:"."""
    first = line.partition(" ")[0].strip(",:")
    return line.startswith("dear ") or (first in narrator_words("salutation") and line.endswith((",", ":")))


def _first(doc: Doc, name: int) -> int:
    """Where a name begins with its initials."""
    while name and len(doc[name - 1].text.strip(".")) == 1 and doc[name - 1].is_title:
        name -= 1
    return name


def _closes(doc: Doc, start: int, end: int, *, fond: bool) -> bool:
    """Whether a line [start, end) ends in the closing of a letter: "I am, Sir, yours sincerely,".

    In a letter (`fond`) a line "Love," is one as well.
    """
    known = narrator_words("closing") | narrator_words("fond") | narrator_words("beside")
    while end > start and doc[end - 1].is_punct and doc[end - 1].text != "?":
        end -= 1
    first = end
    while first > start and (doc[first - 1].lower_ in known or doc[first - 1].text in (",", "&")):
        first -= 1
    words = {token.lower_ for token in doc[first:end]}
    if first == start and fond and words & narrator_words("fond"):
        return True
    ended = first == start or (doc[first - 1].is_punct and (end == len(doc) or doc[end].text != "."))
    return ended and bool(words & narrator_words("closing"))


def _name_alone(doc: Doc, discourse: Discourse, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The name of which a line consists, with the line's end."""
    named = people_in(discourse, start, end)
    if len(named) == 1 and not _opens(doc[start:end].text.lower()):
        name = discourse.mentions[named[0]]
        if end - start <= _NEAR + name.end - name.start and doc[end - 1].text not in (":", "?", "!"):
            yield named[0], end


def find_author(doc: Doc, discourse: Discourse) -> int | None:
    """Whose speech, letter or journal a line of the title says that a text is.

    "Remarks by Governor Ada Lund", "Ada Lund's speech", "Letter from Ada Lund to Bo Berg".
    """
    for start, end in list(lines(doc))[:_BYLINE_WITHIN]:
        word = next((i for i in range(start, end) if doc[i].lemma_.lower() in narrator_words("works")), None)
        if word is None or end - start > _LONGEST_TITLE or doc[end - 1].text in (".", "?", "!"):
            continue
        named = [i for i in people_in(discourse, start, end) if _is_author(doc, discourse, i, word)]
        if len(named) == 1:
            return named[0]
    return None


def _is_author(doc: Doc, discourse: Discourse, name: int, word: int) -> bool:
    """Whether a title says that a work is by somebody alone."""
    mention = discourse.mentions[name]
    if doc[mention.end : mention.end + 1].text in ("and", "&"):
        return False
    if mention.end <= word:
        return word <= mention.end + _NEAR and doc[mention.start - 1 : mention.start].text.lower() not in ("to", "for")
    by = [
        doc[i].lower_ for i in range(word, mention.start) if doc[i].lower_ in ("by", "of", "from", "to", "for", "and")
    ]
    return by[-1:] in (["by"], ["of"], ["from"])


def find_byline(doc: Doc, discourse: Discourse) -> int | None:
    """The only writer of an article: "By Ada Lund", or the name alone below a title."""
    written = list(lines(doc))
    in_title = not any(_opens(doc[start:end].text.lower()) for start, end in written[:_OPENED_WITHIN])
    for n, (start, end) in enumerate(written[:_BYLINE_WITHIN]):
        named = people_in(discourse, start, end) if end - start <= _LONGEST_SIGNATURE else []
        edges = [(discourse.mentions[i].start, discourse.mentions[i].end) for i in named]
        signed = min(start + (doc[start].lower_ in ("posted", "written", "words")), end - 1)
        if doc[signed].text in ("By", "BY", "by") and named:
            return named[0] if len(named) == 1 and edges[0][0] == signed + 1 else None
        if n and in_title and edges == [(start, end)] and end - start > 1:
            return named[0]
        in_title = in_title and not doc[end - 1].is_punct
    return None
