"""`attrib_lemmas`: what the encoder and the lemmatizer do not know of words: capitals, white space, spelling.

Reads and writes lemmas and tags. Inflected words get the lemma that the rules of `attrib.inflection` give, where they
give one. The lemmatizer cannot tell "The" from "the": what is no part of a name loses the capitals of its lemma, but
for the adjectives of peoples, and "i" gets one. White space, which has no vector, gets its own tags, as spaCy has them.
"""

import re
from typing import Final

from spacy.language import Language
from spacy.symbols import ADJ, NOUN, NUM, PRON, PROPN
from spacy.tokens import Doc, Token

from attrib.inflection import find_lemma
from attrib.lexicon import peoples
from attrib.schema import LEMMAS

_KEPT: Final = re.compile("[A-Z]|[IVXL]{2,}")
"""Letters that stand for themselves, and Roman numbers."""


@Language.factory(LEMMAS, assigns=["token.lemma", "token.pos", "token.tag"], requires=["token.lemma", "token.pos"])
def make_lemma_mender(nlp: Language, name: str) -> "LemmaMender":
    """Create the component."""
    return LemmaMender()


class LemmaMender:
    """Mends lemmas, and tags white space."""

    def __call__(self, doc: Doc) -> Doc:
        """Do so in one document."""
        for token in doc:
            if token.is_space:
                token.pos_, token.tag_, token.lemma_ = "SPACE", "_SP", token.text
                token.set_morph("")  # type: ignore[attr-defined]  # spaCy's stubs do not know it
            else:
                lemma = lemma_of(token)
                if lemma != token.lemma_:
                    token.lemma_ = lemma
        return doc


def lemma_of(token: Token) -> str:
    """The lemma of a word with its tags, from the one that it has."""
    form, guess = token.text, token.lemma_
    if token.pos == PRON and guess in ("i", "I"):
        return "I"
    found = find_lemma(form.lower(), token.pos_, token.tag_)
    if token.pos == PROPN or token.tag_ in ("NNP", "NNPS"):
        return guess if found is None else with_case(form, found)
    if token.pos in (NOUN, NUM) and _KEPT.fullmatch(form):
        return form
    lemma = (found or guess or form).lower()
    if token.pos == ADJ and lemma in peoples():
        return lemma.capitalize()
    if token.pos == ADJ and "-" in form and not form.isupper():
        return form[0].lower() + form[1:]  # anti-American
    return lemma


def with_case(form: str, lemma: str) -> str:
    """A lemma in small letters, with the capitals of its form."""
    shared = next((i for i, (a, b) in enumerate(zip(form.lower(), lemma, strict=False)) if a != b), len(lemma))
    return form[:shared] + lemma[shared:]
