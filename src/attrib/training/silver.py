"""What a trained model says of texts that nobody has annotated with attributions.

The model that begins with its weights learns from it, with dropout and other windows (Xie et al., 2020, "Self-training
with Noisy Student"): so it sees world news, web text and fiction too, where gold is US campaign news alone.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from attrib.components.spans import constrain, padded, paragraph_words
from attrib.ml import crf
from attrib.schema import ENCODER, SPANS, TAGS
from attrib.training.product import component

_LIKELY: Final = 0.1
"""Probability that a tag needs to be learned as one that may be right; some tag has more than 1 / len(TAGS)."""


def likely_tags(teacher: Language, doc: Doc) -> NDArray[np.int64]:
    """The `schema.TAGS` that may be right of each token, as the bits of a number: (tokens,).

    Reads `attrib_paragraphs` and `attrib_quotes`.
    """
    component(teacher, ENCODER)(doc)
    tagger = component(teacher, SPANS).model
    emissions = tagger.predict([doc])[0]
    allowed, starts = constrain(tagger.get_param("transitions"))
    tags = np.zeros(len(doc), dtype=np.int64)
    for rows, lengths in padded(paragraph_words(doc)):
        _, probabilities, _ = crf.marginals(emissions[rows], allowed, starts, lengths)
        live = np.arange(rows.shape[1]) < lengths[:, None]
        likely = (probabilities >= _LIKELY) << np.arange(len(TAGS))
        tags[rows[live]] = likely.sum(axis=2)[live]
    return tags
