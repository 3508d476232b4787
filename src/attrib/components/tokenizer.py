"""`attrib.Tokenizer.v1`: the tokenizer of attrib's own pipelines, spaCy's for English brought nearer to UD's words.

It is made once, from the recipe's `[nlp.tokenizer]`; a saved pipeline carries its rules, as any of spaCy's does. Where
UD and spaCy differ, a word has a tag, a lemma and a head that no model can get right; what is changed here is what UD
does throughout: `data/en/words.toml` names the words, the patterns below say why they are there.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from spacy.lang.char_classes import ALPHA, HYPHENS
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

from attrib.lexicon import words

_RUNS: Final = tuple(rf"{mark}{{2,}}" for mark in ("[!?]", r"\*", "=", "_", r"\+", "#", "<", ">", r"\$", "~", "-"))
"""A row of marks is one word: "?!", "=====", "<<"."""

_PREFIXES: Final = (*_RUNS, "-(?=[A-Za-z])", r"@(?=\d)")

_SUFFIXES: Final = (
    *_RUNS,
    "(?<=[A-Za-z]{3})-",  # two- and three-year
    "(?<=[A-Za-z])[nN][’'][tT]",  # spaCy lists those of small letters: DON'T
    "(?<=[A-Za-z])[’'](?:[smdSMD]|re|ve|ll|RE|VE|LL)",  # and those of pronouns: the mayor'll
    r"(?<![A-Za-z0])[’'][sS]",  # not of the 1990's
    "(?<=[A-Za-z])[`´][sS]",
    r"(?<=\d)(?:[aApP][mM]|[ap]\.m\.|[kK])",  # 7:30pm, 10k
)

_INFIXES: Final = (
    "--+|[—–]+",  # beside a mark and between numbers too: "no,"—he said, 1990–91
    # Beside a dash, marks are no endings, and words are not looked up: it's—it's.
    r"(?<=\w)[,!?](?=[\"”]?[—–])|(?<=[\w.,!?])[\"”)\]](?=[—–])|(?<=[—–])[\"“([]",
    "(?<=[A-Za-z])(?=[’'](?:[smd]|re|ve|ll)[—–])|(?<=[A-Za-z])(?=n[’']t[—–])",
    r"(?<=[\w)])[([;](?=\w)|(?<=\w)\)(?=[\w(])",  # person(s)
)

_WHOLE: Final = (
    r"(?:\d+-){2,}\d+|\d{3}-\d{4}",  # telephone numbers, dates
    r"[’']\d\ds?",
    r"(?:[A-Za-z]\.){2,}",
)

_CHANGED: Final = {
    "#": "#(?![A-Za-z])",  # a hashtag
    r"\'": r"\'(?!\d\ds?(?!\w))",  # '72, the '90s
    "’": r"’(?!\d\ds?(?!\w))",
}
"""Prefixes of spaCy's that are not cut off everywhere."""
_ENDINGS: Final = frozenset(("'s", "'S", "’s", "’S"))
"""Suffixes of spaCy's that ours replace."""
_HYPHEN: Final = rf"(?<=[{ALPHA}0-9])(?:{HYPHENS})(?=[{ALPHA}])"
"""The infix of spaCy's that divides words at a hyphen."""


@registry.tokenizers("attrib.Tokenizer.v1")
def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """A function that makes the tokenizer of a pipeline."""
    return make_tokenizer


def make_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer, with the words of the pipeline's vocabulary."""
    defaults: Any = nlp.Defaults
    prefixes = [*_PREFIXES, *(_CHANGED.get(prefix, prefix) for prefix in defaults.prefixes)]
    suffixes = [*_SUFFIXES, *(suffix for suffix in defaults.suffixes if suffix not in _ENDINGS)]
    infixes = [*_INFIXES, hyphens(), *(infix for infix in defaults.infixes if infix != _HYPHEN)]
    return Tokenizer(
        nlp.vocab,
        rules=exceptions(defaults.tokenizer_exceptions),
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=re.compile(rf"(?:{'|'.join(_WHOLE)})$").match,
        url_match=defaults.url_match,
    )


def hyphens() -> str:
    """A pattern of the hyphens that stand between two words: not after "anti", not before "wise"; in F-16 too."""
    guards = [rf"(?<!\b(?i:{affix}))" for affix in sorted(words("before"))]
    guards.append(r"(?<!\bpost)")  # but the Washington Post-ABC poll
    guards.append(rf"(?!-(?:{'|'.join(sorted(words('after')))})\b)")
    hyphen = rf"(?<=[{ALPHA}0-9])(?:{HYPHENS})(?=[{ALPHA}])|(?<=[{ALPHA}])-(?=\d)"
    return rf"(?=[-–—~]){''.join(guards)}(?:{hyphen})"


def exceptions(given: dict[str, Any]) -> dict[str, Any]:
    """Exceptions of spaCy's, without those that take a word for another, and ours."""
    kept = {text: parts for text, parts in given.items() if text.lower() not in words("ordinary")}
    # spaCy has the forms without an apostrophe in small letters and as the first word: DONT.
    kept |= {text.upper(): in_capitals(parts) for text, parts in given.items() if text.endswith("nt")}
    abbreviations = {word.capitalize() for word in words("capital")} | words("small")
    kept |= {f"{word}.": [{ORTH: f"{word}."}] for word in abbreviations}
    for pair in words("contractions"):
        for written in (pair, pair.capitalize()):
            kept[written.replace(" ", "")] = [{ORTH: part} for part in written.split()]
    return kept


def in_capitals(parts: list[dict[int, str]]) -> list[dict[int, str]]:
    """The parts of a word in capitals."""
    return [part | {ORTH: part[ORTH].upper()} for part in parts]
