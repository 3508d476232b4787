"""Scores of labels for each token, the best of which is taken: tags, morphology, edit trees, entities."""

from spacy.tokens import Doc
from thinc.api import Model, NumpyOps, Softmax_v2, chain
from thinc.layers.map_list import forward, init
from thinc.types import Floats2d


def build_softmax(tok2vec: Model[list[Doc], list[Floats2d]], nO: int | None = None) -> Model[list[Doc], list[Floats2d]]:
    """Scores (tokens, nO) of each document, not normalised. Registered as "attrib.Softmax.v1".

    It has the weights of "spacy.Tagger.v2", which multiplies the rows of all documents at once by thinc's own product.
    Numpy's is three times as fast, but may round differently with the number of rows: so each document by itself.
    """
    layer = Softmax_v2(nO, tok2vec.maybe_get_dim("nO"), normalize_outputs=False)
    layer.ops = NumpyOps(use_blis=False)
    each: Model[list[Floats2d], list[Floats2d]] = Model(
        "by_document", forward, init=init, layers=[layer], dims={"nI": None, "nO": None}
    )
    model: Model[list[Doc], list[Floats2d]] = chain(tok2vec, each)
    for name in ("softmax", "output_layer"):
        model.set_ref(name, layer)
    return model
