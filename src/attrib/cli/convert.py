"""`attrib convert`: records from one format into another."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TextIO

import typer

from attrib.cli.extract import read_text
from attrib.cli.formats import STDIN, write_jsonl
from attrib.cli.streams import open_output, to_json
from attrib.errors import CorpusError, InputError, OutputError
from attrib.interchange import brat, quotation, web_annotation
from attrib.records import Attribution, Extent


class Interchange(StrEnum):
    """Formats that hold records."""

    JSONL = "jsonl"
    WEB_ANNOTATION = "web-annotation"
    BRAT = "brat"
    QUOTATION = "quotation"


ENDINGS: Final = {
    ".jsonl": Interchange.JSONL,
    ".jsonld": Interchange.WEB_ANNOTATION,
    ".ann": Interchange.BRAT,
    "": Interchange.BRAT,
}
"""What a file is by its ending; a folder has none."""

_CONF: Final = "annotation.conf"


@dataclass(frozen=True, slots=True)
class Document:
    """The file of a text, its records, and the text if that has been read."""

    name: str
    records: list[Attribution]
    text: str | None = None


def convert(
    source: Annotated[
        str, typer.Argument(metavar="IN", help="A .jsonl, .jsonld or .ann file, or a folder of .ann files.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="OUT", help="A .jsonl, .jsonld or .ann file, or a folder for brat."),
    ] = None,
    read_as: Annotated[Interchange | None, typer.Option("--from", help="Default: what IN ends in.")] = None,
    write_as: Annotated[Interchange | None, typer.Option("--to", help="Default: what OUT ends in.")] = None,
) -> None:
    """Convert records into other formats, and back.

    jsonl is what 'attrib extract -f jsonl' writes; web-annotation is W3C Web
    Annotation (.jsonld); brat is a folder of .ann and .txt files; quotation is
    schema.org Quotation, which cannot be read back.

    To write web-annotation or brat the texts must be where the records say, or
    beside IN. An .ann file is never written over.

    Examples:
      attrib convert found.jsonl -o found.jsonld
      attrib convert found.jsonl -o for_brat/
      attrib convert for_brat/ -o corrected.jsonl
      attrib convert found.jsonl --to quotation -o quotations.json
    """
    read_as = read_as or (Interchange.JSONL if source == STDIN else _by_ending(Path(source), "--from"))
    if output is None and write_as is None:
        raise typer.BadParameter("give --output or --to", param_hint="--output")
    write_as = write_as or _by_ending(output or Path(), "--to")
    if read_as is Interchange.QUOTATION:
        raise typer.BadParameter("quotation cannot be read back: offsets and cues are not in it", param_hint="--from")
    if output is None and write_as is Interchange.BRAT:
        raise typer.BadParameter("brat needs a folder or an .ann file", param_hint="--output")
    documents = _READERS[read_as](source)
    if write_as in (Interchange.BRAT, Interchange.WEB_ANNOTATION):
        documents = [_with_text(document, source) for document in documents]
    if write_as is Interchange.BRAT and output is not None:
        _write_files(_brat_files(documents, output))
        return
    with open_output(output) as stream:
        _WRITERS[write_as](documents, stream)


def _by_ending(path: Path, option: str) -> Interchange:
    ending = "" if path.is_dir() else path.suffix.lower()
    if ending not in ENDINGS:
        endings = ", ".join(filter(None, ENDINGS))
        raise typer.BadParameter(f"'{path}' is no folder and ends in none of {endings}; give it", param_hint=option)
    return ENDINGS[ending]


def _read_jsonl(source: str) -> list[Document]:
    found: dict[str, dict[str, Attribution]] = {}
    for number, line in enumerate(read_text(source).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            name, record = row["file"], Attribution.from_dict(row)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"not what 'attrib extract -f jsonl' writes ({type(error).__name__}: {error})"
            raise CorpusError(Path(source), number, reason) from error
        if record.id in found.setdefault(name, {}):
            raise CorpusError(Path(source), number, f"{name} has {record.id} already; leave one of the two out")
        found[name][record.id] = record
    return [Document(name, list(records.values())) for name, records in found.items()]


def _read_pages(source: str) -> list[Document]:
    try:
        pages = json.loads(read_text(source))
    except ValueError as error:
        raise InputError(source, f"no JSON: {error}") from error
    return [
        Document(*web_annotation.from_page(page, source)) for page in (pages if isinstance(pages, list) else [pages])
    ]


def _read_brat(source: str) -> list[Document]:
    path = Path(source)
    paths = sorted(path.rglob("*.ann")) if path.is_dir() else [path]
    if not paths:
        raise InputError(source, "no .ann file is in it")
    return [_read_ann(path) for path in paths]


def _read_ann(path: Path) -> Document:
    ann, beside = read_text(str(path)), path.with_suffix(".txt")
    if not beside.is_file():
        raise InputError(str(path), f"the text that it is on is not there; put it beside it as {beside.name}")
    text = read_text(str(beside))
    return Document(str(beside), brat.from_ann(ann, text, path), text)


def _with_text(document: Document, source: str) -> Document:
    """With its text, which must be the one that the records were found in."""
    if document.text is not None:
        return document
    path = next((p for p in (Path(document.name), Path(source).parent / document.name) if p.is_file()), None)
    if path is None:
        reason = f"no such file, but {source} has records of it; go to the folder where 'attrib extract' was called"
        raise InputError(document.name, reason)
    text = read_text(str(path))
    for record in document.records:
        for extent in (record.source, record.cue, record.content):
            if extent is not None and Extent.cut(text, extent.parts) != Extent(extent.text, extent.parts):
                raise InputError(str(path), f"not the text that {record.id} of {source} was found in; extract anew")
    return replace(document, text=text)


def _write_jsonl(documents: Iterable[Document], stream: TextIO) -> None:
    write_jsonl(((document.name, document.records) for document in documents), stream)


def _write_pages(documents: Iterable[Document], stream: TextIO) -> None:
    """A page, or an array of several."""
    pages = [web_annotation.to_page(document.name, document.text or "", document.records) for document in documents]
    stream.write(to_json(pages[0] if len(pages) == 1 else pages, stream, indent=2) + "\n")


def _write_quotations(documents: Iterable[Document], stream: TextIO) -> None:
    graph = quotation.to_graph((document.name, document.records) for document in documents)
    stream.write(to_json(graph, stream, indent=2) + "\n")


def _brat_files(documents: list[Document], output: Path) -> dict[Path, str]:
    """What is to be written, by file, after a look at what is there already.

    Raises:
        OutputError: a file would be lost, or two documents would have one name.
    """
    single = output.suffix == ".ann"
    if single and len(documents) != 1:
        raise OutputError(output, f"holds one document, and there are {len(documents)}; give a folder")
    files: dict[Path, str] = {}
    for document in documents:
        ann = output if single else output / f"{Path(document.name).stem}.ann"
        text = document.text or ""
        if ann in files:
            raise OutputError(ann, f"would hold two documents, one of them {document.name}; convert them one by one")
        if ann.exists():
            raise OutputError(ann, "is there already, perhaps with somebody's work; move it away or choose another")
        beside = ann.with_suffix(".txt")
        if beside.exists() and beside.read_bytes() != text.encode():
            raise OutputError(beside, "is there already with another text; choose another folder")
        files |= {ann: brat.to_ann(text, document.records), beside: text}
    conf = (output.parent if single else output) / _CONF
    return files if conf.exists() else files | {conf: brat.annotation_conf()}


def _write_files(files: dict[Path, str]) -> None:
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


_READERS: Final[dict[Interchange, Callable[[str], list[Document]]]] = {
    Interchange.JSONL: _read_jsonl,
    Interchange.WEB_ANNOTATION: _read_pages,
    Interchange.BRAT: _read_brat,
}
_WRITERS: Final[dict[Interchange, Callable[[Iterable[Document], TextIO], None]]] = {
    Interchange.JSONL: _write_jsonl,
    Interchange.WEB_ANNOTATION: _write_pages,
    Interchange.QUOTATION: _write_quotations,
}
