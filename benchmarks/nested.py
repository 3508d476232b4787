"""How many of the attributions inside others are found, and how many of those found are right.

    python benchmarks/nested.py ../shared/data

recall     of the nested attributions with a source of GUM's documents that are kept out of training: content by half
           (Jaccard), a word of the source, as in `quality.py`; also that of the outermost records alone
precision  of the nested attributions found in PolNeAR dev, by what people said of them in `gold/nested.jsonl`; those of
           which nobody has said anything do not count

`results/nested.json` keeps what is printed.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrib
from attrib.corpora.gold import read_gold
from attrib.corpora.gum import is_kept_out
from attrib.records import Attribution, Parts
from attrib.scoring import Relation, Words, as_words, jaccard

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "nested.json"
JUDGED = HERE / "gold" / "nested.jsonl"


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds polnear and gum_attributions")
    arguments.add_argument("--model", help="a model folder; the shipped one if left out")
    options = arguments.parse_args()
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "model": options.model or "en_attrib"}
    results["GUM"] = recall(options.data / "gum_attributions/train.jsonl", options.model)
    results["PolNeAR dev"] = precision(options.data / "polnear/dev.jsonl", options.model)
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    if options.model is None:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


def recall(path: Path, model: str | None) -> dict[str, float]:
    rows = [json.loads(line) for line in path.open(encoding="utf8")]
    rows = [row for row in rows if is_kept_out(row["doc_id"])]
    found = attrib.pipe((row["text"] for row in rows), model=model, speakers=False, nested=True)
    counts: Counter[str] = Counter()
    for row, records in zip(rows, found, strict=True):
        gold = as_words(row["text"], [Relation(r["source"], r["cue"], r["content"]) for r in row["attributions"]])
        every = as_words(row["text"], map(Relation.of, records))
        outermost = as_words(row["text"], (Relation.of(record) for record in records if not record.depth))
        for relation in gold:
            if relation.source and any(relation.content < other.content for other in gold):
                counts.update(gold=1, found=_is_in(relation, every), outermost=_is_in(relation, outermost))
    return {
        "nested in gold": counts["gold"],
        "recall": round(100 * counts["found"] / counts["gold"], 1),
        "recall of outermost records alone": round(100 * counts["outermost"] / counts["gold"], 1),
    }


def precision(path: Path, model: str | None) -> dict[str, float]:
    documents = list(read_gold(path))
    judged = [json.loads(line) for line in JUDGED.open(encoding="utf8")]
    verdicts = {(row["doc_id"], *(_parts(row[role]) for role in ("source", "cue", "content"))): row for row in judged}
    found = attrib.pipe((document.text for document in documents), model=model, speakers=False, nested=True)
    nested = 0
    matched: list[bool] = []
    for document, records in zip(documents, found, strict=True):
        for record in (record for record in records if record.depth):
            nested += 1
            row = verdicts.get((document.doc_id, *_places(record)))
            matched += [row["right"]] if row else []
    return {
        "nested found": nested,
        "of them judged": len(matched),
        "precision": round(100 * sum(matched) / len(matched), 1) if matched else 0.0,
    }


def _is_in(relation: Words, given: Iterable[Words]) -> bool:
    return any(jaccard(relation.content, g.content) >= 0.5 and relation.source & g.source for g in given)


def _places(record: Attribution) -> tuple[Parts, ...]:
    relation = Relation.of(record)
    return relation.source, relation.cue, relation.content


def _parts(given: list[list[int]]) -> Parts:
    return tuple((start, end) for start, end in given)


if __name__ == "__main__":
    main()
