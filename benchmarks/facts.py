"""Scores how it was said (act, polarity, …) against relations that are labelled by hand.

    python benchmarks/facts.py ../shared/data
    python benchmarks/facts.py ../shared/data --model runs/en_attrib --show

Gold extents stand in the place of the model's own, so that nothing but the facts is measured. Labels are those of
`benchmarks/gold/facts.jsonl` (300 relations of PolNeAR dev, by docs/annotation.md); the polarity of GUM's attributions
on its documents kept out of training is scored too. Errors were looked at in documents whose checksum is even alone
("read"); the others ("unread") are honest. `gold/facts_second.jsonl` is a second reading of 100 of the relations, and
"agreement" scores it as if it had been found. `results/facts.json` keeps what is printed.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from spacy.language import Language
from spacy.tokens import Doc, Span

import attrib
from attrib.components.facts import FactFinder, read_quoted
from attrib.corpora.gold import read_gold
from attrib.corpora.gum import is_kept_out
from attrib.doc import set_relations
from attrib.facts.acts import guess_act, known_act
from attrib.facts.cues import read_cue
from attrib.schema import CIRCUMSTANCES, CUE, FACTS, LINKS, SPANS, SPEAKERS
from attrib.scoring import Relation

WORDS = ("act", "polarity", "modality", "stance")
GOLD = Path(__file__).parent / "gold" / "facts.jsonl"
SECOND = GOLD.with_name("facts_second.jsonl")


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds polnear and gum_attributions")
    arguments.add_argument("--model", help="a model folder; the shipped one if left out")
    arguments.add_argument("--show", action="store_true", help="print the errors in the documents that may be read")
    options = arguments.parse_args()
    nlp = attrib.load(options.model)
    polnear = list(judge_polnear(nlp, options.data))
    if options.show:
        show(polnear)
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "model": options.model or "en_attrib"}
    results["polnear"] = {half: table(cases) for half, cases in halves(polnear)}
    gum = [judged for judged in judge_gum(nlp, options.data) if judged.found]
    results["gum"] = {half: {"polarity negative": negative(cases)} for half, cases in halves(gum)}
    results["agreement"] = agreement()
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    if options.model is None:
        path = Path(__file__).parent / "results" / "facts.json"
        path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


@dataclass(frozen=True, slots=True)
class Case:
    """One relation: gold labels, what is found, whether the lexicon has its cue, and its words to show.

    `guess` is the act, and its score, that it would have if the lexicon did not know its cue.
    """

    doc_id: str
    gold: dict[str, Any]
    found: dict[str, Any]
    known: bool
    shown: str
    guess: tuple[str, float] | None = None


def judge_polnear(nlp: Language, data: Path) -> Iterator[Case]:
    """The relations that are labelled; one is told from the others by its cue."""
    gold: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in GOLD.read_text("utf8").splitlines():
        row = json.loads(line)
        gold[row["doc_id"]].append(row)
    documents = [d for d in read_gold(data / "polnear/dev.jsonl") if d.doc_id in gold]
    rows = ((d.doc_id, d.text, d.relations, gold[d.doc_id]) for d in documents)
    for doc_id, text, doc, relations, labelled in read(nlp, rows):
        for row in labelled:
            cue = tuple(map(tuple, row["cue"]))
            name = next(f"a{i}" for i, relation in enumerate(relations) if relation.cue == cue)
            yield case(doc_id, text, doc, name, row)


def judge_gum(nlp: Language, data: Path) -> Iterator[Case]:
    """GUM's attributions that have a cue, in the documents kept out of training."""
    lines = (data / "gum_attributions/train.jsonl").read_text("utf8").splitlines()
    documents = [row for row in map(json.loads, lines) if is_kept_out(row["doc_id"])]
    rows = ((row["doc_id"], row["text"], [as_relation(item) for item in row["attributions"]], row) for row in documents)
    for doc_id, text, doc, relations, row in read(nlp, rows):
        for i, (relation, item) in enumerate(zip(relations, row["attributions"], strict=True)):
            if relation.cue:
                yield case(doc_id, text, doc, f"a{i}", item)


def as_relation(item: dict[str, Any]) -> Relation:
    return Relation(*(tuple(map(tuple, item[role])) for role in ("source", "cue", "content")))


def read(nlp: Language, rows: Iterable[tuple[str, str, list[Relation], Any]]) -> Iterator[tuple[Any, ...]]:
    """Documents with their gold relations in the place of found ones, and the facts of these."""
    find, own = FactFinder(), [SPANS, LINKS, SPEAKERS, FACTS]
    tasks = ((text, (doc_id, text, relations, more)) for doc_id, text, relations, more in rows)
    for doc, (doc_id, text, relations, more) in nlp.pipe(tasks, as_tuples=True, batch_size=8, disable=own):
        set_relations(doc, relations)
        doc.spans[LINKS].attrs["type"] = {span.id_: "indirect" for span in doc.spans[LINKS]}
        yield doc_id, text, find(doc), relations, more


def case(doc_id: str, text: str, doc: Doc, name: str, gold: dict[str, Any]) -> Case:
    found = dict(doc.spans[FACTS].attrs["of"].get(name, {}))
    for label in CIRCUMSTANCES:
        spans = [span for span in doc.spans[FACTS] if span.id_ == name and span.label_ == label]
        found[label.lower()] = [[span.start_char, span.end_char] for span in spans] or None
    given = read_quoted(doc).get(name)
    cue = read_cue(given.cue, given.contents) if given else None
    known = cue is not None and (not cue.chain or known_act(cue) is not None)
    guess = guess_act(cue) if cue and cue.chain else None
    return Case(doc_id, gold, found if given else {}, known, shown(doc, name), guess and (guess[0].value, guess[1]))


def shown(doc: Doc, name: str) -> str:
    cues = [span for span in doc.spans[LINKS] if span.id_ == name and span.label_ == CUE]
    if not cues:
        return ""
    around = Span(doc, max(0, cues[0].start - 12), min(len(doc), cues[-1].end + 12))
    return f"[{' … '.join(cue.text for cue in cues)}] in: {' '.join(around.text.split())}"


def agreement() -> dict[str, Any]:
    """The second reading against the first."""
    first, second = (
        {(row["doc_id"], row["relation"]): row for row in map(json.loads, path.read_text("utf8").splitlines())}
        for path in (GOLD, SECOND)
    )
    cases = [Case(row["doc_id"], first[key], row, known=True, shown="") for key, row in second.items()]
    spans = {label.lower(): exact(cases, label.lower()) for label in CIRCUMSTANCES}
    return {"relations": len(cases)} | {field: accuracy(cases, field) for field in WORDS} | spans


def halves(cases: list[Case]) -> Iterator[tuple[str, list[Case]]]:
    for half, odd in (("read", 0), ("unread", 1)):
        yield half, [given for given in cases if crc32(given.doc_id.encode()) % 2 == odd]
    yield "all", cases


def table(cases: list[Case]) -> dict[str, Any]:
    groups = {"act known cue": [c for c in cases if c.known], "act unseen cue": [c for c in cases if not c.known]}
    return {
        "relations": len(cases),
        **{f"{field} accuracy": accuracy(cases, field) for field in WORDS},
        **{f"{name} accuracy": accuracy(given, "act") for name, given in groups.items()},
        "unseen cues": len(groups["act unseen cue"]),
        "act lemma taken out": guesses(cases),
        "polarity negative": negative(cases),
        **{label.lower(): exact(cases, label.lower()) for label in CIRCUMSTANCES},
    }


def guesses(cases: list[Case]) -> dict[str, Any]:
    """How many acts are right, in percent, if each cue's lemma is taken out of the lexicon: in all, and by score."""
    guessed = [(given.guess[1], given.guess[0] == given.gold["act"]) for given in cases if given.guess]
    ways = sorted({score for score, _ in guessed}, reverse=True)
    levels = {"all": guessed} | {str(way): [pair for pair in guessed if pair[0] == way] for way in ways}
    return {
        name: [round(100 * sum(right for _, right in of) / len(of), 1), len(of)] for name, of in levels.items() if of
    }


def accuracy(cases: list[Case], field: str) -> float | None:
    right = sum(given.gold[field] == given.found.get(field) for given in cases)
    return round(100 * right / len(cases), 1) if cases else None


def negative(cases: list[Case]) -> dict[str, Any]:
    pairs = Counter((c.gold["polarity"] == "negative", c.found["polarity"] == "negative") for c in cases)
    return scores(pairs[True, True], pairs[False, True], pairs[True, False])


def exact(cases: list[Case], field: str) -> dict[str, Any]:
    """A span is right if it has the gold one's first and last character."""
    pairs = [(edges(given.gold[field]), edges(given.found[field])) for given in cases]
    right = sum(gold == found for gold, found in pairs if gold and found)
    wrong = sum(found is not None and gold != found for gold, found in pairs)
    return scores(right, wrong, sum(gold is not None and gold != found for gold, found in pairs))


def edges(parts: list[list[int]] | None) -> tuple[int, int] | None:
    return (parts[0][0], parts[-1][1]) if parts else None


def scores(right: int, wrong: int, missed: int) -> dict[str, Any]:
    precision = 100 * right / (right + wrong) if right + wrong else 0.0
    recall = 100 * right / (right + missed) if right + missed else 0.0
    both = 200 * right / (2 * right + wrong + missed) if right else 0.0
    return {"P": round(precision, 1), "R": round(recall, 1), "F1": round(both, 1), "gold": right + missed}


def show(cases: list[Case]) -> None:
    """What is wrong in the documents that may be read."""
    for given in next(cases for half, cases in halves(cases) if half == "read"):
        wrong = [field for field in WORDS if given.gold[field] != given.found.get(field)]
        around = [label.lower() for label in CIRCUMSTANCES]
        wrong += [field for field in around if edges(given.gold[field]) != edges(given.found[field])]
        for field in wrong:
            sys.stdout.write(f"{field}: {given.gold[field]}, not {given.found.get(field)}: {given.shown}\n")


if __name__ == "__main__":
    main()
