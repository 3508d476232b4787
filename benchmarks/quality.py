"""Scores a model on PolNeAR dev and on GUM: in all, by kind, on rewritten texts, beside a baseline; and its confidence.

    python benchmarks/quality.py ../shared/data
    python benchmarks/quality.py ../shared/data --model runs/en_attrib_fp32

Of GUM the documents that are kept out of training are read (`attrib.corpora.gum`). `results/quality.json` keeps what is
printed. `textacy_quotations.py` scores another system beside it.
"""

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrib
from attrib.corpora.gold import GoldDocument, read_gold
from attrib.corpora.gum import is_kept_out
from attrib.layout import find_paragraphs
from attrib.marks import pair_marks
from attrib.records import Attribution
from attrib.scoring import Relation, Score, Scorer, Words, aligned, as_words, jaccard, sources_meet
from attrib.training.augment import Edit, Names, outermost, rename, rewrite, wrap_lines

PUBLISHED = {
    "CofeNet, BERT base (COLING 2022), test articles, published": (83.2, 75.3, 72.9),
    "one annotator against another, train and dev": (78.5, 71.3, 68.6),
}
GENRES = ("news", "interview", "bio", "speech", "letter")
PRONOUNS = frozenset(("i", "you", "he", "she", "it", "we", "they", "this", "that", "these", "those", "who", "which"))
Found = list[list[Attribution]]


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("data", type=Path, help="the folder that holds polnear, gum_attributions and ner")
    arguments.add_argument("--model", help="a model folder; the shipped one if left out")
    options = arguments.parse_args()
    dev = list(read_gold(options.data / "polnear/dev.jsonl"))

    def read(documents: Iterable[GoldDocument]) -> Found:
        return list(attrib.pipe((d.text for d in documents), model=options.model, speakers=False, facts=False))

    found = read(dev)
    results: dict[str, Any] = {"date": f"{datetime.now(UTC):%Y-%m-%d}", "model": options.model or "en_attrib"}
    results["dev"] = {name: as_list(row) for name, row in score(dev, found).table().items()}
    results["dev, every annotator"] = {
        name: as_list(row) for name, row in score(dev, found, everyone=True).table().items() if "frag" in name
    }
    results["published fragments: source, cue, content"] = PUBLISHED
    results["baseline: marks and the nearest name"] = as_list(
        score(dev, [baseline(d.text) for d in dev]).table()["link"]
    )
    results |= by_kind(dev, found)
    results["confidence"] = confidence(dev, found)
    results["GUM, attributions with a source found"] = gum(options.data / "gum_attributions/train.jsonl", options.model)
    names = Names.read(options.data / "ner/worldwide-train.jsonl", options.data / "ner/worldwide-train.jsonl")
    for name, rewriting in rewritings(names).items():
        rewritten = [rewrite(document, rewriting(document)) for document in dev]
        results[f"link F1, {name}"] = round(score(rewritten, read(rewritten)).table()["link"].f1, 1)
    show(results)
    if options.model is None:
        path = Path(__file__).parent / "results" / "quality.json"
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf8")


def score(documents: list[GoldDocument], found: list[Any], *, everyone: bool = False) -> Scorer:
    """Against the first annotator, or against each."""
    scorer = Scorer()
    for document, records in zip(documents, found, strict=True):
        relations = [record if isinstance(record, Relation) else Relation.of(record) for record in records]
        for gold in list(document.annotations.values())[: None if everyone else 1]:
            scorer.add(document.text, gold, relations)
    return scorer


def match(document: GoldDocument, records: list[Attribution]) -> tuple[list[Words], list[Words], dict[int, int]]:
    """Gold and found relations as words, and which found one is right for which gold one, by the link criterion."""
    gold = as_words(document.text, document.relations)
    given = as_words(document.text, [Relation.of(record) for record in records])
    return gold, given, aligned(gold, given, 0.5, sources_meet)


def by_kind(dev: list[GoldDocument], found: Found) -> dict[str, Any]:
    """Link scores by type (precision, recall, F1); recall by kind of source and by length of content."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document, records in zip(dev, found, strict=True):
        gold, given, pairs = match(document, records)
        words = list(re.finditer(r"\w+(?:['’]\w+)?", document.text))
        marked = quoted_words(document.text, words)
        for i, relation in enumerate(gold):
            for group in (kind_of(relation, marked), source_kind(relation, words), length_kind(relation)):
                counts[group].update(gold=1, right=i in pairs)
        for relation in given:
            counts[kind_of(relation, marked)].update(given=1)
        for j in pairs.values():
            counts[kind_of(given[j], marked)].update(right_given=1)
    table: dict[str, Any] = {}
    for group, n in sorted(counts.items()):
        recall = 100 * n["right"] / n["gold"] if n["gold"] else 0.0
        if group.startswith("type"):
            precision = 100 * n["right_given"] / max(1, n["given"])
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            table[f"link, {group} ({n['gold']})"] = [round(value, 1) for value in (precision, recall, f1)]
        else:
            table[f"link recall, {group} ({n['gold']})"] = round(recall, 1)
    return table


def quoted_words(text: str, words: list[re.Match[str]]) -> set[int]:
    """Indices of the words inside quotation marks."""
    spans = [(q.start, q.end) for q in pair_marks(text, find_paragraphs(text)) if q.depth == 1]
    return {i for i, word in enumerate(words) if any(a <= word.start() < b for a, b in spans)}


def kind_of(relation: Words, marked: set[int]) -> str:
    inside = len(relation.content & marked)
    return "type " + ("indirect" if not inside else "direct" if inside == len(relation.content) else "mixed")


def source_kind(relation: Words, words: list[re.Match[str]]) -> str:
    named = [words[i].group() for i in sorted(relation.source)]
    if not named:
        return "source none"
    if len(named) == 1 and named[0].lower() in PRONOUNS:
        return "source pronoun"
    return "source with a name" if any(word[0].isupper() for word in named[1:] or named) else "source nominal"


def length_kind(relation: Words) -> str:
    n = len(relation.content)
    return "content of " + (
        "1 to 5 words" if n <= 5 else "6 to 15" if n <= 15 else "16 to 40" if n <= 40 else "over 40"
    )


def confidence(dev: list[GoldDocument], found: Found) -> dict[str, Any]:
    """Precision and recall of what scores at least so much; by tenths, mean score, share of right ones, and number."""
    rows: list[tuple[float, bool]] = []
    n_gold = 0
    for document, records in zip(dev, found, strict=True):
        gold, _, pairs = match(document, records)
        right = set(pairs.values())
        n_gold += len(gold)
        rows += [(record.score, j in right) for j, record in enumerate(records)]
    table: dict[str, Any] = {}
    for least in (0.0, 0.3, 0.5, 0.7, 0.9):
        kept = [right for given, right in rows if given >= least]
        table[f"at {least}: precision, recall"] = as_list(Score.of(sum(kept), len(kept), n_gold))[:2]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row in rows:
        bins[min(9, int(row[0] * 10))].append(row)
    gap = 0.0
    for tenth, members in sorted(bins.items()):
        mean, share = (sum(column) / len(members) for column in zip(*members, strict=True))
        gap += abs(mean - share) * len(members) / len(rows)
        table[f"from {tenth / 10}: mean score, share right, number"] = [round(mean, 3), round(share, 3), len(members)]
    table["expected calibration error"] = round(gap, 3)
    return table


def gum(path: Path, model: str | None) -> dict[str, list[float]]:
    """Share in percent, and number, of GUM's attributions whose content (Jaccard 0.5) and source were found."""
    rows = [json.loads(line) for line in path.open(encoding="utf8")]
    rows = [row for row in rows if is_kept_out(row["doc_id"])]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    five = "five genres: " + ", ".join(GENRES)
    for nested in (False, True):
        texts = (row["text"] for row in rows)
        found = attrib.pipe(texts, model=model, speakers=False, facts=False, nested=nested)
        for row, records in zip(rows, found, strict=True):
            gold = as_words(row["text"], [Relation(r["source"], r["cue"], r["content"]) for r in row["attributions"]])
            given = as_words(row["text"], [Relation.of(record) for record in records])
            for relation in (relation for relation in gold if relation.source):
                hit = any(jaccard(relation.content, g.content) >= 0.5 and relation.source & g.source for g in given)
                groups = [row["genre"]]
                if row["genre"] in GENRES:
                    inside = any(relation.content < other.content for other in gold)
                    groups += [five, "five genres: inside another" if inside else "five genres: inside no other"]
                for group in groups:
                    counts[group + ", nested=True" * nested].update(gold=1, found=hit)
    return {
        genre: [round(100 * n["found"] / n["gold"], 1), n["gold"]] for genre, n in sorted(counts.items()) if n["gold"]
    }


def rewritings(names: Names) -> dict[str, Callable[[GoldDocument], list[Edit]]]:
    """The same articles as other writers would have set them."""

    def restyle(opening: str, closing: str, lost: float = 0.0) -> Callable[[GoldDocument], list[Edit]]:
        def edits(document: GoldDocument) -> list[Edit]:
            draw = random.Random(document.doc_id)
            marks = outermost(document.text)
            return [(*first, opening) for first, _ in marks] + [
                (*last, "" if draw.random() < lost else closing) for _, last in marks
            ]

        return edits

    def recase(change: Callable[[str], str]) -> Callable[[GoldDocument], list[Edit]]:
        return lambda d: [(i, i + 1, change(c)) for i, c in enumerate(d.text) if change(c) != c and len(change(c)) == 1]

    return {
        "every name replaced": lambda d: rename(d, with_names(d, names), random.Random(d.doc_id)),
        "straight marks": restyle('"', '"'),
        "curly marks": restyle("“", "”"),
        "single marks": restyle("‘", "’"),
        "one closing mark in four lost": restyle("“", "”", 0.25),
        "hard-wrapped at 72": lambda d: wrap_lines(d, random.Random(0), 72),
        "single line breaks": lambda d: [(m.start(), m.end(), "\n") for m in re.finditer(r"\n\n+", d.text)],
        "all quotation marks removed": restyle("", "", 1.0),
        "all in capitals": recase(str.upper),
        "all in lower case": recase(str.lower),
    }


def with_names(document: GoldDocument, names: Names) -> Names:
    """Each run of capitalised words in a source is taken for a person's name, wherever it stands."""
    sources = {document.text[a:b] for relation in document.relations for a, b in relation.source}
    runs = {run for source in sources for run in re.findall(r"(?:[A-Z][a-z]+ )?[A-Z][a-z]+", source)}
    pattern = "|".join(sorted(map(re.escape, runs), key=len, reverse=True))
    mentions = [m.span() for m in re.finditer(rf"\b(?:{pattern})\b", document.text)] if runs else []
    return Names({document.doc_id: mentions}, names.donors)


def baseline(text: str) -> list[Relation]:
    """Each quotation with the nearest run of capitalised words outside it: no model."""
    spans = [(q.start, q.end) for q in pair_marks(text, find_paragraphs(text)) if q.depth == 1]
    names = [m.span() for m in re.finditer(r"[A-Z]\w+(?: [A-Z]\w+)+|(?<=[a-z,] )[A-Z]\w+", text)]
    relations = []
    for start, end in spans:
        outside = [n for n in names if n[1] <= start or n[0] >= end]
        nearest = min(outside, key=lambda n: min(abs(n[0] - end), abs(start - n[1])), default=None)
        relations.append(Relation((nearest,) if nearest else (), (), ((start, end),)))
    return relations


def as_list(row: Score) -> list[float]:
    return [round(value, 1) for value in (row.precision, row.recall, row.f1)]


def show(results: dict[str, Any], indent: str = "") -> None:
    for name, value in results.items():
        if isinstance(value, dict):
            sys.stdout.write(f"{indent}{name}\n")
            show(value, indent + "  ")
        else:
            sys.stdout.write(f"{indent}{name:44s} {value}\n")


if __name__ == "__main__":
    main()
