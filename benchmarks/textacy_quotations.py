"""Scores textacy's `direct_quotations` on PolNeAR dev, on the tags and heads of attrib's own pipeline.

    python benchmarks/textacy_quotations.py ../shared/data

textacy is installed, with attrib, into a virtual environment of its own, `runs/textacy`. A text with an odd number of
quotation marks, which it refuses, counts as one where it found nothing. The criterion is attrib's link score: once
against all relations, once against those whose content holds a quotation mark. `results/textacy.json` keeps what is
printed.
"""

import argparse
import json
import subprocess
import sys
import venv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrib
from attrib.corpora.gold import GoldDocument, read_gold
from attrib.records import QuotationType
from attrib.scoring import Relation, Scorer

ROOT = Path(__file__).parents[1]
WORKER = """
import json, sys
import attrib
from textacy.extract.triples import direct_quotations

nlp = attrib.load()
for line in sys.stdin:
    found = []
    try:
        for speaker, cue, content in direct_quotations(nlp(json.loads(line))):
            parts = [[[t.idx, t.idx + len(t)] for t in tokens] for tokens in (speaker, cue)]
            found.append([*parts, [[content.start_char, content.end_char]]])
    except ValueError:  # it takes no text with an odd number of quotation marks
        pass
    print(json.dumps(found), flush=True)
"""


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds polnear")
    options = arguments.parse_args()
    dev = list(read_gold(options.data / "polnear/dev.jsonl"))
    ours = list(attrib.pipe(document.text for document in dev))
    theirs = run_textacy([document.text for document in dev])
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}"}
    for name, found in (("textacy", theirs), ("attrib", [list(map(Relation.of, records)) for records in ours])):
        results[f"{name}: precision, recall, F1, all relations"] = score(dev, found)
    direct = [[Relation.of(record) for record in records if record.type != QuotationType.INDIRECT] for records in ours]
    for name, found in (("textacy", theirs), ("attrib", direct)):
        results[f"{name}: precision, recall, F1, direct and mixed"] = score(dev, found, quoted=True)
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    (Path(__file__).parent / "results" / "textacy.json").write_text(json.dumps(results, indent=1) + "\n", "utf8")


def run_textacy(texts: list[str]) -> list[list[Relation]]:
    """What textacy finds, in an environment of its own."""
    folder = ROOT / "runs" / "textacy"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "textacy", str(ROOT)], check=True)
    lines = "\n".join(json.dumps(text) for text in texts)
    done = subprocess.run([python, "-c", WORKER], input=lines, capture_output=True, text=True, check=True)
    return [
        [Relation(*(tuple(map(tuple, parts)) for parts in relation)) for relation in json.loads(line)]
        for line in done.stdout.splitlines()
    ]


def score(dev: list[GoldDocument], found: list[list[Relation]], *, quoted: bool = False) -> list[float]:
    """Link precision, recall and F1; of `quoted` gold relations alone, those that hold a quotation mark."""
    scorer = Scorer()
    for document, relations in zip(dev, found, strict=True):
        gold = [r for r in document.relations if not quoted or is_quoted(document.text, r)]
        scorer.add(document.text, gold, relations)
    row = scorer.table()["link"]
    return [round(value, 1) for value in (row.precision, row.recall, row.f1)]


def is_quoted(text: str, relation: Relation) -> bool:
    """Whether the content of a relation holds a quotation mark."""
    return any(mark in text[start:end] for start, end in relation.content for mark in '"“”')


if __name__ == "__main__":
    main()
