"""Which documents of GUM may be learned from, and which are kept out to measure on.

GUM's essays, fiction, letters, podcasts and how-to texts are licensed for non-commercial use alone: they are all kept
out. Of the other genres a third is, drawn by a checksum of the document's name. Every layer (syntax, names, chains,
attributions) keeps to this division.
"""

from typing import Final
from zlib import crc32

NON_COMMERCIAL: Final = frozenset(("essay", "fiction", "letter", "podcast", "whow"))


def genre(doc_id: str) -> str:
    """The genre in a name: "news" in "GUM_news_homeopathic"."""
    return doc_id.split("_")[1]


def is_kept_out(doc_id: str) -> bool:
    """Whether a document of GUM is not trained on."""
    return genre(doc_id) in NON_COMMERCIAL or crc32(doc_id.encode()) % 3 == 0
