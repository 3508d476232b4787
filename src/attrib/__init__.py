"""Who said what: finds attributions in English text. `attrib.extract(text)` is the way in."""

from typing import TYPE_CHECKING, Any

from attrib.errors import AttribError, ModelError, ModelNotFound
from attrib.records import Attribution, Extent, QuotationType

if TYPE_CHECKING:
    from attrib.api import extract, load, pipe

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


def __getattr__(name: str) -> Any:
    """Import spaCy only when it is needed: records, errors and `attrib --help` do without."""
    if name not in ("extract", "load", "pipe"):
        raise AttributeError(f"module 'attrib' has no attribute '{name}'")
    from attrib import api

    return getattr(api, name)
