"""`attrib_links`: what is chosen, and the five things that every trainable component must do."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import spacy
from numpy.typing import ArrayLike
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from attrib.components.links import (
    TURN,
    UNCALIBRATED,
    AttributionLinker,
    Link,
    choice_loss,
    choose,
    confidence,
    gold_candidates,
    is_spoken,
    link_spans,
    quotation_type,
    span_candidates,
    split_quotations,
    weigh,
    within_paragraphs,
)
from attrib.components.spans import RoleSpan
from attrib.errors import MissingAnnotation
from attrib.ml.pairs import Pairs, PairScores, pair_up
from attrib.ml.pieces import quotation_depths
from attrib.records import Attribution, QuotationType
from attrib.schema import LINKS, SPANS
from pipeline_stand_in import make_pipeline

Learn = Callable[[Language], dict[str, float]]
MakeDoc = Callable[[str], Doc]

ANN, SAID, RAIN = RoleSpan("SOURCE", 0, 1, 0.9), RoleSpan("CUE", 1, 2, 0.8), RoleSpan("CONTENT", 2, 4, 0.7)
BO, SAYS, SNOW = RoleSpan("SOURCE", 5, 6, 0.9), RoleSpan("CUE", 6, 7, 0.8), RoleSpan("CONTENT", 7, 9, 0.7)


def scored(table: ArrayLike, none: ArrayLike, groups: str) -> PairScores:
    """Scores from a table with a row a cue and a column a span; "none" is for its rows or its columns."""
    scores = np.array(table, dtype=np.float32)
    assert np.shape(none) == (scores.shape[1:] if groups == "columns" else scores.shape[:1])
    cues, spans = (axis.ravel() for axis in np.indices(scores.shape))
    pairs = Pairs(cues, spans, np.zeros((scores.size, 5), dtype=np.int64))
    return PairScores(pairs, scores.ravel(), np.array(none, dtype=np.float32))


def linked(
    spans: list[RoleSpan],
    contents: ArrayLike,
    no_cue: ArrayLike,
    sources: ArrayLike,
    no_source: ArrayLike,
    together: Sequence[Sequence[int]] = (),
) -> list[tuple[RoleSpan, RoleSpan | None, tuple[RoleSpan, ...]]]:
    scores = scored(contents, no_cue, "columns"), scored(sources, no_source, "rows")
    return [(link.cue, link.source, link.contents) for link in link_spans(spans, scores, together=together)]


BOTH = [ANN, SAID, RAIN, BO, SAYS, SNOW]


def test_each_content_chooses_a_cue_and_each_cue_a_source() -> None:
    found = linked(BOTH, [[5, 0], [0, 5]], [0, 0], [[5, 0], [0, 5]], [0, 0])
    assert found == [(SAID, ANN, (RAIN,)), (SAYS, BO, (SNOW,))]


def test_a_source_may_serve_several_cues() -> None:
    found = linked(BOTH, [[5, 0], [0, 5]], [0, 0], [[5, 0], [5, 0]], [0, 0])
    assert found == [(SAID, ANN, (RAIN,)), (SAYS, ANN, (SNOW,))]


def test_several_contents_may_choose_one_cue() -> None:
    found = linked(BOTH, [[5, 5], [0, 0]], [0, 0], [[5, 0], [0, 5]], [0, 0])
    assert found == [(SAID, ANN, (RAIN, SNOW))]


def test_what_chooses_nothing_stays_alone() -> None:
    assert linked(BOTH, [[0, 0], [0, 0]], [5, 5], [[5, 0], [0, 5]], [0, 0]) == []
    assert linked(BOTH, [[5, 0], [0, 0]], [0, 5], [[0, 0], [0, 0]], [5, 5]) == [(SAID, None, (RAIN,))]


@pytest.mark.parametrize("spans", [[], [ANN], [RAIN], [ANN, RAIN], [SAID], [ANN, SAID]])
def test_without_a_cue_or_a_content_there_is_no_attribution(spans: list[RoleSpan]) -> None:
    cues, sources, contents = (sum(span.role == role for span in spans) for role in ("CUE", "SOURCE", "CONTENT"))
    nothing = np.zeros((cues, contents)), np.zeros(contents), np.zeros((cues, sources)), np.zeros(cues)
    assert linked(spans, *nothing) == []


@pytest.mark.parametrize(
    ("contents", "no_cue"), [([[1, 0], [0, 5]], [0, 0]), ([[0, 0], [0, 5]], [9, 0])], ids=["another cue", "no cue"]
)
def test_contents_that_belong_together_follow_the_surest(contents: ArrayLike, no_cue: ArrayLike) -> None:
    apart = linked(BOTH, contents, no_cue, [[5, 0], [0, 5]], [0, 0])
    assert (SAYS, BO, (SNOW,)) in apart
    assert linked(BOTH, contents, no_cue, [[5, 0], [0, 5]], [0, 0], [[0, 1]]) == [(SAYS, BO, (RAIN, SNOW))]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('<content>"One.</content>\n\n<content>"Two,"</content> Ann said. Bo said <content>three</content>.', [[0, 1]]),
        ('<content>"One."</content>\n\n<content>"Two,"</content> Ann said.', []),
        ("Ann said <content>one</content>.", []),
    ],
)
def test_parts_of_one_quotation_over_paragraphs_belong_together(
    make_doc: MakeDoc, marked: str, expected: list[list[int]]
) -> None:
    doc = make_doc(marked)
    spans = [RoleSpan(span.label_, span.start, span.end, 1) for span in doc.spans[LINKS]]
    assert split_quotations(doc, spans) == expected


@pytest.mark.parametrize(
    ("marked", "reached"),
    [
        ('<content>"One,"</content> Ann <cue>said</cue>.\n\n<content>"Two."</content>', [True, True]),
        ('<content>"One.</content>\n\n<content>"Two,"</content> she smiled and <cue>said</cue>.', [True, True]),
        ('<content>"One,"</content> Ann <cue>said</cue>.\n\n<content>"Two."</content> Bo got up.', [True, False]),
        ("Rain, Ann <cue>said</cue>.\n\n<content>Boats sail</content>.", [False]),
        ("Then Ann <cue>wrote</cue>:\n\n<content>Boats sail</content>.", [True]),
        ("Ann <cue>said</cue> <content>boats sail</content>.", [True]),
    ],
)
def test_only_quotations_and_what_follows_a_colon_are_joined_to_a_cue_in_another_paragraph(
    make_doc: MakeDoc, marked: str, reached: list[bool]
) -> None:
    doc = make_doc(marked)
    spans = sorted((RoleSpan(s.label_, s.start, s.end, 1) for s in doc.spans[LINKS]), key=lambda span: span.start)
    found = span_candidates(doc, spans)
    pairs = pair_up(found, found.contents)
    scores = PairScores(pairs, np.ones(len(pairs.cues), dtype=np.float32), np.zeros(len(reached), dtype=np.float32))
    assert (within_paragraphs(doc, spans, scores, split_quotations(doc, spans)).scores > 0).tolist() == reached


def score_of(*content_scores: float, weights: Sequence[float] = UNCALIBRATED) -> float:
    (link,) = link_spans(
        [ANN, SAID, RAIN], (scored([content_scores], [0], "columns"), scored([[50]], [0], "rows")), weights
    )
    assert (link.cue, link.source, link.contents) == (SAID, ANN, (RAIN,))
    assert type(link.score) is float
    return link.score


def test_a_score_is_the_mean_of_what_it_is_made_of() -> None:
    assert score_of(50) == pytest.approx((0.9 * 0.8 * 0.7) ** (1 / 5), abs=1e-4)
    assert score_of(1) == pytest.approx((0.9 * 0.8 * 0.7 / (1 + np.exp(-1))) ** (1 / 5), abs=1e-4)


def test_a_calibrated_score_weighs_the_mean_and_the_least() -> None:
    assert score_of(50, weights=(1.5, 0, 0)) == pytest.approx(1 / (1 + np.exp(-1.5)), abs=1e-4)
    assert score_of(50, weights=(0, 0, 1)) == pytest.approx(0.7, abs=1e-4)
    assert score_of(50, weights=(-99, 9, 9)) == 0


@pytest.mark.parametrize("likely", [[1.0, 1.0], [0.0, 1.0], [0.5], [1.0000001]])
def test_evidence_is_finite(likely: list[float]) -> None:
    assert np.isfinite(weigh(likely)).all()
    assert 0 <= confidence(weigh(likely), UNCALIBRATED) <= 1


def test_links_are_in_the_order_of_the_text() -> None:
    spans = [RAIN, SAID, SNOW, SAYS]
    found = linked(spans, [[0, 5], [5, 0]], [0, 0], [[], []], [0, 0])
    assert [min(cue.start, contents[0].start) for cue, _, contents in found] == [1, 2]


def test_choices_are_made_in_each_group_by_itself() -> None:
    scores = scored([[2, -1, 5], [1, -1, 9]], [0, 0, 20], "columns")
    chosen, sure = choose(scores, scores.pairs.spans, scores.pairs.cues)
    assert chosen.tolist() == [0, -1, -1]
    e = np.exp([2, 1, 0])
    assert sure == pytest.approx([e[0] / e.sum(), 1 / (1 + 2 * np.exp(-1)), 1], abs=1e-4)


def test_huge_scores_do_not_overflow() -> None:
    scores = scored([[2000.0, -2000.0]], [-2000.0, 2000.0], "columns")
    chosen, sure = choose(scores, scores.pairs.spans, scores.pairs.cues)
    assert (chosen.tolist(), sure.tolist()) == ([0, -1], [1.0, 1.0])


def test_the_gradient_of_a_choice_is_that_of_small_steps() -> None:
    random = np.random.default_rng(0)
    scores = scored(random.normal(size=(3, 4)).tolist(), random.normal(size=4).tolist(), "columns")
    groups, choices, wanted = scores.pairs.spans, scores.pairs.cues, np.array([0, 2, -1, 1])
    loss, gradient = choice_loss(scores, groups, choices, wanted)
    likely = np.exp(np.vstack([scores.scores.reshape(3, 4), scores.none]))
    likely /= likely.sum(axis=0)
    assert loss == pytest.approx(-np.log(likely[wanted, range(4)]).sum(), rel=1e-5)  # row -1 is "none"
    for values, given in ((scores.scores, gradient.scores), (scores.none, gradient.none)):
        for i in range(len(values)):
            values[i] += 0.01
            high, _ = choice_loss(scores, groups, choices, wanted)
            values[i] -= 0.02
            low, _ = choice_loss(scores, groups, choices, wanted)
            values[i] += 0.01
            assert given[i] == pytest.approx((high - low) / 0.02, abs=1e-3)


def test_gold_tells_who_belongs_to_whom(make_doc: MakeDoc) -> None:
    doc = make_doc(
        '<content>"No,"</content> <source>she</source> <cue>said</cue>, <content>"never."</content> '
        "<cue2>Asked</cue2> <content2>why</content2>, <source3>Bo</source3> fled."
    )
    found, cue_of, source_of = gold_candidates(doc)
    assert [len(spans) for spans in (found.cues, found.sources, found.contents)] == [2, 2, 3]
    assert cue_of.tolist() == [0, 0, 1]
    assert source_of.tolist() == [0, -1]


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ('Ann said <content>"it rains"</content>.', "direct"),
        ('Ann said <content>"it rains</content>".', "direct"),
        ("Ann said <content>it rains</content>.", "indirect"),
        ('Ann said <content>it "rains"</content>.', "mixed"),
        ('<content>"It rains,"</content> Ann said, <content>"now."</content>', "direct"),
        ('<content>"It rains,"</content> Ann said, <content>and now</content>', "mixed"),
        ('Ann said <content>it rains, "</content>so".', "indirect"),
        ("Ann said <content>it's the workers' rain</content>.", "indirect"),
        ("Ann said <content>...</content>.", "indirect"),
        ('<content>"One.\n\n"Two,"</content> Ann said.', "direct"),
    ],
)
def test_the_type_tells_how_much_stands_in_quotation_marks(make_doc: MakeDoc, marked: str, kind: str) -> None:
    doc = make_doc(marked)
    contents = [RoleSpan("CONTENT", span.start, span.end, 1) for span in doc.spans[LINKS]]
    assert quotation_type(contents, quotation_depths(doc), is_spoken(doc)) is QuotationType(kind)


def test_in_a_transcript_each_turn_is_an_attribution_and_what_was_found_inside_it_is_none(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Cy says no.\n\nAnn: Will you?\n\nBo: I say no. It rains.\n\nWe wait.\n\nAnn: You do?\n\nBo: “I do.”"
    )
    cues = [token.i for token in doc if token.lower_ in ("says", "say")]
    found = [
        Link(RoleSpan("CUE", i, i + 1, 0.9), RoleSpan("SOURCE", i - 1, i, 0.9), (said,), (0, 0), 0.9)
        for i in cues
        for said in [RoleSpan("CONTENT", i + 1, i + 2, 0.9)]
    ]
    spacy.blank("en").add_pipe("attrib_links").set_annotations([doc], [found])
    assert [(record.source.text, record.content.text, record.type, record.score) for record in doc._.attributions] == [
        ("Cy", "no", "indirect", 0.9),
        ("Ann", "Will you?", "indirect", TURN),
        ("Bo", "I say no. It rains. … We wait", "indirect", TURN),
        ("Ann", "You do?", "indirect", TURN),
        ("Bo", "“I do.”", "direct", TURN),
    ]
    assert {record.cue.text for record in doc._.attributions[1:]} == {":"}


def test_it_is_added_by_name_with_its_defaults() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("attrib_links")
    assert nlp.get_pipe_meta("attrib_links").assigns == ["doc.spans"]
    assert nlp.get_pipe_config("attrib_links")["model"]["@architectures"] == "attrib.Linker.v1"


def test_uninitialised_it_says_so() -> None:
    with pytest.raises(ValueError, match="initialize"):
        make_pipeline("attrib_links")("Ann said no.")


def test_what_is_missing_is_named(handful: list[Example]) -> None:
    nlp = make_pipeline("attrib_spans", "attrib_links")
    nlp.initialize(lambda: handful)
    with nlp.select_pipes(disable="attrib_spans"), pytest.raises(MissingAnnotation, match="attrib_spans"):
        nlp("Ann said no.")
    with nlp.select_pipes(disable="attrib_quotes"), pytest.raises(MissingAnnotation, match="attrib_quotes"):
        nlp("Ann said no.")


def test_initialised_it_reads_any_text(handful: list[Example]) -> None:
    nlp = make_pipeline("attrib_spans", "attrib_links")
    nlp.initialize(lambda: handful)
    texts = ["", " ", "\n\n", "Ann said no.", "“"]
    for doc, text in zip(nlp.pipe(texts), texts, strict=True):
        assert doc.text == text
        assert isinstance(doc._.attributions, list)


def test_it_learns_a_handful_by_heart_and_keeps_it(handful: list[Example], learn: Learn, tmp_path: Path) -> None:
    nlp = make_pipeline("attrib_spans", "attrib_links")
    losses = learn(nlp)
    assert losses["attrib_links"] < 0.1
    texts = [example.text for example in handful]
    wanted = [gold_records(example) for example in handful]
    records = [doc._.attributions for doc in nlp.pipe(texts)]
    assert [[shape(record) for record in found] for found in records] == wanted
    assert [found[0].type.value if found else None for found in records] == [
        "indirect",
        "direct",
        "direct",
        "indirect",
        None,
    ]
    assert all(record.score > 0.9 for found in records for record in found)
    assert [nlp(text)._.attributions for text in texts] == records
    linker = cast(AttributionLinker, nlp.get_pipe("attrib_links"))
    linker.threshold = 1.1
    assert [nlp(text)._.attributions for text in texts] == [[] for _ in texts]
    linker.threshold = 0.0
    for doc in nlp.pipe(texts):  # spans that are linked keep their edges
        edges = {(span.label_, span.start, span.end) for span in doc.spans[SPANS]}
        assert {(span.label_, span.start, span.end) for span in doc.spans[LINKS]} <= edges

    nlp.get_pipe(LINKS).cfg["confidence"] = [-0.5, 0.5, 0.25]  # as it is fitted after training
    assert [doc._.attributions for doc in nlp.pipe(texts)] != records
    records = [doc._.attributions for doc in nlp.pipe(texts)]
    nlp.to_disk(tmp_path)
    for copy in (spacy.load(tmp_path), make_pipeline("attrib_spans", "attrib_links").from_bytes(nlp.to_bytes())):
        assert [doc._.attributions for doc in copy.pipe(texts)] == records


def gold_records(example: Example) -> list[tuple[str, str | None, str]]:
    """Cue, source and content of the gold relations that have a content."""
    relations: dict[str, dict[str, list[Span]]] = {}
    for span in example.reference.spans[LINKS]:
        relations.setdefault(span.id_, {}).setdefault(span.label_, []).append(span)
    return [
        (roles["CUE"][0].text, roles["SOURCE"][0].text, " … ".join(span.text for span in roles["CONTENT"]))
        for roles in relations.values()
        if "CONTENT" in roles
    ]


def shape(record: Attribution) -> tuple[str, str | None, str]:
    assert record.cue is not None
    return record.cue.text, record.source and record.source.text, record.content.text
