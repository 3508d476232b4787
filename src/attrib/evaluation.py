"""Scores a model, or a file of predictions, against a gold file. Prints nothing."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from attrib import api
from attrib.corpora.gold import GoldDocument, read_gold, read_predictions
from attrib.scoring import Relation, Scorer


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores, and how fast they were come by.

    `words` are the runs of characters between white space in all texts. `seconds` is how long the model read, its
    loading not counted; 0 where predictions were given.
    """

    scorer: Scorer
    words: int
    seconds: float


def evaluate(
    gold: Path,
    *,
    model: str | Path | None = None,
    predictions: Path | None = None,
    all_annotators: bool = False,
) -> Evaluation:
    """Score what a model finds in the texts of a gold file, or `predictions` instead of it.

    A document that the predictions leave out counts as one where nothing was found. With `all_annotators` each
    annotator's relations are gold in turn; else the first one's.

    Raises:
        OSError: a file cannot be opened.
        CorpusError: a line of a file is not what its form says.
        ModelNotFound, ModelError: see `attrib.load`.
    """
    documents = list(read_gold(gold))
    words = sum(len(document.text.split()) for document in documents)
    if predictions is None:
        found, seconds = _run_model(documents, model)
    else:
        by_document, seconds = read_predictions(predictions), 0.0
        found = [by_document.get(document.doc_id, []) for document in documents]
    scorer = Scorer()
    for document, predicted in zip(documents, found, strict=True):
        for relations in list(document.annotations.values())[: None if all_annotators else 1]:
            scorer.add(document.text, relations, predicted)
    return Evaluation(scorer, words, seconds)


def _run_model(documents: Iterable[GoldDocument], model: str | Path | None) -> tuple[list[list[Relation]], float]:
    api.load(model)
    started = time.perf_counter()
    texts = (document.text for document in documents)
    found = [[Relation.of(record) for record in records] for records in api.pipe(texts, model=model)]
    return found, time.perf_counter() - started
