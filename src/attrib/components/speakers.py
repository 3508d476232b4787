"""`attrib_speakers`: who the sources of attributions are.

Reads `doc.tensor`, tags, heads, entities and the groups `attrib_links`, `attrib_quotes` and `attrib_paragraphs`; writes
`doc.spans["attrib_speakers"]`: the mentions of each speaker, with its `id_`. The group's `attrs` hold `{"speakers":
{id: what the document says of it}, "of": {attribution: its speakers, each as written there}}`.

Only chains that hold a source are followed. Names are joined by rule (`attrib.resolution.names`); pronouns and
descriptions choose among the mentions before them, or none, by a network (`attrib.ml.antecedents`).
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from attrib.doc import depth_of, parents_of
from attrib.errors import MissingAnnotation
from attrib.ml.antecedents import Answer, AntecedentModel, Question
from attrib.records import QuotationType
from attrib.resolution.chains import Chains, find_antecedents
from attrib.resolution.context import last_subjects, spoken_of
from attrib.resolution.descriptions import (
    described_antecedents,
    possessors,
    reflexive_antecedents,
    relative_antecedents,
)
from attrib.resolution.dialogue import called_antecedents
from attrib.resolution.discourse import FEATURES, Discourse, read_discourse
from attrib.resolution.heads import named_heads
from attrib.resolution.profiles import Profile, profiles
from attrib.resolution.speakers import Resolved, Source, resolve
from attrib.schema import CUE, ENCODER, LINKS, PARAGRAPHS, QUOTES, SOURCE, SPEAKERS

DEFAULT_MODEL: Final = {
    "@architectures": "attrib.Antecedents.v1",
    "hidden": 128,
    "match": 64,
    "features": sum(FEATURES),
    "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": 384, "upstream": ENCODER},
}

Prediction = tuple[dict[str, list[Resolved]], dict[tuple[str, int], Profile]]
"""The speakers of each attribution, and what the document says of each speaker."""


@Language.factory(SPEAKERS, assigns=["doc.spans"], default_config={"model": DEFAULT_MODEL})
def make_speaker_resolver(nlp: Language, name: str, model: AntecedentModel) -> "SpeakerResolver":
    """Create the component."""
    return SpeakerResolver(nlp.vocab, model, name)


class SpeakerResolver(TrainablePipe):
    """Resolves sources to speakers. Its weights come from `attrib train`."""

    def __init__(self, vocab: Vocab, model: AntecedentModel, name: str = SPEAKERS) -> None:
        """Keep the model; `cfg["least"]` is how likely a pronoun's name must be to be given."""
        self.vocab = vocab
        self.model = model
        self.name = name
        self.cfg: dict[str, Any] = {"least": 0.3}

    def predict(self, docs: Iterable[Doc]) -> list[Prediction]:
        """The speakers of each document.

        Raises:
            MissingAnnotation: `attrib_links` or `attrib_quotes` has not run.
        """
        docs = list(docs)
        sources = [read_sources(doc) for doc in docs]
        discourses = [read_discourse(doc) for doc in docs]
        heads = [named_heads(*of_doc) for of_doc in zip(docs, discourses, sources, strict=True)]
        wanted = [
            _with_possessors(doc, discourse, [mention for mentions in found for mention in mentions])
            for doc, discourse, found in zip(docs, discourses, heads, strict=True)
        ]

        def answer(questions: list[Question]) -> list[Answer]:
            return self.model.predict(list(zip(docs, questions, strict=True)))

        known = [
            called_antecedents(doc, discourse, of_doc, named)
            | described_antecedents(doc, discourse)
            | relative_antecedents(doc, discourse)
            | reflexive_antecedents(doc, discourse)
            for doc, discourse, of_doc, named in zip(docs, discourses, sources, heads, strict=True)
        ]
        begun = [
            Chains(
                discourse, steps, spoken_of(doc, discourse, of_doc, named), last_subjects(doc, discourse, of_doc, named)
            )
            for doc, discourse, steps, of_doc, named in zip(docs, discourses, known, sources, heads, strict=True)
        ]
        found = find_antecedents(begun, wanted, answer)
        predictions = []
        for doc, chains, of_doc, mentions in zip(docs, found, sources, heads, strict=True):
            resolved = resolve(doc, chains, of_doc, mentions, self.cfg["least"])
            nested = {source.id: resolved[source.id] for source in of_doc if source.depth}
            outermost = {name: speakers for name, speakers in resolved.items() if name not in nested}
            described = profiles(doc, chains, nested) | profiles(doc, chains, outermost)
            predictions.append((resolved, described))
        return predictions

    def set_annotations(self, docs: Iterable[Doc], predictions: list[Prediction]) -> None:
        """Write the speakers to the documents."""
        for doc, (resolved, found) in zip(docs, predictions, strict=True):
            ids = {key: f"s{i}" for i, key in enumerate(found)}
            doc.spans[SPEAKERS] = [
                Span(doc, start, end, label="SPEAKER", span_id=ids[key])
                for key, profile in found.items()
                for start, end in profile.mentions
            ]
            doc.spans[SPEAKERS].attrs["speakers"] = {ids[key]: _describe(profile) for key, profile in found.items()}
            doc.spans[SPEAKERS].attrs["of"] = {
                name: [
                    {
                        "id": ids[speaker.key],
                        "tokens": [speaker.start, speaker.end],
                        "resolution": speaker.resolution.value,
                        "score": speaker.score,
                    }
                    for speaker in speakers
                ]
                for name, speakers in resolved.items()
            }

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None) -> None:
        """Give the model its shapes."""
        self.model.initialize()


def _with_possessors(doc: Doc, discourse: Discourse, mentions: list[int]) -> list[int]:
    """Mentions, and those that possess them."""
    return [*mentions, *(owner for i in mentions if i >= 0 for owner in possessors(doc, discourse, i))]


def _describe(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "kind": profile.kind.value,
        "role": profile.role,
        "affiliation": profile.affiliation,
        "gender_as_written": profile.gender,
    }


def read_sources(doc: Doc) -> list[Source]:
    """The attributions that `attrib_links` wrote, in the order of the text, then those of `attrib_nested`.

    Raises:
        MissingAnnotation: it has not run, or `attrib_quotes` or `attrib_paragraphs` has not.
    """
    for group in (LINKS, QUOTES, PARAGRAPHS):
        if group not in doc.spans or (group == LINKS and "type" not in doc.spans[group].attrs):
            raise MissingAnnotation(group, SPEAKERS)
    sources: dict[str, tuple[int, int]] = {}
    cue_ends: dict[str, int] = {}
    contents: dict[str, list[tuple[int, int]]] = {}
    for span in doc.spans[LINKS]:
        if span.label_ == SOURCE:
            start, end = sources.get(span.id_, (span.start, span.end))
            sources[span.id_] = min(start, span.start), max(end, span.end)
        elif span.label_ == CUE:
            cue_ends[span.id_] = span.end
        else:
            contents.setdefault(span.id_, []).append((span.start, span.end))
    types, parents = doc.spans[LINKS].attrs["type"], parents_of(doc)
    return [
        Source(
            name,
            *sources.get(name, (-1, -1)),
            cue_ends.get(name, -1),
            tuple(sorted(parts)),
            QuotationType(types[name]),
            depth_of(name, parents),
        )
        for name, parts in contents.items()
    ]
