"""Who said what: finds attributions in English text. `attrib.extract(text)` is the way in."""

from attrib.api import extract, load, pipe
from attrib.errors import AttribError, ModelError, ModelNotFound
from attrib.records import Attribution, Extent, QuotationType

__all__ = [
    "AttribError",
    "Attribution",
    "Extent",
    "ModelError",
    "ModelNotFound",
    "QuotationType",
    "extract",
    "load",
    "pipe",
]
