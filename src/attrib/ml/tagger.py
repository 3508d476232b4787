"""Scores of tags for each token, and of one tag after another: what a conditional random field is made of."""

from collections.abc import Callable
from typing import cast

from spacy.tokens import Doc
from thinc.api import Linear, Model
from thinc.types import Floats2d

from attrib.schema import TAGS

Emissions = list[Floats2d]


def build_tagger(tok2vec: Model[list[Doc], list[Floats2d]]) -> Model[list[Doc], Emissions]:
    """Emissions (tokens, tags) of each document; the parameter "transitions" is (tags, tags), from row to column.

    Registered as "attrib.Tagger.v1".
    """
    return Model(
        "tagger",
        _forward,
        init=_init,
        layers=[tok2vec, Linear(nO=len(TAGS))],
        params={"transitions": None},
    )


def _init(model: Model[list[Doc], Emissions], X: list[Doc] | None = None, Y: object = None) -> None:
    tok2vec, output = model.layers
    tok2vec.initialize(X=X)
    output.set_dim("nI", tok2vec.get_dim("nO"))
    output.initialize()
    model.set_param("transitions", model.ops.alloc2f(len(TAGS), len(TAGS)))


def _forward(
    model: Model[list[Doc], Emissions], docs: list[Doc], is_train: bool
) -> tuple[Emissions, Callable[[Emissions], list[Doc]]]:
    tok2vec, output = model.layers
    vectors, back_tok2vec = tok2vec(docs, is_train)
    # Each document by itself: a product of all rows at once may round differently with what else is in the batch.
    emissions = [output(rows, is_train) for rows in vectors]

    def backprop(d_emissions: Emissions) -> list[Doc]:
        d_vectors = [back(d_rows) for (_, back), d_rows in zip(emissions, d_emissions, strict=True)]
        return cast(list[Doc], back_tok2vec(d_vectors))

    return [rows for rows, _ in emissions], backprop
