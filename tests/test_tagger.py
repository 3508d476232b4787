"""The tagger's network: shapes, gradient, and that a document is read alike in any batch."""

import numpy as np
import pytest
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model

from attrib.ml.tagger import build_tagger
from attrib.schema import TAGS

WIDTH = 4


@pytest.fixture
def docs(nlp: Language) -> list[Doc]:
    return [nlp("Ann said no."), nlp(""), nlp("It rained all the day.")]


@pytest.fixture
def vectors(docs: list[Doc]) -> list[NDArray[np.float32]]:
    random = np.random.default_rng(0)
    return [random.normal(size=(len(doc), WIDTH)).astype(np.float32) for doc in docs]


@pytest.fixture
def tagger(docs: list[Doc], vectors: list[NDArray[np.float32]]) -> Model:
    """A tagger over fixed vectors; what flows back to these is left in the attribute `gradient`."""

    def forward(model: Model, batch: list[Doc], is_train: bool) -> tuple[object, object]:
        return [vectors[docs.index(doc)] for doc in batch], lambda d: model.attrs.update(gradient=d) or batch

    model = build_tagger(Model("fixed", forward, dims={"nO": WIDTH}))
    model.initialize(X=docs)
    return model


def test_each_token_has_a_score_a_tag(tagger: Model, docs: list[Doc]) -> None:
    assert [rows.shape for rows in tagger.predict(docs)] == [(len(doc), len(TAGS)) for doc in docs]
    assert tagger.get_param("transitions").shape == (len(TAGS), len(TAGS))


def test_a_document_is_read_alike_alone_and_in_company(tagger: Model, docs: list[Doc]) -> None:
    together = tagger.predict(docs)
    for doc, rows in zip(docs, together, strict=True):
        assert (tagger.predict([doc])[0] == rows).all()


def test_the_gradient_is_that_of_small_steps(
    tagger: Model, docs: list[Doc], vectors: list[NDArray[np.float32]]
) -> None:
    random = np.random.default_rng(1)
    weights = [random.normal(size=(len(doc), len(TAGS))).astype(np.float32) for doc in docs]

    def loss() -> float:
        return sum(float((rows * given).sum()) for rows, given in zip(tagger.predict(docs), weights, strict=True))

    _, backprop = tagger.begin_update(docs)
    backprop(weights)
    given = tagger.layers[0].attrs["gradient"]
    for values, gradient in zip(vectors, given, strict=True):
        for place in np.ndindex(values.shape):
            values[place] += 0.5
            high = loss()
            values[place] -= 1
            assert gradient[place] == pytest.approx(high - loss(), abs=1e-3)
            values[place] += 0.5
