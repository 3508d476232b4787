"""A small pipeline to test components in: its encoder knows words alone, and nothing in it is trained."""

from typing import Any

import spacy
from spacy.language import Language

from attrib.schema import ENCODER, ENTITIES, ENTITY_TAGS, LINKS, PARSER, SPANS, SPEAKERS

WIDTH = 16
NETWORK = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": WIDTH,
    "depth": 2,
    "embed_size": 500,
    "window_size": 1,
    "maxout_pieces": 2,
    "subword_features": False,
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": ENCODER}
MODELS: dict[str, dict[str, Any]] = {
    ENTITIES: {"@architectures": "attrib.Softmax.v1", "nO": len(ENTITY_TAGS)},
    PARSER: {"@architectures": "attrib.Biaffine.v1", "arcs": 6, "relations": 4, "labels": 5},
    SPANS: {"@architectures": "attrib.Tagger.v1"},
    LINKS: {"@architectures": "attrib.Linker.v1", "hidden": 16},
    SPEAKERS: {"hidden": 8, "match": 4},
}


def make_pipeline(*names: str) -> Language:
    """The rule stages, the encoder and these components."""
    nlp = spacy.blank("en")
    for name in ("attrib_paragraphs", "attrib_quotes"):
        nlp.add_pipe(name)
    nlp.add_pipe("tok2vec", ENCODER, config={"model": NETWORK})
    for name in names:
        nlp.add_pipe(name, config={"model": MODELS[name] | {"tok2vec": LISTENER}} if name in MODELS else {})
    return nlp
