"""Draws how often records are right against what they score, from `results/quality.json`. Needs matplotlib.

python benchmarks/reliability.py docs/reliability.png
"""

import json
import sys
from pathlib import Path

from matplotlib import pyplot


def main() -> None:
    """Draw."""
    results = json.loads((Path(__file__).parent / "results" / "quality.json").read_text("utf8"))["confidence"]
    means, shares, numbers = zip(*(row for name, row in results.items() if name.startswith("from ")), strict=True)
    figure, (above, below) = pyplot.subplots(2, sharex=True, height_ratios=(3, 1), figsize=(5, 6), layout="constrained")
    above.plot((0, 1), (0, 1), color="0.7", linestyle="--")
    above.plot(means, shares, marker="o")
    above.set(ylabel="share that is right (link criterion)", xlim=(0, 1), ylim=(0, 1))
    error = results["expected calibration error"]
    above.set_title(f"PolNeAR dev: expected calibration error {error}")
    below.bar(means, numbers, width=0.06)
    below.set(xlabel="score, by tenths", ylabel="records")
    figure.savefig(sys.argv[1], dpi=110)


if __name__ == "__main__":
    main()
