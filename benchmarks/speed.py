"""Times the shipped model: words a second, whole and in parts, against the bare encoder; first call; memory.

    python benchmarks/speed.py ../shared/data/polnear/dev.jsonl

The whole pipeline and the bare ONNX session read the same texts, cut into the same windows, in turn in one process on
the same threads, so their ratio means something on a noisy machine. The figures are medians; `results/speed.json`
keeps them.
"""

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import attrib
from attrib.api import encoder, model_path
from attrib.corpora.gold import read_gold
from attrib.ml.encoder import available_processors, framed
from attrib.ml.pieces import windows
from attrib.schema import PARAGRAPHS, QUOTES

FIRST_CALL = "import attrib; attrib.extract('The minister said taxes would rise.')"
MEMORY = """
import sys, attrib
attrib.extract(sys.stdin.read())
with open("/proc/self/status") as lines:  # ru_maxrss would count the process that started this one
    print(next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")))
"""


def main() -> None:
    """Measure, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path, help="JSON lines with a text each")
    arguments.add_argument("--rounds", type=int, default=7)
    options = arguments.parse_args()
    texts = [document.text for document in read_gold(options.gold)]
    figures = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{processor()}, {available_processors()} cores",
        "python": platform.python_version(),
        **time_pipeline(texts, options.rounds),
        "first_call_s": round(statistics.median(time_first_call() for _ in range(5)), 2),
        "memory_article_mb": measure_memory(texts[0]),
        "memory_5mb_text_mb": measure_memory("\n\n".join(texts * 12)[:5_000_000]),
        "model_mb": round(sum(f.stat().st_size for f in model_path().rglob("*") if f.is_file()) / 1e6, 1),
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:30s} {value}\n")
    results = Path(__file__).parent / "results" / "speed.json"
    results.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")


def time_pipeline(texts: list[str], rounds: int) -> dict[str, float]:
    """Medians over rounds of `attrib.pipe`, with and without speakers, and of the encoder's session alone."""
    nlp = attrib.load()
    model = encoder(nlp)
    session, reader = model.shims[0].open()
    length, overlap = model.attrs["window"] - 2, model.attrs["overlap"]
    with nlp.select_pipes(enable=[PARAGRAPHS, QUOTES]):
        read = [reader.read(nlp(text)) for text in texts]
    inputs = [framed(pieces, window, reader) for pieces in read for window in windows(len(pieces.ids), length, overlap)]

    def read_bare() -> None:
        with ThreadPoolExecutor(available_processors()) as executor:
            list(executor.map(lambda window: session.run(None, window), inputs))

    bare, extraction, whole, with_facts, without_facts = [], [], [], [], []
    for _ in range(rounds):
        bare.append(seconds(read_bare))
        extraction.append(seconds(lambda: list(attrib.pipe(texts, speakers=False, facts=False))))
        whole.append(seconds(lambda: list(attrib.pipe(texts))))
        with_facts.append(processor_seconds(lambda: list(attrib.pipe(texts))))
        without_facts.append(processor_seconds(lambda: list(attrib.pipe(texts, facts=False))))
    words = sum(len(text.split()) for text in texts)
    return {
        "words": words,
        "words_per_s": round(words / statistics.median(whole)),
        "without_speakers_words_per_s": round(words / statistics.median(extraction)),
        "bare_words_per_s": round(words / statistics.median(bare)),
        "bare_pieces_per_s": round(sum(len(window["ids"]) for window in inputs) / statistics.median(bare)),
        "without_speakers_to_bare": ratio(extraction, bare),
        "whole_to_bare": ratio(whole, bare),
        "whole_to_without_facts_cpu": ratio(with_facts, without_facts),
    }


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def processor_seconds(work: Callable[[], object]) -> float:
    """How much time of the processors some work takes, which others on the machine hardly change."""
    started = time.process_time()
    work()
    return time.process_time() - started


def ratio(some: list[float], others: list[float]) -> float:
    """The median of the ratios of each round."""
    return round(statistics.median(a / b for a, b in zip(some, others, strict=True)), 2)


def time_first_call() -> float:
    """Seconds from starting Python to the first records."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", FIRST_CALL], check=True)
    return time.perf_counter() - started


def measure_memory(text: str) -> int:
    """Peak memory in MB of a process that reads one text."""
    done = subprocess.run([sys.executable, "-c", MEMORY], input=text, text=True, capture_output=True, check=True)
    return int(done.stdout)


def processor() -> str:
    """Name of the processor."""
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
