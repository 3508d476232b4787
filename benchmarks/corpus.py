"""Times `attrib run` over a corpus, against `attrib.pipe` alone and against Ray; and its memory.

    python benchmarks/corpus.py ../shared/data/polnear/dev.jsonl
    python benchmarks/corpus.py ../shared/data/polnear/dev.jsonl --only jobs ray

Commands and `attrib.pipe` are whole processes: imports and loading count on both sides. They take turns, and a figure
is the median over rounds. `results/corpus.json` keeps them; what is not measured this time keeps its figures.

jobs      words a second of `attrib run --jobs 2`, against `attrib.pipe` in one process with one thread
overhead  time of `attrib run --jobs 1` to Parquet against `attrib.pipe`, both on one core, so that nothing hides behind
          the model
memory    most memory of all processes of a run together: 2,000 and 20,000 documents of one paragraph
ray       words a second of `--engine ray` against processes, from the first result to the last; and whether the records
          are the same (needs the extra `ray`)
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from attrib.corpora.gold import read_gold

RESULTS = Path(__file__).parent / "results" / "corpus.json"
TIMES = 10
"""How often the documents are repeated, each time under other ids."""

PIPE = """
import json, sys, attrib
from attrib.api import encoder
encoder(attrib.load()).attrs["threads"] = 1
texts = (json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf8"))
print(sum(len(records) for records in attrib.pipe(texts)))
"""
WARM = """
import sys
from attrib.batch import Engine, Options, run
if __name__ == "__main__":
    seen = []
    source, sink, engine = sys.argv[1:]
    run(source, sink, Options(engine=Engine(engine), jobs=2), watch=seen.append)
    first, last = seen[1], seen[-1]
    print((last.words - first.words) / (last.seconds - first.seconds))
"""


def main() -> None:
    """Measure, print, keep."""
    measures = {"jobs": measure_jobs, "overhead": measure_overhead, "memory": measure_memory, "ray": measure_ray}
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path, help="JSON lines with a text each")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", nargs="+", choices=measures, default=list(measures))
    options = arguments.parse_args()
    texts = [document.text for document in read_gold(options.gold)]
    figures = json.loads(RESULTS.read_text("utf8")) if RESULTS.exists() else {}
    figures |= {"date": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "python": platform.python_version()}
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:
            found = measures[name](texts, Path(folder), options.rounds)
        for key, value in found.items():
            sys.stdout.write(f"{key:34s} {value}\n")
        figures |= found
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")


def measure_jobs(texts: list[str], folder: Path, rounds: int) -> dict[str, float]:
    """Two processes against `attrib.pipe`."""
    corpus, words = write_corpus(folder, texts * TIMES)
    alone, run = in_turn(
        rounds,
        lambda: seconds([sys.executable, "-c", PIPE, corpus]),
        lambda: seconds(attrib_run(corpus, folder / "out.jsonl", "--jobs", "2")),
    )
    return {
        "words": words,
        "pipe_words_per_s": round(words / statistics.median(alone)),
        "run_2_jobs_words_per_s": round(words / statistics.median(run)),
        "run_2_jobs_to_pipe": round(statistics.median(a / b for a, b in zip(alone, run, strict=True)), 2),
    }


def measure_overhead(texts: list[str], folder: Path, rounds: int) -> dict[str, float]:
    """Reading, journal and Parquet, beside the model."""
    corpus, _ = write_corpus(folder, texts * TIMES)
    alone, run = in_turn(
        rounds,
        lambda: seconds([sys.executable, "-c", PIPE, corpus], one_core=True),
        lambda: seconds(attrib_run(corpus, folder / "out.parquet", "--jobs", "1"), one_core=True),
    )
    ratio = statistics.median(b / a for a, b in zip(alone, run, strict=True))
    return {"parquet_to_pipe_one_core": round(ratio, 3)}


def measure_memory(texts: list[str], folder: Path, rounds: int) -> dict[str, float]:
    """A short corpus against one that is ten times as long."""
    paragraphs = [paragraph for text in texts for paragraph in text.split("\n\n") if len(paragraph) > 100]
    peaks = {}
    for count in (2_000, 20_000):
        corpus, _ = write_corpus(folder, islice(cycle(paragraphs), count))
        peaks[count] = peak_memory(attrib_run(corpus, folder / "out.parquet", "--jobs", "2"))
        clear(folder / "out.parquet")
    return {f"memory_{count}_documents_mb": round(peak) for count, peak in peaks.items()} | {
        "memory_20000_to_2000": round(peaks[20_000] / peaks[2_000], 2)
    }


def measure_ray(texts: list[str], folder: Path, rounds: int) -> dict[str, float | bool]:
    """Actors of a Ray on this machine against processes."""
    corpus, _ = write_corpus(folder, texts * TIMES)
    script, output = folder / "warm.py", folder / "out.jsonl"
    script.write_text(WARM)
    kept = []

    def rate(engine: str) -> float:
        clear(output)
        done = subprocess.run([sys.executable, script, corpus, output, engine], check=True, capture_output=True)
        kept.append(output.read_bytes())
        return float(done.stdout.splitlines()[-1])

    processes, ray = in_turn(rounds, lambda: rate("processes"), lambda: rate("ray"))
    return {
        "ray_words_per_s": round(statistics.median(ray)),
        "ray_to_processes": round(statistics.median(b / a for a, b in zip(processes, ray, strict=True)), 2),
        "ray_same_records": len(set(kept)) == 1,
    }


def write_corpus(folder: Path, texts: Iterable[str]) -> tuple[Path, int]:
    """A file of JSON lines, and the words in it."""
    path, words = folder / "corpus.jsonl", 0
    with path.open("w", encoding="utf8") as stream:
        for i, text in enumerate(texts):
            stream.write(json.dumps({"id": f"d{i}", "text": text}) + "\n")
            words += len(text.split())
    return path, words


def attrib_run(corpus: Path, output: Path, *options: str) -> list[str | Path]:
    """The command."""
    clear(output)
    return [sys.executable, "-m", "attrib", "run", corpus, "-o", output, *options]


def clear(output: Path) -> None:
    """Forget a run."""
    for path in output.parent.glob(f"{output.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def in_turn(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> tuple[list[float], list[float]]:
    """What both give, round by round."""
    pairs = [(first(), second()) for _ in range(rounds)]
    return [one for one, _ in pairs], [other for _, other in pairs]


def seconds(command: list[str | Path], *, one_core: bool = False) -> float:
    """How long a command takes."""
    core = {min(os.sched_getaffinity(0))}
    started = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        capture_output=True,
        preexec_fn=(lambda: os.sched_setaffinity(0, core)) if one_core else None,
    )
    return time.perf_counter() - started


def peak_memory(command: list[str | Path]) -> float:
    """The most memory in MB that a command and its processes have together; what they share is counted once."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(proportional_memory(pid) for pid in family(process.pid)))
        time.sleep(0.1)
    return peak / 1024


def family(pid: int) -> list[int]:
    """A process and those that it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in family(int(child)))]


def proportional_memory(pid: int) -> int:
    """In kB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def machine() -> str:
    """Name of the processor, and how many there are."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{name}, {len(os.sched_getaffinity(0))} cores"


if __name__ == "__main__":
    main()
