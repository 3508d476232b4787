"""Kills `attrib run` with SIGKILL at random moments, lets it go on, and compares what comes of it.

    python benchmarks/kill.py ../shared/data/polnear/dev.jsonl

One run is left alone. Every other one has the same corpus and an output of its own; it is killed once at a moment that
is drawn from the time that the first one took, half the times with all its processes, and then started again.
`results/kill.json` keeps how many of the outputs are equal to the first, as sets of records and to the byte.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from attrib.corpora.gold import read_gold

RESULTS = Path(__file__).parent / "results" / "kill.json"


def main() -> None:
    """Kill, compare, print, keep."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path, help="JSON lines with a text each")
    arguments.add_argument("--kills", type=int, default=50)
    arguments.add_argument("--documents", type=int, default=1000, help="paragraphs to read")
    arguments.add_argument("--seed", type=int, default=0)
    options = arguments.parse_args()
    draw = random.Random(options.seed)
    paragraphs = [text for document in read_gold(options.gold) for text in document.text.split("\n\n") if text.strip()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "corpus.jsonl"
        rows = [{"id": f"d{i}", "text": text} for i, text in enumerate(paragraphs[: options.documents])]
        corpus.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
        whole = folder / "whole.jsonl"
        took = finish(corpus, whole)
        moments, equal, same_bytes = [], 0, 0
        while len(moments) < options.kills:
            output = folder / f"out{len(moments)}.jsonl"
            moment = draw.uniform(0, took)
            for path in folder.glob(f"{output.name}*"):
                path.unlink()  # of a run that was done before it was to be killed
            if not kill(corpus, output, moment, with_children=draw.random() < 0.5):
                continue
            moments.append(round(moment, 2))
            finish(corpus, output)
            equal += records(output) == records(whole)
            same_bytes += output.read_bytes() == whole.read_bytes()
            sys.stdout.write(f"{len(moments)} killed after {moment:.2f} of {took:.2f} s: {equal} equal\n")
            sys.stdout.flush()
    figures = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "documents": len(rows),
        "undisturbed_s": round(took, 2),
        "killed": len(moments),
        "equal_as_sets_of_records": equal,
        "equal_to_the_byte": same_bytes,
        "moments_s": moments,
    }
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf8")


def command(corpus: Path, output: Path) -> list[str | Path]:
    return [sys.executable, "-m", "attrib", "run", corpus, "-o", output, "--jobs", "2"]


def finish(corpus: Path, output: Path) -> float:
    """Run to the end; gives the seconds it takes."""
    started = time.perf_counter()
    subprocess.run(command(corpus, output), check=True, capture_output=True)
    return time.perf_counter() - started


def kill(corpus: Path, output: Path, moment: float, *, with_children: bool) -> bool:
    """Start a run and kill it after some seconds; gives whether it was still going on."""
    process = subprocess.Popen(
        command(corpus, output), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(moment)
    if process.poll() is not None:
        return False
    if with_children:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
    return True


def records(output: Path) -> set[str]:
    """The lines of an output, each of them whole."""
    lines = output.read_text("utf8").splitlines()
    return {json.dumps(json.loads(line), sort_keys=True) for line in lines}


if __name__ == "__main__":
    main()
