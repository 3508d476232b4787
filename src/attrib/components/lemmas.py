"""`attrib_lemmas`: what the encoder does not see of words: capitals and white space.

Reads and writes lemmas and tags. The lemmatizer cannot tell "The" from "the": what is no part of a name loses the
capitals of its lemma, and "i" gets one. White space, which has no vector, gets its own tags, as spaCy names them.
"""

from spacy.language import Language
from spacy.symbols import PRON, PROPN
from spacy.tokens import Doc

from attrib.schema import LEMMAS


@Language.factory(LEMMAS, assigns=["token.lemma", "token.pos", "token.tag"], requires=["token.lemma", "token.pos"])
def make_lemma_folder(nlp: Language, name: str) -> "LemmaFolder":
    """Create the component."""
    return LemmaFolder()


class LemmaFolder:
    """Folds the case of lemmas, and tags white space."""

    def __call__(self, doc: Doc) -> Doc:
        """Do so in one document."""
        for token in doc:
            lemma = token.lemma_
            if token.is_space:
                token.pos_, token.tag_, token.lemma_ = "SPACE", "_SP", token.text
                token.set_morph("")  # type: ignore[attr-defined]  # spaCy's stubs do not know it
            elif lemma in ("i", "I") and token.pos == PRON:
                token.lemma_ = "I"
            elif token.pos != PROPN and token.tag_ not in ("NNP", "NNPS") and not lemma.islower():
                token.lemma_ = lemma.lower()
        return doc
