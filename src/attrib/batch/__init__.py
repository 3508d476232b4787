"""Whole corpora: documents of many forms in, records of many forms out, and nothing lost on the way. `run` does it."""

from attrib.batch.plan import Engine, Options
from attrib.batch.report import Progress, Report
from attrib.batch.runner import run
from attrib.batch.writers import Rows

__all__ = ["Engine", "Options", "Progress", "Report", "Rows", "run"]
