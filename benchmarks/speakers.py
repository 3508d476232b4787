"""Scores the speakers that a model names, on the documents of GUM that are kept out of training.

    python benchmarks/speakers.py ../shared/data
    python benchmarks/speakers.py ../shared/data --model runs/en_attrib --show wrong

Gold is the coreference chain of each attribution's source in GUM. A name is right if its head word is that of a named
mention of the chain. Once with the attributions that the model finds (content Jaccard ≥ 0.5, sources share a word),
once with gold attributions in their place. `results/speakers.json` keeps what is printed.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from spacy.language import Language

import attrib
from attrib.corpora.gum import is_kept_out
from attrib.doc import read_attributions, set_relations
from attrib.naming import fold
from attrib.records import Attribution, Speaker
from attrib.schema import LINKS
from attrib.scoring import Relation, as_words, jaccard

PRONOUNS = frozenset(("he", "she", "they", "him", "her", "them", "his", "their"))
OTHER_PRONOUNS = frozenset(("i", "we", "you", "it", "me", "us", "who", "which", "that", "my", "our"))
LINKING = frozenset(("of", "for", "in", "at", "on", "from", "and"))


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds gum_attributions")
    arguments.add_argument("--model", help="a model folder; the shipped one if left out")
    arguments.add_argument("--show", choices=["wrong", "all"], help="print cases too")
    options = arguments.parse_args()
    nlp = attrib.load(options.model)
    rows = [json.loads(line) for line in (options.data / "gum_attributions/train.jsonl").read_text("utf8").splitlines()]
    rows = [row for row in rows if is_kept_out(row["doc_id"])]
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "model": options.model or "en_attrib"}
    results["documents"] = len(rows)
    for name, judged in (("found", judge_found(nlp, rows)), ("gold", judge_gold(nlp, rows))):
        cases = list(judged)
        results[f"{name} attributions"] = table(cases)
        results[f"scores, {name} attributions"] = reliability(cases)
        if options.show and name == "found":
            show(cases, only_wrong=options.show == "wrong")
    sys.stdout.write(json.dumps(results, indent=1) + "\n")
    if options.model is None:
        path = Path(__file__).parent / "results" / "speakers.json"
        path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf8")


Case = tuple[dict[str, Any], str, str, Speaker | None]
"""A row, the gold source, the verdict, and the speaker that was given."""


def judge_found(nlp: Language, rows: list[dict[str, Any]]) -> Iterator[Case]:
    """What the model gives of the gold attributions that it finds."""
    for row, doc in zip(rows, nlp.pipe(row["text"] for row in rows), strict=True):
        records = read_attributions(doc)
        given = as_words(row["text"], [Relation.of(record) for record in records])
        for item in with_speaker(row):
            [gold] = as_words(row["text"], [relation(item)])
            hits = [
                r
                for r, w in zip(records, given, strict=True)
                if jaccard(gold.content, w.content) >= 0.5 and gold.source & w.source
            ]
            if hits:
                yield verdict(row, item, hits[0])


def judge_gold(nlp: Language, rows: list[dict[str, Any]]) -> Iterator[Case]:
    """What the model makes of the gold attributions, in the place of its own."""
    resolver: Any = nlp.get_pipe("attrib_speakers")
    with nlp.select_pipes(disable=["attrib_speakers"]):
        docs = list(nlp.pipe(row["text"] for row in rows))
    for row, doc in zip(rows, docs, strict=True):
        items = list(with_speaker(row))
        set_relations(doc, [relation(item) for item in items])
        names = {span.id_ for span in doc.spans[LINKS]}
        doc.spans[LINKS].attrs["type"] = {
            f"a{i}": "mixed" if item["quoted"] else "indirect" for i, item in enumerate(items)
        }
        doc.spans[LINKS].attrs["score"] = dict.fromkeys(names, 1.0)
        resolver(doc)
        by_id = {record.id: record for record in read_attributions(doc)}
        for i, item in enumerate(items):
            if f"a{i}" in by_id:
                yield verdict(row, item, by_id[f"a{i}"])


def with_speaker(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The attributions whose source is in a chain."""
    yield from (item for item in row["attributions"] if item["source"] and item["content"] and item["speaker"])


def relation(item: dict[str, Any]) -> Relation:
    """Offsets as the scorer takes them."""
    return Relation(*(tuple((a, b) for a, b in item[role]) for role in ("source", "cue", "content")))


def verdict(row: dict[str, Any], item: dict[str, Any], record: Attribution) -> Case:
    """Right, wrong or missing, where gold has a name; none or invented where it has none."""
    source = " ".join(row["text"][a:b] for a, b in item["source"])
    speaker = record.speakers[0] if record.speakers else None
    given = [speaker.name for speaker in record.speakers if speaker.name]
    if not item["speaker"]["name"]:
        return row, source, "invented" if given else "none", speaker
    gold = {head(row["text"][a:b]) for a, b in item["speaker"]["named_mentions"]} | {head(item["speaker"]["name"])}
    if not given:
        return row, source, "missing", speaker
    return row, source, "right" if any(head(name) in gold for name in given) else "wrong", speaker


def head(name: str) -> str:
    """The last word of a name before a preposition."""
    words = [fold(word) for word in re.findall(r"[^\s,]+", name)]
    stop = next((i for i, word in enumerate(words) if i and word in LINKING), len(words))
    return words[stop - 1] if words else ""


def kind(source: str) -> str:
    """Of a source, by its words: third-person pronoun, other pronoun, name, nominal."""
    words = source.split()
    if len(words) == 1 and words[0].lower() in PRONOUNS | OTHER_PRONOUNS:
        return "third-person pronoun" if words[0].lower() in PRONOUNS else "other pronoun"
    return "name" if any(word[:1].isupper() for word in words[1:] or words) else "nominal"


def table(cases: list[Case]) -> dict[str, Any]:
    """Counts and percentages, in all and by kind of source."""
    counts = Counter((kind(source), outcome) for _, source, outcome, _ in cases)
    every = Counter(outcome for _, _, outcome, _ in cases)
    rows: dict[str, Any] = {"all": summary(every)}
    for name in ("name", "third-person pronoun", "nominal", "other pronoun"):
        rows[name] = summary(Counter({outcome: n for (group, outcome), n in counts.items() if group == name}))
    both = Counter({o: counts["third-person pronoun", o] + counts["nominal", o] for o in every})
    rows["third-person pronoun or nominal"] = summary(both)
    return rows


def reliability(cases: list[Case]) -> dict[str, Any]:
    """Of speakers with a name, by their score: how many there are, their mean score, and how many are right.

    A name where gold has none counts as wrong.
    """
    given = [(s.score, outcome == "right") for _, _, outcome, s in cases if s and s.name]
    rows = {}
    for least, most in pairwise((0.0, 0.5, 0.7, 0.9, 1.01)):
        inside = [(score, right) for score, right in given if least <= score < most]
        if inside:
            scores, rights = zip(*inside, strict=True)
            rows[f"from {least}"] = {
                "speakers": len(inside),
                "mean score, %": round(100 * sum(scores) / len(inside), 1),
                "name right, %": round(100 * sum(rights) / len(inside), 1),
            }
    return rows


def summary(counts: Counter[str]) -> dict[str, Any]:
    """Share right of those with a name in gold, share invented of those without."""
    named = counts["right"] + counts["wrong"] + counts["missing"]
    nameless = counts["none"] + counts["invented"]
    return dict(counts) | {
        "name right, %": round(100 * counts["right"] / named, 1) if named else None,
        "name invented where gold has none, %": round(100 * counts["invented"] / nameless, 1) if nameless else None,
    }


def show(cases: list[Case], *, only_wrong: bool) -> None:
    """One case a line."""
    for row, source, outcome, speaker in cases:
        if not only_wrong or outcome in ("wrong", "missing", "invented"):
            name = speaker and (speaker.name, speaker.kind.value, speaker.resolution.value, speaker.score)
            sys.stdout.write(f"{outcome}\t{row['doc_id']}\t{source!r}\t{name}\n")


if __name__ == "__main__":
    main()
