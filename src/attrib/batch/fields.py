"""Which fields of a document are its text and its id: as they are named, else by what fields are mostly called."""

from collections.abc import Sequence
from typing import Final

from attrib.batch.corpus import Corpus
from attrib.batch.documents import Entry, Fields, Kind, read_values
from attrib.errors import FieldNotFound, InputError

TEXTS: Final = ("text", "body", "content", "article", "maintext", "main_text", "full_text", "fulltext", "article_text")
IDS: Final = ("doc_id", "id", "url", "uri", "link", "guid", "uuid")
"""What fields are called, the likeliest name first; capitals do not matter."""

_LOOKED_AT: Final = 50
"""Documents at the beginning whose fields count; in JSON lines a field may be absent from the first of them."""

_WITHOUT_FIELDS: Final = frozenset({"text", "html"})


def resolve_fields(
    corpus: Corpus, text: str | None, id: str | None, keep: Sequence[str]
) -> tuple[Fields, tuple[str, ...]]:
    """The fields to read, and a sentence on each that was guessed.

    Looks at the beginning of the first file whose documents have fields.

    Raises:
        FieldNotFound: its documents do not have a field that is named, or none that could be the text.
        InputError: a field is named, and nothing has fields.
    """
    place, fields = _first_fields(corpus)
    if fields is None:
        if named := [name for name in (text, id, *keep) if name]:
            raise InputError(place, f"no field '{named[0]}'; there are no documents with fields in the input")
        return Fields(), ()
    for name, option in ((text, "--text-field"), (id, "--id-field"), *((name, "--keep") for name in keep)):
        if name is not None and name not in fields:
            raise FieldNotFound(place, f"'{name}'", fields, option)
    guessed_text, guessed_id = _guess(fields, TEXTS), _guess([f for f in fields if f != text], IDS)
    if text is None and guessed_text is None:
        raise FieldNotFound(place, f"that is called {', '.join(TEXTS[:4])} or the like", fields, "--text-field")
    said = []
    if text is None:
        said.append(f"reading field '{guessed_text}' as the text; --text-field names another")
    if id is None:
        name = f"field '{guessed_id}'" if guessed_id else "the place in the input"
        said.append(f"taking {name} as the id; --id-field names another")
    return Fields(text or guessed_text, id or guessed_id, tuple(keep)), tuple(said)


def _first_fields(corpus: Corpus) -> tuple[str, tuple[str, ...] | None]:
    """The fields of the first documents that have any, in their order, and the file that they are in."""
    for file in corpus.files:
        if file.ending.form in _WITHOUT_FIELDS:
            continue
        names = dict.fromkeys(name for entry in corpus.beginning(file, _LOOKED_AT) for name in _names(entry))
        if names:
            return file.place, tuple(names)
    return corpus.files[0].place, None


def _names(entry: Entry) -> list[str]:
    if entry.kind not in (Kind.JSON, Kind.ROW):
        return []
    try:
        return list(read_values(entry)[0])
    except InputError:
        return []


def _guess(fields: Sequence[str], names: Sequence[str]) -> str | None:
    lower = {field.lower(): field for field in reversed(fields)}
    return next((lower[name] for name in names if name in lower), None)
