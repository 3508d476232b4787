"""What relations and tags mean: the one place that knows both Universal Dependencies and spaCy's ClearNLP labels.

Reads heads, relations and tags of a Doc, whoever wrote them.
"""

from collections.abc import Iterator
from typing import Final

from spacy.attrs import POS
from spacy.symbols import NOUN, PRON, PROPN
from spacy.tokens import Doc, Span, Token

SUBJECTS: Final = frozenset(("nsubj", "nsubj:pass", "nsubj:outer", "nsubjpass", "csubj", "csubjpass"))
APPOSITIONS: Final = frozenset(("appos",))
MODIFIERS: Final = frozenset(("nmod", "nmod:desc", "nmod:unmarked", "nmod:npmod", "prep"))
POSSESSORS: Final = frozenset(("nmod:poss", "poss"))
VOCATIVES: Final = frozenset(("vocative",))
RELATIVES: Final = frozenset(("acl:relcl", "relcl"))
PREPOSITIONS: Final = frozenset(("case", "prep"))
NOMINAL: Final = frozenset((NOUN, PROPN, PRON))
"""Parts of speech that head noun phrases."""
FINITE_TAGS: Final = frozenset(("VBD", "VBP", "VBZ", "MD"))
_NO_TAGS: Final = frozenset(("ADD", "AFX", "HYPH", "LS", "NFP", "SYM"))
_CLOSED: Final = {
    "DT": "the a an this that these those some any every each no another",
    "PRP": "i he she it we they you me him us them",
    "PRP$": "my his her its our their your",
    "IN": "of in on at by for with from as after before while",
    "VBD": "was were had did",
    "VBZ": "is has does",
    "MD": "will would can could may might must should",
    "WP": "who what whom",
    "WDT": "which",
    "CC": "and or but",
    "TO": "to",
    "RB": "not",
}
_IRREGULAR: Final = {
    "told": "tell",
    "said": "say",
    "wrote": "write",
    "written": "write",
    "spoke": "speak",
    "spoken": "speak",
    "gave": "give",
    "given": "give",
    "sent": "send",
    "swore": "swear",
    "forbade": "forbid",
    "lied": "lie",
}
_TAGS_OF_WORDS: Final = {word: tag for tag, words in _CLOSED.items() for word in words.split()}
NAME_PARTS: Final = frozenset(("flat", "flat:name", "compound", "nn", "nmod:desc"))

OBJECTS: Final = frozenset(("obj", "dobj", "iobj", "dative", "obl:unmarked"))
CLAUSES: Final = frozenset(("ccomp", "xcomp", "acl", "advcl", "pcomp"))
COMPLEMENTS: Final = frozenset(("ccomp", "xcomp", "acomp", "attr", "oprd"))
OBLIQUES: Final = frozenset(("obl", "obl:agent", "nmod", "pobj", "agent", "prep"))
PARTICLES: Final = frozenset(("compound:prt", "prt"))
AUXILIARIES: Final = frozenset(("aux", "aux:pass", "auxpass", "cop"))
FINITE: Final = frozenset(("VBD", "VBZ", "VBP", "MD"))
"""Tags of finite verbs."""
ADVERBIAL_CLAUSES: Final = frozenset(("advcl", "advcl:relcl"))

_IN_CHUNK_BEFORE: Final = frozenset(
    (
        *("det", "det:predet", "predet", "amod", "nummod", "compound", "nn", "nmod", "nmod:poss", "poss", "nmod:desc"),
        *("nmod:unmarked", "nmod:npmod", "obl:unmarked", "obl:npmod", "npadvmod", "advmod", "quantmod", "flat"),
    )
)
_IN_CHUNK_AFTER: Final = frozenset(("flat", "flat:name", "fixed", "goeswith", "nummod"))


def noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Base noun phrases: a noun, name or pronoun with what stands before it, and the rest of a name after it.

    Gives (start, end, label) as spaCy's syntax iterators do, none inside another. Works on heads of either scheme.
    """
    label = doclike.doc.vocab.strings.add("NP")
    chunks: list[tuple[int, int]] = []
    for i in (i for i, pos in enumerate(_parts_of_speech(doclike)) if pos in NOMINAL):
        token = doclike[i]
        if not is_inside(token):
            start, end = chunk_edges(token)
            while chunks and start <= chunks[-1][0]:
                chunks.pop()
            if not chunks or start >= chunks[-1][1]:
                chunks.append((start, end))
    yield from ((start, end, label) for start, end in chunks)


def _parts_of_speech(doclike: Doc | Span) -> list[int]:
    """The part of speech of each token, in a tenth of the time that making the tokens takes."""
    doc, start, end = (
        (doclike, 0, len(doclike)) if isinstance(doclike, Doc) else (doclike.doc, doclike.start, doclike.end)
    )
    parts: list[int] = doc.to_array([POS]).ravel()[start:end].tolist()
    return parts


def chunk_edges(head: Token) -> tuple[int, int]:
    """The tokens [start, end) of the base noun phrase of a head."""
    start, end = head.i, head.i + 1
    for child in reversed(list(head.lefts)):
        if child.dep_ not in _IN_CHUNK_BEFORE or any(
            part.dep_ in PREPOSITIONS and part.i < child.i for part in child.lefts
        ):
            break
        start = child.left_edge.i
    for child in head.rights:
        if child.dep_ not in _IN_CHUNK_AFTER or child.left_edge.i > end + 1:
            break
        end = child.right_edge.i + 1
    return start, end


def hyphenated(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Tokens with what hyphens join to them: "vice-president", "mother-in-law"."""
    while (
        start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and not doc[start - 2].whitespace_
    ):
        start -= 2
    while end + 1 < len(doc) and doc[end].text == "-" and not doc[end].whitespace_ and not doc[end - 1].whitespace_:
        end += 2
    return start, end


def is_inside(token: Token) -> bool:
    """Whether a token is part of its head's phrase, not the head of one."""
    governor = token.head
    if governor.i == token.i or governor.pos not in NOMINAL:
        return False
    if token.i < governor.i:
        return token.dep_ in _IN_CHUNK_BEFORE
    return token.dep_ in _IN_CHUNK_AFTER


def finite_verb(token: Token) -> Token | None:
    """What carries the tense of a verb or predicate: itself or the first of its auxiliaries; None if nothing does."""
    for child in token.lefts:
        if child.dep_ in AUXILIARIES and child.tag_ in FINITE:
            return child
    return token if token.tag_ in FINITE else None


def is_infinitive(token: Token) -> bool:
    """Whether it is a verb, or a predicate with a copula, after "to"."""
    return any(child.tag_ == "TO" for child in token.lefts)


def coordinated(head: Token) -> list[Token]:
    """A head and the nouns, names and pronouns that are coordinated with it, in the order of the text."""
    found = [head]
    for token in found:
        found += [child for child in token.rights if child.dep_ == "conj" and child.pos in NOMINAL]
    return sorted(found, key=lambda token: token.i)


def is_finite(token: Token) -> bool:
    """Whether a token is a verb that makes a clause."""
    return tag_of(token) in FINITE_TAGS


def tag_of(token: Token) -> str:
    """The Penn tag, or a guess where a tagger takes a word for a punctuation mark."""
    if (token.tag_[:1].isalpha() and token.tag_ not in _NO_TAGS) or not token.text[:1].isalpha():
        return token.tag_
    return _TAGS_OF_WORDS.get(token.lower_) or ("NNP" if token.text[0].isupper() else "NN")


def lemmas_of(token: Token) -> frozenset[str]:
    """The lemma as given, and those that the form's ending allows: a lemmatizer may not know the word ("urg")."""
    form = token.lower_
    stems = {form.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing")}
    doubled = {stem[:-1] for stem in stems if len(stem) > 3 and stem[-1] == stem[-2]}
    silent = {form.removesuffix("ing") + "e"} if form.endswith("ing") else set()
    soft = {form.removesuffix(ending) + "y" for ending in ("ies", "ied") if form.endswith(ending)}
    irregular = {_IRREGULAR[form]} if form in _IRREGULAR else set()
    return frozenset(stems | doubled | silent | soft | irregular | {form, token.lemma_.lower()})
