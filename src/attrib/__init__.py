"""Who said what: finds attributions in English text. `attrib.extract(text)` is the way in."""

from typing import TYPE_CHECKING, Any

from attrib.errors import AttribError, ModelError, ModelNotFound
from attrib.records import Attribution, Extent, QuotationType, Resolution, Speaker, SpeakerKind

if TYPE_CHECKING:
    from attrib.api import add_to, claims, credits, diff, extract, load, pipe, speakers

__all__ = [
    "AttribError",
    "Attribution",
    "Extent",
    "ModelError",
    "ModelNotFound",
    "QuotationType",
    "Resolution",
    "Speaker",
    "SpeakerKind",
    "add_to",
    "claims",
    "credits",
    "diff",
    "extract",
    "load",
    "pipe",
    "speakers",
]


def __getattr__(name: str) -> Any:
    """Import spaCy only when it is needed: records, errors and `attrib --help` do without."""
    if name not in ("add_to", "claims", "credits", "diff", "extract", "load", "pipe", "speakers"):
        raise AttributeError(f"module 'attrib' has no attribute '{name}'")
    from attrib import api

    return getattr(api, name)
