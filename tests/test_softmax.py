"""The layer under tags, lemmas and entities: each document by itself, and the weights of spaCy's own."""

import numpy as np
from spacy.language import Language
from spacy.ml.models.tagger import build_tagger_model
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from attrib.ml.softmax import build_softmax

WIDTH, LABELS = 64, 37


def vectors_of(doc: Doc) -> Floats2d:
    drawn: Floats2d = np.random.default_rng(len(doc)).normal(size=(len(doc), WIDTH)).astype(np.float32)
    return drawn


def tok2vec() -> Model[list[Doc], list[Floats2d]]:
    return Model(
        "drawn", lambda model, docs, is_train: ([vectors_of(doc) for doc in docs], lambda d: docs), dims={"nO": WIDTH}
    )


def weighted(model: Model[list[Doc], list[Floats2d]]) -> Model[list[Doc], list[Floats2d]]:
    model.initialize()
    random = np.random.default_rng(0)
    model.get_ref("softmax").set_param("W", random.normal(size=(LABELS, WIDTH)).astype(np.float32))
    model.get_ref("softmax").set_param("b", random.normal(size=LABELS).astype(np.float32))
    return model


def test_scores_are_the_same_alone_and_in_company(nlp: Language) -> None:
    model = weighted(build_softmax(tok2vec(), LABELS))
    docs = [nlp("word " * n) for n in (3, 0, 1, 200, 17)]
    for doc, scores in zip(docs, model.predict(docs), strict=True):
        assert scores.shape == (len(doc), LABELS)
        assert (scores == model.predict([doc])[0]).all()


def test_it_takes_the_weights_of_spacys(nlp: Language) -> None:
    theirs = weighted(build_tagger_model(tok2vec(), LABELS))
    ours = build_softmax(tok2vec()).from_bytes(theirs.to_bytes())
    docs = [nlp("word " * n) for n in (3, 1, 200)]
    for mine, given in zip(ours.predict(docs), theirs.predict(docs), strict=True):
        np.testing.assert_allclose(mine, given, atol=1e-4)
    assert build_softmax(tok2vec()).from_bytes(ours.to_bytes()).get_ref("softmax").get_dim("nO") == LABELS
