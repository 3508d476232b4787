"""`attrib_facts`: how it was said: what act, whether in fact, to whom, through what, when, where.

Reads tags, lemmas, heads and the groups `attrib_links`, `attrib_quotes` and, where it is there, `attrib_speakers`;
writes `doc.spans["attrib_facts"]`: spans labelled ADDRESSEE, MEDIUM, TIME and PLACE, with the `id_` of the attribution.
The group's `attrs` hold `{"of": {attribution: the rest}}`, where token offsets stand for words.

Nothing here is trained: acts come from the lexicon `data/en/acts.toml`, all else from the words and heads of the cue.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.symbols import PRON, PROPN
from spacy.tokens import Doc, Span

from attrib.credit_lines import find_day
from attrib.doc import day_of, text_of
from attrib.errors import MissingAnnotation
from attrib.facts.acts import find_act, find_stance
from attrib.facts.circumstances import find_circumstances
from attrib.facts.cues import read_cue
from attrib.facts.dates import resolve_date
from attrib.facts.manner import find_modality, find_polarity, find_tense
from attrib.facts.parts import Quoted, content_runs, find_continued
from attrib.ml.pieces import quotation_depths
from attrib.records import QuotationType, Resolution
from attrib.schema import CIRCUMSTANCES, CONTENT, CUE, FACTS, LINKS, QUOTES, SOURCE, SPEAKERS

_SURE: Final = 0.9
"""How likely an addressee is the speaker whose mention it holds."""


@Language.factory(FACTS, assigns=["doc.spans"])
def make_fact_finder(nlp: Language, name: str) -> "FactFinder":
    """Create the component."""
    return FactFinder()


class FactFinder:
    """Finds how attributions were made, by `attrib.facts`."""

    def __call__(self, doc: Doc) -> Doc:
        """Do so in one document.

        Raises:
            MissingAnnotation: `attrib_links` or `attrib_quotes` has not run.
        """
        found = read_quoted(doc)
        depths = quotation_depths(doc)
        day = day_of(doc) or find_day(text_of(doc))
        spans: list[Span] = []
        facts: dict[str, dict[str, Any]] = {}
        for name, given in found.items():
            facts[name] = describe(given, depths)
            around = find_circumstances(doc, list(given.cue), list(given.source), list(given.contents))
            named = zip(CIRCUMSTANCES, (around.addressee, around.medium, around.time, around.place), strict=True)
            spans += [Span(doc, s.start, s.end, label=label, span_id=name) for label, s in named if s is not None]
            facts[name]["speaker"] = _speaker_of(doc, around.addressee)
            facts[name]["date"] = resolve_date(around.time.text, day) if around.time and day else None
        for name, before in find_continued(doc, found):
            facts[name]["continues"] = before
        doc.spans[FACTS] = spans
        doc.spans[FACTS].attrs["of"] = facts
        return doc


def read_quoted(doc: Doc) -> dict[str, Quoted]:
    """The attributions that `attrib_links` wrote, in the order of the text.

    Raises:
        MissingAnnotation: it has not run, or `attrib_quotes` has not.
    """
    for group in (LINKS, QUOTES):
        if group not in doc.spans or (group == LINKS and "type" not in doc.spans[group].attrs):
            raise MissingAnnotation(group, FACTS)
    spans: dict[str, dict[str, list[Span]]] = {}
    for span in sorted(doc.spans[LINKS], key=lambda span: span.start):
        spans.setdefault(span.id_, {SOURCE: [], CUE: [], CONTENT: []})[span.label_].append(span)
    types = doc.spans[LINKS].attrs["type"]
    speakers = doc.spans[SPEAKERS].attrs["of"] if SPEAKERS in doc.spans else {}
    return {
        name: Quoted(
            QuotationType(types[name]),
            roles[SOURCE],
            roles[CUE],
            roles[CONTENT],
            frozenset(speaker["id"] for speaker in speakers.get(name, ())),
        )
        for name, roles in spans.items()
    }


def describe(given: Quoted, depths: NDArray[np.int64]) -> dict[str, Any]:
    """What is known of an attribution without what stands around it."""
    cue = read_cue(given.cue, given.contents)
    act, act_score = find_act(cue, given.contents)
    tense = find_tense(cue)
    return {
        "act": act.value,
        "act_score": act_score,
        "polarity": find_polarity(cue, given.source, given.contents).value,
        "modality": find_modality(cue).value,
        "tense": None if tense is None else tense.value,
        "stance": find_stance(cue).value,
        "parts": [list(run) for run in content_runs(given.contents, cue, depths)],
        "continues": None,
    }


def _speaker_of(doc: Doc, addressee: Span | None) -> dict[str, Any] | None:
    """The speaker whose mention an addressee holds, as `attrib_speakers` writes the speaker of a source."""
    if addressee is None or SPEAKERS not in doc.spans:
        return None
    head = addressee.root
    name = next((span.id_ for span in doc.spans[SPEAKERS] if span.start <= head.i < span.end), None)
    if name is None:
        return None
    ways = {PRON: Resolution.PRONOUN, PROPN: Resolution.NAME}
    way = ways.get(head.pos, Resolution.NOMINAL).value
    return {"id": name, "tokens": [addressee.start, addressee.end], "resolution": way, "score": _SURE}
