"""Lemmas of English by the rules of its spelling, for the forms that a trained lemmatizer gets wrong.

A lemmatizer that learned which endings to cut ("closing" → "clos") does not know words. These rules know tables of
irregular forms, which consonants are doubled, and after which endings an -e is silent: `data/en/inflections.toml`.
"""

import re
from typing import Final

from attrib.lexicon import irregular, spelling

_VERBS: Final = frozenset(("VBD", "VBG", "VBN", "VBZ"))
_COMPARED: Final = frozenset(("JJR", "JJS", "RBR", "RBS"))
_PLURALS: Final = frozenset(("NNS", "NNPS"))
_AS_WRITTEN: Final = frozenset(("JJ", "NN", "VB", "RB"))
"""Tags of words that are their own lemma, but for abbreviations and the like, which are short."""

_DOUBLED: Final = re.compile(r"([bdgkmnprtvz])\1$")
_LONG_L: Final = re.compile(r"[aeiou].*[aeo]ll$")
"""Stems of two syllables with a doubled l: "travell", "controll"."""
_PANIC: Final = re.compile(r"[aeiou].*ick$")

_SILENT: Final = re.compile(
    r"""(?: [cuv] | (?<!z)z | (?<!s)s        # dance, argue, serve, realize, increase
    | [bcdfgkpstz]l                          # enable, handle
    | [dlr]g | eng | rang | chang | lung   # urge, avenge, arrange, change, plunge
    | ^[^aeiou]*(?:qu)?[aeiouy][bdfgklmnprt] # hope, rule: a short vowel would have its consonant doubled
    | (?<![eo])at                            # indicate, not treat
    | (?<![aeiou])[iauo][dbkg] | (?<![aeiou])[iau][mp] | (?<![aeiou])[iuo]l | (?<![aeiou])[iu]n
    | (?<![aeiou])[uai]r | qu[ai]r | guid | (?<![aeiou])ut | y[lp] | if
    | com | ced | sed | imped | uot | (?:sc|st|gn|pl|ad)or
    | unit | invit | (?:^|re|ex|in)cit | ignit | writ | expedit
    )$""",
    re.VERBOSE,
)


_MARKS: Final = re.compile(r"[-!?=*_+#<>~]+")
_HISSED: Final = re.compile(r"(?:ss|sh|ch|x|o|tz|zz)es$")


def find_lemma(form: str, pos: str, tag: str) -> str | None:
    """The lemma of a form in small letters with these tags (universal and Penn); None where no rule knows it."""
    if pos == "NUM" and form[:1].isdigit():
        return form.replace(",", "")
    if pos == "PUNCT" and len(form) > 1 and _MARKS.fullmatch(form):
        return form
    if not form.isalpha():
        return None
    if tag in _VERBS and pos in ("VERB", "AUX"):
        return verb(form, tag)
    if tag in _PLURALS:
        return singular(form)
    if tag in _COMPARED and pos in ("ADJ", "ADV"):
        return positive(form, pos)
    return form if tag in _AS_WRITTEN and len(form) > 4 else None


def verb(form: str, tag: str) -> str | None:
    """The lemma of an inflected verb in small letters."""
    if tag == "VBG":
        if not form.endswith("ing") or len(form) < 5:
            return None
        stem = form.removesuffix("ing")
        return f"{stem[:-1]}ie" if len(stem) == 2 and stem[-1] == "y" else whole(stem)
    if form in irregular("verbs"):
        return irregular("verbs")[form]
    if tag == "VBZ":
        return without_s(form)
    if form.endswith("ied"):
        return f"{form[:-3]}ie" if len(form) == 4 else f"{form[:-3]}y"
    if form.endswith("eed"):
        return form.removesuffix("d")
    return whole(form.removesuffix("ed")) if form.endswith("ed") and len(form) > 4 else None


def whole(stem: str) -> str:
    """The word that a stem before -ing, -ed, -er or -est was cut from."""
    if f"{stem}e" in spelling("silent"):
        return f"{stem}e"
    if stem in spelling("bare") or stem in spelling("doubled"):
        return stem
    if _DOUBLED.search(stem) or _LONG_L.search(stem) or _PANIC.search(stem):
        return stem[:-1]
    return f"{stem}e" if _SILENT.search(stem) else stem


def singular(form: str) -> str | None:
    """The lemma of a plural in small letters."""
    if form in irregular("plurals"):
        return irregular("plurals")[form]
    if form.endswith("men"):
        return f"{form[:-3]}man"
    return None if form in spelling("plural") else without_s(form)


def without_s(form: str) -> str | None:
    """The word that -s or -es was added to."""
    short = form[:-1]
    if not form.endswith("s") or form.endswith(("ss", "us", "is")):
        return None
    if short in spelling("oe") or short in spelling("che") or short in spelling("ie"):
        return short
    if form.endswith("ies"):
        return short if len(form) == 4 else f"{form[:-3]}y"
    return form[:-2] if form[:-2] in spelling("s") or _HISSED.search(form) else short


def positive(form: str, pos: str) -> str | None:
    """The lemma of a comparative or superlative in small letters."""
    if form in irregular("compared"):
        adjective = irregular("compared")[form]
        return {"good": "well", "bad": "badly"}.get(adjective, adjective) if pos == "ADV" else adjective
    stem = re.sub(r"e(?:r|st)$", "", form)
    if stem == form or len(stem) < 3 or form == "further":
        return None
    return f"{stem[:-1]}y" if stem.endswith("i") else whole(stem)
