"""Which descriptions are people called by name in the speeches beside theirs.

"I must be going, Lund," he said.
"What is that?" asked the painter.
"""

from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from attrib.lexicon import courtesy_titles
from attrib.records import QuotationType, SpeakerKind
from attrib.resolution.chains import NONE, Steps
from attrib.resolution.descriptions import possessors
from attrib.resolution.discourse import Discourse, may_be_one
from attrib.resolution.mentions import Form, Mention
from attrib.resolution.speakers import Source
from attrib.resolution.vocatives import vocatives

_ANSWERS: Final = 0.85
"""How likely it is that who is called by name in the paragraph before speaks, or in the paragraph after has spoken."""


def called_antecedents(
    doc: Doc, discourse: Discourse, sources: Sequence[Source], heads: Sequence[Sequence[int]]
) -> dict[int, Steps]:
    """The names by which descriptions of one speaker are called: in the paragraph before, or else in the one after."""
    paragraph, quotation = discourse.columns["paragraph"], discourse.columns["quotation"]
    called: dict[int, list[int]] = {}
    for i in vocatives(doc, discourse):
        if quotation[i] and not _answers(doc, discourse.mentions[i]):
            called.setdefault(int(paragraph[i]), []).append(i)
    found = {}
    for source, mentions in zip(sources, heads, strict=True):
        if source.type == QuotationType.INDIRECT or source.depth:
            continue
        for i in (i for i in mentions if i >= 0 and _is_described(doc, discourse, i)):
            here = int(paragraph[i])
            own = {int(discourse.referent[j]) for j in called.get(here, ())}
            near = [*reversed(called.get(here - 1, [])), *called.get(here + 1, [])]
            names = [j for j in near if int(discourse.referent[j]) not in own and may_be_one(discourse, i, j)]
            if names:
                found[i] = [(names[0], _ANSWERS), (NONE, 1 - _ANSWERS)]
    return found


def _answers(doc: Doc, name: Mention) -> bool:
    """Whether somebody tells a name so, and calls nobody: "Lund, sir"."""
    after = doc[name.end : name.end + 2]
    return len(after) == 2 and after[0].text == "," and after[1].lower_ in courtesy_titles()


def _is_described(doc: Doc, discourse: Discourse, i: int) -> bool:
    """Whether a mention is "the painter", who is not somebody's kin."""
    mention = discourse.mentions[i]
    one = mention.form == Form.NOMINAL and mention.definite and not mention.plural
    return one and discourse.kinds[i] == SpeakerKind.PERSON and not possessors(doc, discourse, i)
