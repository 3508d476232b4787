"""Scores tags, lemmas, heads, sentences and names of a model.

    python benchmarks/syntax.py ../shared/data
    python benchmarks/syntax.py ../shared/data --model runs/en_attrib_trf

UD English EWT dev, read as raw text by the pipeline's own tokenizer (words that it divides otherwise than UD does are
left out of tags and lemmas, and wrong in heads); names on the dev documents of en-worldwide-newswire.
`results/syntax.json` keeps what is printed.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans

import attrib
from attrib.corpora.names import read_names
from attrib.corpora.ud import read_conllu
from attrib.training.syntax import reference

LABELS = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP")


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds ud and ner")
    arguments.add_argument("--model", help="a model folder; the shipped one if left out")
    options = arguments.parse_args()
    nlp = attrib.load(options.model)
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "model": options.model or "en_attrib"}
    results["UD English EWT dev"] = syntax(nlp, options.data / "ud/ewt-dev.conllu")
    results["UD English GUM dev"] = syntax(nlp, options.data / "ud/gum-dev.conllu")
    results["en-worldwide-newswire dev, exact names"] = names(nlp, options.data / "ner/worldwide-dev.jsonl")
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    if options.model is None:
        path = Path(__file__).parent / "results" / "syntax.json"
        path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


def syntax(nlp: Language, path: Path) -> dict[str, float]:
    """Accuracies and F1 in percent."""
    documents = list(read_conllu(path))
    examples = [
        Example(doc, reference(nlp.vocab, document))
        for document, doc in zip(documents, nlp.pipe(document.text for document in documents), strict=True)
    ]
    scorer = Scorer()
    scores = (
        scorer.score_token_attr(examples, "tag")
        | scorer.score_token_attr(examples, "pos")
        | scorer.score_token_attr(examples, "lemma")
        | scorer.score_deps(examples, "dep", ignore_labels=("p", "punct"))
        | scorer.score_spans(examples, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"))
    )
    kept = ("pos_acc", "tag_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")
    return {name: round(100 * scores[name], 2) for name in kept}


def names(nlp: Language, path: Path) -> dict[str, Any]:
    """Exact precision, recall and F1 in percent: all labels, and each."""
    documents = list(read_names(path))
    examples = []
    for document, doc in zip(documents, nlp.pipe(document.text for document in documents), strict=True):
        gold = Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
        gold.set_ents(with_labels(gold, document.entities))
        doc.set_ents([entity for entity in doc.ents if entity.label_ in LABELS])
        examples.append(Example(doc, gold))
    scores = Scorer.score_spans(examples, "ents")
    table = {"all": triple(scores)}
    return table | {name: triple(row) for name, row in sorted(scores["ents_per_type"].items())}


def with_labels(doc: Doc, entities: tuple[tuple[int, int, str], ...]) -> list[Span]:
    """The entities of the labels that are scored."""
    spans = [doc.char_span(a, b, label=label, alignment_mode="expand") for a, b, label in entities if label in LABELS]
    return filter_spans(span for span in spans if span is not None)


def triple(scores: dict[str, Any]) -> list[float]:
    """Precision, recall, F1."""
    return [round(100 * (scores.get(f"ents_{key}", scores.get(key)) or 0), 1) for key in "prf"]


if __name__ == "__main__":
    main()
