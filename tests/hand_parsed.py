"""Documents with heads, relations, tags, entities and attributions, all written by hand inside the text.

A line is a sentence, an empty line a break between paragraphs. A word is written word/TAG/head/relation, its head by
its form (the nearest such word; ROOT for none); `women=woman` gives a lemma that is not the plain one. A bare word
hangs on the root and means nothing. [Ada/NNP/said/nsubj Lund/NNP/Ada/flat]PERSON is an entity; <source>, <cue> and
<content> are roles, numbered where there are several attributions: <cue2>.
"""

import re

import spacy
from spacy.tokens import Doc, Span

from attrib.components.links import is_spoken, quotation_type
from attrib.components.paragraphs import ParagraphFinder
from attrib.components.quotes import QuoteFinder
from attrib.components.spans import RoleSpan
from attrib.ml.pieces import quotation_depths
from attrib.schema import LINKS

_PIECE = re.compile(r"<(/?)(\w+?)(\d*)>|(\[)|\]([A-Z]+)|([^\s\[\]<>]+)")
_POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "DT": "DET",
    "JJ": "ADJ",
    "CD": "NUM",
    "CC": "CCONJ",
}
_POS |= dict.fromkeys(("PRP", "PRP$", "WP", "WP$", "WDT", "EX"), "PRON") | {"IN": "ADP", "POS": "PART", "XX": "X"}
_CLINGS = re.compile(r"[.,:;!?”%]|['’]s?|n't")
_VOCAB = spacy.blank("en").vocab


def parse(written: str) -> Doc:
    """The Doc, with its paragraphs, quotations and links."""
    words: list[str] = []
    parts: list[tuple[str, str, str, str]] = []
    firsts, opened, ents, roles = [0], {}, [], []
    for line in written.strip().splitlines():
        if not line.strip():
            words.append("\n\n")
            parts.append(("\n\n", "_SP", "", ""))
            continue
        if words:
            firsts.append(len(words))
        for closes, role, number, bracket, label, token in _PIECE.findall(line):
            if token:
                form, tag, head, dep = (*token.split("/"), "", "", "")[:4]
                word, _, lemma = form.partition("=")
                words.append(word)
                plural = tag in ("NNS", "NNPS")
                parts.append((lemma or (word.removesuffix("s") if plural else word).lower(), tag or "XX", head, dep))
            elif bracket:
                opened["ent"] = len(words)
            elif label:
                ents.append((opened.pop("ent"), len(words), label))
            elif closes:
                roles.append((role.upper(), opened.pop(role + number), len(words), f"a{number or 0}"))
            else:
                opened[role + number] = len(words)
    assert not opened, f"not closed: {opened}"
    return _make(words, parts, firsts, ents, roles)


def _make(words, parts, firsts, ents, roles):  # type: ignore[no-untyped-def]
    heads, deps = [], []
    for first, end in zip(firsts, [*firsts[1:], len(words)], strict=True):
        root = next((i for i in range(first, end) if parts[i][2] == "ROOT"), first)
        for i in range(first, end):
            _, _, head, dep = parts[i]
            if head in ("", "ROOT"):
                heads.append(root)
                deps.append("ROOT" if i == root else "punct" if not words[i].isalnum() else "dep")
            else:
                found = [j for j in range(first, end) if words[j] == head and j != i]
                assert found, f"no word {head!r} for {words[i]!r} to hang on"
                heads.append(min(found, key=lambda j: abs(j - i)))
                deps.append(dep)
    after = [*words[1:], "."]
    doc = Doc(
        _VOCAB,
        words=words,
        spaces=[
            word not in ("“", "\n\n") and following != "\n\n" and not _CLINGS.fullmatch(following)
            for word, following in zip(words, after, strict=True)
        ],
        tags=[tag for _, tag, _, _ in parts],
        pos=["SPACE" if tag == "_SP" else _POS.get(tag, "VERB" if tag[:2] == "VB" else "X") for _, tag, _, _ in parts],
        lemmas=[lemma for lemma, _, _, _ in parts],
        heads=heads,
        deps=deps,
        sent_starts=[i in firsts for i in range(len(words))],
    )
    doc.set_ents([Span(doc, *ent) for ent in ents])
    return link(QuoteFinder()(ParagraphFinder()(doc)), roles)


def link(doc: Doc, roles: list[tuple[str, int, int, str]]) -> Doc:
    """Write attributions as `attrib_links` does: role, first token, token after the last, name."""
    firsts: dict[str, int] = {}
    for role, start, _, name in roles:
        if role != "SOURCE":
            firsts[name] = min(start, firsts.get(name, start))
    roles = sorted(roles, key=lambda given: firsts.get(given[3], given[1]))
    doc.spans[LINKS] = [Span(doc, start, end, label=role, span_id=name) for role, start, end, name in roles]
    depths, spoken = quotation_depths(doc), is_spoken(doc)
    contents: dict[str, list[RoleSpan]] = {}
    for role, start, end, name in roles:
        if role == "CONTENT":
            contents.setdefault(name, []).append(RoleSpan(role, start, end, 1.0))
    types = {name: quotation_type(parts, depths, spoken).value for name, parts in contents.items()}
    doc.spans[LINKS].attrs["type"] = types
    doc.spans[LINKS].attrs["score"] = dict.fromkeys(types, 0.9)
    return doc
