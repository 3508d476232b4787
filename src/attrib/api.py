"""What people call: `load`, `extract`, `pipe`, `speakers`, `claims`, `diff`, `credits`, `add_to`.

A text is read as it is given, but for three things that spaCy cannot take, none of which moves an offset or changes a
word of a record: `readable` says which two characters are swapped, `sections` how a very long text is cut.
"""

import datetime
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from attrib.comparison import Difference, compare
from attrib.corroboration import Claim, join_claims
from attrib.credit_lines import Credits, find_credits, find_day
from attrib.doc import read_attributions, text_of
from attrib.errors import GpuNotAvailable, MissingAnnotation, ModelError, ModelNotFound
from attrib.layout import find_paragraphs
from attrib.records import Attribution
from attrib.roster import SpeakerEntry, join_sections, list_speakers
from attrib.schema import ENCODER, ENTITIES, FACTS, LEMMAS, LINKS, NESTED, PARSER, SPEAKERS

DEFAULT_MODEL: Final = "en_attrib"

MODEL_FORMAT: Final = 3
"""Raised when models that were trained before no longer work; stands in a model's `meta.json`."""

SECTION: Final = 20_000
"""Characters that are read at once. A longer text is cut between paragraphs, so that memory does not grow with it."""

_SYNTAX: Final = ("tagger", "morphologizer", "trainable_lemmatizer", LEMMAS, "senter", PARSER, ENTITIES)
"""Components that only speakers and facts need."""

_SERVED_BY: Final = {
    "tagger": ("tagger",),
    "morphologizer": ("morphologizer",),
    "attribute_ruler": ("morphologizer",),
    "lemmatizer": ("trainable_lemmatizer", LEMMAS),
    "parser": ("senter", PARSER),
    "ner": (ENTITIES,),
}
"""Components of spaCy's, and those of ours that are not needed beside them."""

_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_NUMBER: Final = re.compile(r"\d+")
_NOISE: Final = re.compile(r"\S{400,}")
_NOISE_STEP: Final = 200
"""Over the 100 characters from which on a word is one unknown piece to the encoder, whatever it holds."""


def load(model: str | Path | None = None) -> Language:
    """The pipeline of a model: the one that ships with attrib, another one by its name, or the folder of one.

    Every Doc that it makes has `doc._.attributions`. Loaded once a process; do not change it in place.

    Raises:
        ModelNotFound: there is no such model.
        ModelError: the folder is no attrib model, is damaged, or is of another format.
    """
    return _load(model_path(model))


def extract(
    text: str,
    *,
    model: str | Path | None = None,
    min_score: float = 0.0,
    speakers: bool = True,
    facts: bool = True,
    nested: bool = False,
    date: datetime.date | None = None,
) -> list[Attribution]:
    """The attributions of a text that score at least `min_score`, by their first character.

    Without `speakers` it is not found out who the sources are, without `facts` not how it was said. Either leaves out
    its own step; without both the text is not parsed, and read twice as fast. With `nested`, attributions inside the
    content of another one are given too, each after its `parent`. `date` is the day of the text, from which "on
    Sunday" is counted; where it is not given, a dateline may tell it.

    Raises:
        TypeError: `text` is not a string.
        ModelNotFound, ModelError: see `load`.
    """
    options: dict[str, Any] = {"speakers": speakers, "facts": facts, "nested": nested, "date": date}
    return next(pipe([text], model=model, min_score=min_score, **options))


def pipe(
    texts: Iterable[str],
    *,
    model: str | Path | None = None,
    min_score: float = 0.0,
    speakers: bool = True,
    facts: bool = True,
    nested: bool = False,
    date: datetime.date | None = None,
    batch_size: int = 16,
    n_process: int = 1,
) -> Iterator[list[Attribution]]:
    """The attributions of many texts, text by text in their order; the same as `extract` gives, sooner.

    Texts are taken `batch_size` at a time, so `texts` may be without end. With several processes, each reads with one
    thread.

    Raises:
        TypeError: a text is not a string; the texts before it have been given.
        ModelNotFound, ModelError: see `load`.
    """
    nlp = _with_nested(load(model)) if nested else load(model)
    tasks = (
        (_dated(nlp, readable(part), day), (part, start, last))
        for text in texts
        for day in (date or find_day(_checked(text)),)
        for part, start, last in sections(text)
    )
    records: list[Attribution] = []
    outermost = 0
    unused = {SPEAKERS: not speakers, FACTS: not facts} | dict.fromkeys(_SYNTAX, not (speakers or facts))
    skipped = [name for name in nlp.pipe_names if unused.get(name)]
    docs = nlp.pipe(tasks, as_tuples=True, batch_size=batch_size, n_process=n_process, disable=skipped)
    for doc, (part, start, last) in docs:
        found = read_attributions(doc, part)
        records.extend(renumbered(record.moved(start), outermost) if start else record for record in found)
        outermost += sum(record.depth == 0 for record in found)
        if last:
            joined = join_sections(records) if start else records
            yield [record for record in joined if record.score >= min_score]
            records, outermost = [], 0


def _dated(nlp: Language, text: str, date: datetime.date | None) -> str | Doc:
    """A text, or a Doc that knows of which day it is."""
    if date is None:
        return text
    doc = nlp.make_doc(text)
    doc._.day = date.isoformat()
    return doc


def speakers(text: str | Doc, *, model: str | Path | None = None) -> list[SpeakerEntry]:
    """The speakers of a text, or of a Doc that a pipeline of attrib's made: each once, the most quoted first.

    Raises:
        TypeError: `text` is neither.
        MissingAnnotation: the Doc has no attributions, or no speakers.
        ModelNotFound, ModelError: see `load`.
    """
    return list_speakers(_resolved(text, model, "attrib.speakers"))


def claims(text: str | Doc, *, model: str | Path | None = None) -> list[Claim]:
    """What several speakers of a text say alike, by its first place in the text.

    Raises:
        TypeError, MissingAnnotation, ModelNotFound, ModelError: see `speakers`.
    """
    return join_claims(_resolved(text, model, "attrib.claims"))


def diff(
    a: str | Doc | Sequence[Attribution], b: str | Doc | Sequence[Attribution], *, model: str | Path | None = None
) -> Difference:
    """What a text attributes otherwise than the one before it; records that were found earlier do as well.

    Raises:
        TypeError, MissingAnnotation, ModelNotFound, ModelError: see `speakers`.
    """
    first, second = (
        _resolved(given, model, "attrib.diff") if isinstance(given, str | Doc) else given for given in (a, b)
    )
    return compare(first, second)


def _resolved(text: str | Doc, model: str | Path | None, asked: str) -> list[Attribution]:
    """The attributions of a text, with their speakers."""
    if not isinstance(text, Doc):
        return extract(text, model=model)
    if SPEAKERS not in text.spans:
        raise MissingAnnotation(SPEAKERS, asked)
    return read_attributions(text)


def credits(text: str | Doc) -> Credits:
    """Whom a text, or the text of a Doc, credits: dateline, byline, agencies, who first reported it. Loads no model.

    Raises:
        TypeError: `text` is neither.
    """
    return find_credits(text_of(text) if isinstance(text, Doc) else _checked(text))


def add_to(nlp: Language, *, model: str | Path | None = None) -> Language:
    """Add what finds attributions, speakers and facts to a pipeline that has its own tags, heads and entities.

    What the pipeline lacks of these is added too. Gives the same pipeline.

    Raises:
        ModelNotFound, ModelError: see `load`.
    """
    ours = load(model)
    has = {nlp.get_pipe_meta(name).factory for name in nlp.pipe_names}
    brought = {name for factory, names in _SERVED_BY.items() if factory in has for name in names}
    for name in ours.pipe_names:
        if name not in brought and name not in nlp.pipe_names:
            with warnings.catch_warnings():  # our components read no word vectors
                warnings.filterwarnings("ignore", message=r"\[W113\]")
                nlp.add_pipe(name, source=ours)
            if name == PARSER:
                nlp.vocab.get_noun_chunks = ours.vocab.get_noun_chunks
    return nlp


def use_gpu(model: str | Path | None) -> None:
    """Let a model compute on the GPU from now on.

    Raises:
        GpuNotAvailable: it is none that can, or PyTorch finds no GPU.
        ModelNotFound, ModelError: see `load`.
    """
    attrs = encoder(load(model)).attrs
    if "device" not in attrs:
        raise GpuNotAvailable("this model runs on the CPU alone; 'en_attrib_trf' runs on a GPU")
    import torch

    if not torch.cuda.is_available():
        raise GpuNotAvailable("PyTorch finds no GPU here; the model runs on the CPU too")
    attrs["device"] = "cuda"


def model_path(model: str | Path | None = None) -> Path:
    """The folder of a model. A bare name is a folder here, or a model in the package or in the checkout.

    Raises:
        ModelNotFound: it lies in neither place.
    """
    package = Path(__file__).resolve().parent
    name = Path(DEFAULT_MODEL if model is None else model)
    places = [package / "models" / name, package.parents[1] / "models" / name]
    if model is not None:
        places = [name.absolute(), *(places if len(name.parts) == 1 else ())]
    for place in places:
        if place.is_dir():
            return place
    raise ModelNotFound(*places)


def readable(text: str) -> str:
    """A text of the same length that spaCy can hold, and read in linear time.

    Lone surrogates, which are no characters, become U+FFFD. In a run of 400 characters or more without white space,
    which is no language, every two hundredth becomes a blank.
    """
    text = _LONE_SURROGATE.sub("\ufffd", text)

    def with_blanks(match: re.Match[str]) -> str:
        run = match.group()
        pieces = (run[i : i + _NOISE_STEP - 1] for i in range(0, len(run), _NOISE_STEP))
        return " ".join(pieces).ljust(len(run))

    return _NOISE.sub(with_blanks, text)


def sections(text: str) -> Iterator[tuple[str, int, bool]]:
    """Parts of a text of about `SECTION` characters, where each starts, and whether it is the last.

    Cut where a paragraph begins, before one without a quotation mark at its start if there is such a one; inside a
    paragraph only where that alone is longer than a section.
    """
    start = 0
    while len(text) - start > SECTION:
        end = _section_end(text, start)
        yield text[start:end], start, False
        start = end
    yield text[start:], start, True


def renumbered(record: Attribution, by: int) -> Attribution:
    """The same record where `by` outermost ones stand before the first of its own section: "a3.0" becomes "a8.0"."""

    def named(name: str) -> str:
        return _NUMBER.sub(lambda number: str(int(number.group()) + by), name, count=1)

    parent, continues = (name and named(name) for name in (record.parent, record.continues))
    return replace(record, id=named(record.id), parent=parent, continues=continues)


def _section_end(text: str, start: int) -> int:
    part = text[start : start + SECTION]
    begins = [offset for offset, _ in find_paragraphs(part) if offset > SECTION // 2]
    unquoted = [offset for offset in begins if part[offset].isalnum()]
    if begins:
        return start + (unquoted or begins)[-1]
    blank = max(part.rfind(" "), part.rfind("\n"))
    return start + (blank + 1 if blank > SECTION // 2 else SECTION)


def _checked(text: object) -> str:
    if isinstance(text, str):
        return text
    kind = type(text).__name__
    advice = ": decode them first, as in data.decode('utf-8')" if isinstance(text, bytes | bytearray) else ""
    raise TypeError(f"attrib reads a str, not {kind}{advice}")


def encoder(nlp: Language) -> Any:
    """The thinc model that runs the encoder of a pipeline."""
    component: Any = nlp.get_pipe(ENCODER)
    return component.model


@lru_cache(maxsize=4)
def _with_nested(nlp: Language) -> Language:
    """A pipeline of the same components that looks inside contents too."""
    whole = Language(nlp.vocab, meta=nlp.meta)
    whole.tokenizer = nlp.tokenizer
    for name in nlp.pipe_names:
        whole.add_pipe(name, source=nlp)
    whole.add_pipe(NESTED, after=LINKS)
    return whole


@lru_cache(maxsize=4)
def _load(path: Path) -> Language:
    check_meta(path)
    try:
        nlp = spacy.load(path)
        encoder(nlp).shims[0].open()
    except ModuleNotFoundError as error:
        raise ModelError(path, f"it needs {error.name}, which is not installed: pip install 'attrib[trf]'") from error
    except Exception as error:  # whatever a damaged folder makes spaCy raise
        raise ModelError(path, f"spaCy cannot load it ({type(error).__name__}: {str(error).strip()[:200]})") from error
    return nlp


def check_meta(path: Path) -> dict[str, Any]:
    """What a model folder says of itself.

    Raises:
        ModelNotFound: there is no such folder.
        ModelError: the folder is no attrib model, or of another format.
    """
    if not path.is_dir():
        raise ModelNotFound(path)
    try:
        meta: dict[str, Any] = json.loads((path / "meta.json").read_text("utf8"))
        found = meta["attrib"]["format"]
    except FileNotFoundError as error:
        raise ModelError(path, "it has no meta.json") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(path, "its meta.json was not written by 'attrib train'") from error
    if found != MODEL_FORMAT:
        raise ModelError(path, f"it has format {found}, this attrib reads format {MODEL_FORMAT}")
    return meta
