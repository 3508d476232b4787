"""Syntax as numbers: what the tagger, morphologizer, lemmatizer, sentence finder and parser are to answer.

LAYERS name the columns of an int64 (tokens, len(LAYERS)) array; -1 where nothing is annotated, or where UD divides a
token that spaCy does not.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from attrib.corpora.ud import UdDocument

Ints = NDArray[np.int64]

LAYERS: Final = ("tagger", "morphologizer", "trainable_lemmatizer", "senter", "dep", "head", "sentence")
"""Label of four spaCy components; relation to the head; index of the head; number of the sentence."""
TAG, MORPH, LEMMA, START, DEP, HEAD, SENTENCE = range(len(LAYERS))

_AFTER_HEAD: Final = frozenset(
    ("of", "in", "who", "which", "that", "and", "with", "from", "for", "at", "on", "to", ",")
)


class SyntaxLabels:
    """The labels of spaCy's components, and their numbers.

    `counts` of labels by layer; `deps`, the relations to heads; `label_data` as the components' `initialize` takes it.
    """

    def __init__(self, nlp: Language, documents: Iterable[UdDocument]) -> None:
        """Let the components find their labels in documents."""
        self.nlp = nlp
        examples = [Example(nlp.make_doc(d.text), reference(nlp.vocab, d)) for d in documents]
        self.deps = sorted({token.dep_ for example in examples for token in example.reference})
        for name in LAYERS[:DEP]:
            component: Any = nlp.get_pipe(name)
            component.initialize(lambda: examples, nlp=nlp)
        parts: dict[str, Any] = {name: nlp.get_pipe(name) for name in LAYERS[:DEP]}
        self.counts = [*(len(part.labels) for part in parts.values()), len(self.deps)]
        self.label_data = {name: part.label_data for name, part in parts.items()}
        self._numbers = {
            name: {label: i for i, label in enumerate(parts[name].labels)} for name in ("tagger", "morphologizer")
        }
        self._lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
        self._deps = {label: i for i, label in enumerate(self.deps)}

    def read(self, doc: Doc, document: UdDocument | None, word_of: Ints) -> Ints:
        """(tokens, layers); heads as numbers of words."""
        rows = np.full((len(doc), len(LAYERS)), -1, dtype=np.int64)
        if document is None:
            return rows
        example = Example(doc, reference(doc.vocab, document))
        rows[:, TAG] = [self._numbers["tagger"].get(tag, -1) for tag in example.get_aligned("TAG", as_string=True)]
        pos, morphs = (example.get_aligned(name, as_string=True) for name in ("POS", "MORPH"))
        rows[:, MORPH] = [self._morph(*pair) for pair in zip(pos, morphs, strict=True)]
        lemmas = example.get_aligned("LEMMA", as_string=True)
        rows[:, LEMMA] = [self._lemma(token.text, lemma) for token, lemma in zip(doc, lemmas, strict=True)]
        aligned: Any = example
        starts = np.array(aligned.get_aligned_sent_starts(), dtype=np.int64)
        rows[:, START] = starts
        rows[:, SENTENCE] = np.cumsum(starts)
        heads, deps = aligned.get_aligned_parse(projectivize=False)
        rows[:, DEP] = [self._deps.get(dep, -1) for dep in deps]
        rows[:, HEAD] = [-1 if head is None else word_of[head] for head in heads]
        return rows

    def _morph(self, pos: str | None, morph: str | None) -> int:
        if pos is None or morph is None:
            return -1
        morphology = self.nlp.vocab.morphology
        features = morphology.feats_to_dict(morph) | ({"POS": pos} if pos else {})
        return self._numbers["morphologizer"].get(self.nlp.vocab.strings[morphology.add(features)], -1)

    def _lemma(self, form: str, lemma: str | None) -> int:
        if not lemma:
            return -1
        tree = self._lemmatizer.trees.add(form, lemma)
        return int(self._lemmatizer.tree2label.get(tree, -1))


def reference(vocab: Vocab, document: UdDocument) -> Doc:
    """A document as its treebank has it."""
    words = document.words
    starts = set(document.starts)
    after = [word.start for word in words[1:]] + [words[-1].end]
    return Doc(
        vocab,
        words=[word.form for word in words],
        spaces=[following > word.end for word, following in zip(words, after, strict=True)],
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        morphs=[word.morph for word in words],
        lemmas=[word.lemma for word in words],
        heads=[word.head for word in words],
        deps=[word.dep if word.dep != "root" else "ROOT" for word in words],
        sent_starts=[i in starts for i in range(len(words))],
    )


def head_words(doc: Doc, document: UdDocument | None) -> Callable[[Span], int]:
    """A function that gives the token that heads a mention: by syntax where there is any, else by rule."""
    if document is None:
        return _head_by_rule
    heads = {word.start: document.words[word.head].start for word in document.words}

    def head_by_syntax(span: Span) -> int:
        for token in span:
            governor = heads.get(token.idx)
            if governor is not None and (governor == token.idx or not span.start_char <= governor < span.end_char):
                return int(token.i)
        return _head_by_rule(span)

    return head_by_syntax


def _head_by_rule(span: Span) -> int:
    """The last word before the first preposition, comma or relative pronoun."""
    head = span.start
    for token in span:
        if token.i > span.start and token.lower_ in _AFTER_HEAD:
            break
        if token.is_alpha:
            head = token.i
    return int(head)
