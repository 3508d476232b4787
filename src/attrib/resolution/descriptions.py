"""What relative pronouns and descriptions go back to where syntax or words decide it, without the network."""

from typing import Final

from spacy.tokens import Doc, Token

from attrib.grammar import APPOSITIONS, MODIFIERS, NAME_PARTS, POSSESSORS, PREPOSITIONS, RELATIVES, SUBJECTS
from attrib.lexicon import body_field, covered, nouns
from attrib.naming import body_words, fold
from attrib.records import SpeakerKind
from attrib.resolution.chains import NONE, Steps
from attrib.resolution.discourse import Discourse, may_be_one
from attrib.resolution.mentions import PEOPLE, Form, Mention
from attrib.resolution.profile import is_epithet

_SURE: Final = 0.97
"""How often syntax is right: a relative pronoun goes back to what its clause hangs on, a name is what stands by it."""
_FITS: Final = 0.9
"""How likely a description means the only name that it fits."""
_LATELY: Final = 2
"""Sentences back in which "the 34-year-old" has been named."""
_CLERICAL: Final = frozenset(("Brother", "Father", "Mother", "Sister"))
_MARRIED: Final = frozenset(("mrs", "madame", "mme", "frau", "senora", "signora"))
_REFLEXIVES: Final = frozenset(("himself", "herself", "itself", "themselves"))
_PLACES: Final = frozenset(
    ("borough", "city", "commonwealth", "county", "district", "municipality", "province", "state", "town", "village")
)
"""What is one with the place it is said to be of: "the city of Lund"."""
_POINTING: Final = frozenset(("the", "this", "that"))
_CALLED: Final = frozenset(
    (
        *("agency", "airline", "bank", "broadcaster", "business", "carmaker", "charity", "club", "company"),
        *("corporation", "firm", "foundation", "group", "institute", "lender", "magazine", "manufacturer"),
        *("newspaper", "organisation", "organization", "paper", "party", "publication", "retailer", "school"),
        *("team", "union", "university"),
    )
)
"""What a body may be called whatever its name: "the firm"."""


def relative_antecedents(doc: Doc, discourse: Discourse) -> dict[int, Steps]:
    """What relative pronouns go back to, by syntax."""
    heads, found = discourse.of_head, {}
    for i, mention in enumerate(discourse.mentions):
        if mention.word == "who" and mention.form == Form.PRONOUN:
            clause = next((t for t in [doc[mention.head], *doc[mention.head].ancestors] if t.dep_ in RELATIVES), None)
            if clause is not None and heads.get(clause.head.i, i) != i:
                found[i] = _step(heads[clause.head.i], _SURE)
    return found


def reflexive_antecedents(doc: Doc, discourse: Discourse) -> dict[int, Steps]:
    """What "himself" goes back to, by syntax: what it stands behind ("Lund himself"), or the subject of its verb."""
    ending = {
        mention.end: i
        for i, (mention, kind) in enumerate(zip(discourse.mentions, discourse.kinds, strict=True))
        if mention.form == Form.NAME or (mention.form == Form.NOMINAL and kind == SpeakerKind.PERSON)
    }
    found = {}
    for i, mention in enumerate(discourse.mentions):
        token = doc[mention.head]
        if mention.form == Form.PRONOUN and token.lower_ in _REFLEXIVES:
            subjects = [child for child in token.head.lefts if child.dep_ in SUBJECTS]
            near = [ending.get(mention.start), *(discourse.of_head.get(child.i) for child in subjects)]
            step = next((j for j in near if j is not None and i != j and may_be_one(discourse, i, j)), None)
            if step is not None:
                found[i] = _step(step, _SURE)
    return found


def described_antecedents(doc: Doc, discourse: Discourse) -> dict[int, Steps]:
    """What descriptions go back to that only one name fits, or beside which a name stands.

    "The health minister" is who has that role, "the lawmaker" the only senator so far, "the ministry" the body whose
    name has that word, "the company" the only body that was named before. "The man" tells nothing, and "the company
    that owns it" is a new one.
    """
    found: dict[int, Steps] = {}
    for i, mention in enumerate(discourse.mentions):
        if mention.form != Form.NOMINAL or mention.plural:
            continue
        beside = _name_beside(doc, discourse, i)
        told = beside is None and mention.definite and mention.word not in nouns("generic")
        fitting = _fitting(doc, discourse, i) if told else []
        if beside is not None:
            found[i] = _step(beside, _SURE)
        elif len(fitting) == 1:
            group = discourse.referents[fitting[0]]
            found[i] = _step(max((j for j in group if j < i), default=group[0]), _FITS)
        elif told and mention.word in _CALLED and _is_told_apart(doc[mention.head]):
            found[i] = [(NONE, 1.0)]
    return found


def place_called(doc: Doc, discourse: Discourse, i: int) -> int | None:
    """The place that a description is one with: "the city of Lund"."""
    head = discourse.mentions[i].head
    place = discourse.of_head.get(head + 2, -1)
    called = discourse.mentions[i].word in _PLACES and doc[head + 1 : head + 2].text == "of"
    return place if called and place >= 0 and discourse.mentions[place].label == "GPE" else None


def possessors(doc: Doc, discourse: Discourse, mention: int) -> list[int]:
    """The mentions that possess a description: "his" of "his father", who is somebody else."""
    of_head = discourse.of_head
    children = doc[discourse.mentions[mention].head].children
    return [of_head[child.i] for child in children if child.dep_ in POSSESSORS and child.i in of_head]


def _step(candidate: int, likely: float) -> Steps:
    return [(candidate, likely), (NONE, 1 - likely)]


def _name_beside(doc: Doc, discourse: Discourse, i: int) -> int | None:
    """The name that a description is part of, or the apposition of: "the poet Ada Lund"."""
    if discourse.kinds[i] != SpeakerKind.PERSON:
        return place_called(doc, discourse, i)
    head = doc[discourse.mentions[i].head]
    near = [child for child in head.rights if child.dep_ in APPOSITIONS | NAME_PARTS]
    near += [head.head] if head.dep_ in APPOSITIONS else []
    named = (discourse.of_head[token.i] for token in near if token.i in discourse.of_head)
    return next((j for j in named if discourse.mentions[j].label in PEOPLE), None)


def _fitting(doc: Doc, discourse: Discourse, i: int) -> list[int]:
    """The referents that a description fits."""
    words = _words(discourse.texts[i])
    kind = discourse.kinds[i]
    if kind == SpeakerKind.PERSON:
        owners = possessors(doc, discourse, i)
        return _kin_fitting(doc, discourse, i, owners) if owners else _people_fitting(doc, discourse, i, words)
    return _bodies_fitting(doc, discourse, i, words) if kind == SpeakerKind.ORGANIZATION else []


def _words(text: str) -> set[str]:
    return {fold(word) for word in text.split()} - _POINTING


def _people_fitting(doc: Doc, discourse: Discourse, i: int, words: set[str]) -> list[int]:
    """Who has this role, of this body if one is given; or else who was named before with a role that it covers."""
    if is_epithet(doc, discourse.mentions[i]):
        return _named_lately(discourse, i)
    given = _complement(doc[discourse.mentions[i].head])
    told = list(zip(discourse.role_words, discourse.body_words, strict=True))
    same = [n for n, (role, body) in enumerate(told) if words <= role and (not given or given & (role | body))]
    if same or given:
        return same
    if len(words) > 1:
        return []
    wider = covered(discourse.mentions[i].word)
    return [n for n, role in enumerate(discourse.role_words) if wider & role and discourse.referents[n][0] < i]


def _kin_fitting(doc: Doc, discourse: Discourse, i: int, owners: list[int]) -> list[int]:
    """Who has been called so: "his wife, Ada"; or else Mrs. Lund for "his wife", where there is a Mr. Lund."""
    head = doc[discourse.mentions[i].head]
    called = {fold(token.text) for token in doc[discourse.mentions[owners[-1]].end : head.i + 1] if token.is_alpha}
    others = {int(discourse.referent[j]) for j in owners}
    told = [n for n, role in enumerate(discourse.role_words) if called and called <= role and n not in others]
    told = [n for n in told if not any(_is_clerical(doc, discourse.mentions[j]) for j in discourse.referents[n])]
    return told or _spouses(doc, discourse, discourse.mentions[i].word)


def _is_clerical(doc: Doc, name: Mention) -> bool:
    """Whether a name is called "Father" or "Sister" as a title, which is no kinship."""
    return any(doc[i].text in _CLERICAL for i in (max(0, name.start - 1), name.start))


def _spouses(doc: Doc, discourse: Discourse, word: str) -> list[int]:
    """The wives, or husbands, of couples who are called by one surname: Mr. and Mrs. Lund."""
    wives: dict[str, int] = {}
    husbands: dict[str, int] = {}
    for n, group in enumerate(discourse.referents):
        for mention in (discourse.mentions[j] for j in group if discourse.mentions[j].label in PEOPLE):
            titles = {fold(doc[k].text) for k in (max(0, mention.start - 1), mention.start)}
            if titles & _MARRIED:
                wives[mention.word] = n
            elif mention.gender == "he":
                husbands[mention.word] = n
    couples = [name for name in wives if name in husbands]
    return [kin[name] for called, kin in (("wife", wives), ("husband", husbands)) if word == called for name in couples]


def _named_lately(discourse: Discourse, i: int) -> list[int]:
    """The people named in the three sentences up to a mention."""
    sentence = discourse.columns["sentence"]
    near = (j for j in range(i) if discourse.mentions[j].label in PEOPLE and sentence[i] - sentence[j] <= _LATELY)
    return list(dict.fromkeys(int(discourse.referent[j]) for j in near))


def _complement(head: Token) -> frozenset[str]:
    """The words of what a role is said to belong to: "of Norway"."""
    for child in head.rights:
        if child.dep_ in MODIFIERS:
            body = next(iter(child.children), child) if child.dep_ in PREPOSITIONS else child
            return frozenset(
                fold(token.text) for token in (body, *body.children) if token.is_alpha and token.pos_ != "DET"
            )
    return frozenset()


def _bodies_fitting(doc: Doc, discourse: Discourse, i: int, words: set[str]) -> list[int]:
    """The bodies whose names have these words, or else those that may be called so if they were named before it was."""
    kinds, texts = discourse.kinds, discourse.texts
    bodies = [(n, group) for n, group in enumerate(discourse.referents) if kinds[group[0]] == SpeakerKind.ORGANIZATION]
    named = [n for n, group in bodies if any(words <= set(body_words(texts[j])) for j in group)]
    word = discourse.mentions[i].word
    if named or word not in _CALLED or _is_told_apart(doc[discourse.mentions[i].head]):
        return named
    fitting = [(n, group) for n, group in bodies if group[0] < i and all(_may_be(texts[j], word) for j in group)]
    if len(words) == 1:
        first = next(
            j for j, mention in enumerate(discourse.mentions) if mention.definite and _words(texts[j]) == words
        )
        named = [n for n, group in fitting if len(fitting) > 1 or group[0] < first]
    return named if len(named) == 1 else _last_named(doc, discourse, i, [group for _, group in fitting])


def _last_named(doc: Doc, discourse: Discourse, i: int, groups: list[list[int]]) -> list[int]:
    """Of several bodies, what was named in the last of the three sentences up to a mention that names one.

    Not in others' words, and "Fram" of "a Fram reporter" is not.
    """
    sentence, quotation = discourse.columns["sentence"], discourse.columns["quotation"]
    near = {
        j: int(sentence[j])
        for j in (j for group in groups for j in group if j < i and sentence[i] - sentence[j] <= _LATELY)
        if quotation[j] in (0, quotation[i]) and doc[discourse.mentions[j].head].dep_ not in NAME_PARTS
    }
    last = max(near.values(), default=0)
    return list(dict.fromkeys(int(discourse.referent[j]) for j, at in near.items() if at == last))


def _is_told_apart(head: Token) -> bool:
    """Whether a clause without a comma says which one is meant: "the company that owns it"."""
    clauses = (child for child in head.rights if child.dep_ in RELATIVES)
    return any(head.doc[clause.left_edge.i - 1].text != "," for clause in clauses)


def _may_be(name: str, word: str) -> bool:
    """Whether no word of a body's name tells of another field than a noun's: a ministry is no newspaper.

    An agency is called one, or by capitals: "EPA".
    """
    fields = {field for part in body_words(name) if (field := body_field(part))}
    return body_field(word) in fields if fields else word != "agency" or name.isupper()
