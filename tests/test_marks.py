"""Quotation marks, in tables. In the texts ⟦ and ⟧ stand around the quotations that must be found, and no others."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attrib.layout import find_paragraphs
from attrib.marks import LONGEST, Quotation, pair_marks

PLAIN = [
    'The baker said: ⟦"It is burnt."⟧',
    "The baker said: ⟦“It is burnt.”⟧",
    "The baker said: ⟦'It is burnt.'⟧",
    "The baker said: ⟦‘It is burnt.’⟧",
    "The baker said: ⟦„It is burnt.“⟧",
    "The baker said: ⟦‚It is burnt.‘⟧",
    "The baker said: ⟦«It is burnt.»⟧",
    "The baker said: ⟦»It is burnt.«⟧",
    "The baker said: ⟦‹It is burnt.›⟧",
    "The baker said: ⟦« It is burnt. »⟧",
    "The baker said: ⟦«\u00a0It is burnt\u202f»⟧, and left.",
    "The baker said: ⟦``It is burnt.''⟧",
    "The baker said: ⟦`It is burnt.'⟧",
    "The baker said: ⟦''It is burnt.''⟧",
    "The baker said: ⟦‘‘It is burnt.’’⟧",
    'The baker said: ⟦“It is burnt."⟧',
    'The baker said: ⟦"It is burnt.”⟧',
    "The baker said: ⟦”It is burnt.”⟧",
    "The baker said: ⟦“It is burnt.“⟧",
    "The baker said: ⟦‘It is burnt.'⟧",
    'The baker said : ⟦" It is burnt . "⟧ Then : ⟦" Sorry . "⟧',
    "The baker said : ⟦`` It is burnt . ''⟧",
    "It is burnt . '' He left . ’’ They left . ” » ›",
    "⟦`` It is burnt .⟧ ⟦`` Sorry . ''⟧ ⟦‘‘ It is burnt .⟧ ⟦‘‘ Sorry . ’’⟧",
    '⟦"It is burnt,"⟧ said the baker, ⟦"and cold."⟧',
    '⟦"Sorry!"⟧ ⟦"No!"⟧ ⟦"Why?"⟧',
    '⟦"So?"⟧\n⟦"So what?"⟧\n⟦"So there."⟧',
    "",
    "The baker said nothing.",
]

NESTED = [
    "⟦\"She said ⟦'no'⟧ twice,\"⟧ he said.",
    "⟦'She said ⟦\"no\"⟧ twice,'⟧ he said.",
    "⟦“She said ⟦‘no’⟧ twice,”⟧ he said.",
    "⟦“⟦‘No’⟧ was all,”⟧ he said. ⟦“All was ⟦‘no’⟧”⟧",
    "⟦«She said ⟦„no“⟧ twice»⟧, he said.",
    "⟦„She said ⟦‚no‘⟧ twice“⟧, he said.",
    "⟦``She said ⟦`no'⟧ twice,''⟧ he said.",
    "⟦``She said ⟦`no'⟧''⟧ and left.",
    "⟦''She said ⟦'no'⟧''⟧ and left.",
    "⟦“ ⟦‘ No ’⟧ ”⟧, he said.",
    "⟦\"⟦'No,'⟧ she said.\"⟧",
    "⟦\"She asked: ⟦'Did he say ⟦«no»⟧?'⟧\"⟧",
    '⟦"She called it ⟦"lovely"⟧ and left,"⟧ he said.',
    "⟦'She called it ⟦'lovely'⟧ and left,'⟧ he said.",
    "⟦“She called it ⟦“lovely”⟧ and left,”⟧ he said.",
]

APOSTROPHES = [
    "The U.S.'s and the café's, Yahoo!'s and 50%'s",
    "The cafe\u0301's owner isn't sure it's O’Hara’s",
    "⟦'The cafe\u0301's owner isn't in,'⟧ he said.",
    "⟦'It's the U.S.'s turn, and Yahoo!'s,'⟧ he said.",
    "⟦'Workers' rights and James' pay can't wait,'⟧ he said.",
    "⟦‘The workers’ party and James’ sister won’t wait,’⟧ he said.",
    "⟦‘The workers' Union won't wait,’⟧ he said.",
    "⟦'We asked the workers'⟧ he said, ⟦'and the bosses'⟧",
    "He feared ⟦'losses'⟧ and the strikers' union did not.",
    "The workers' union feared the bosses' anger.",
    "Get 'em, the boss' brother said of the Saints' Drew.",
    "⟦'Get 'em in the '90s and the '00s,'⟧ he said.",
    "In the '90s they were ⟦'good'⟧, in '08 they were not.",
    "The summer of ’69 gave us ’em and ‘90s haircuts",
    "⟦'20 people were hurt,'⟧ police said.",
    "⟦‘Round the corner!’⟧ she cried.",
    "⟦'Em'⟧ is what they call her.",
    "Rock 'n' roll, rock ’n’ roll and drum‘n’bass",
    "⟦'I love rock 'n' roll,'⟧ she sang.",
    "⟦'I'm goin' home for a cup o' tea,'⟧ he said.",
    '⟦"\'Tis nothing,"⟧ he said. ⟦"\'Twas the cat\'s."⟧',
    '⟦"\'d rather not,"⟧ he read.',
    '⟦"Friends"⟧\'s cast met the ⟦“Lost”⟧’s crew.',
    "the letter ⟦'s'⟧ and the letter ⟦'t'⟧",
    "It 's they 're and the company 's plan , he 'd say , the workers ' too",
    "We gave 'em a lickin'.",
    "⟦'We're goin','⟧ she said. ⟦'S Club'⟧ sang.",
    "⟦'I saw Martin'⟧, he said. ⟦'Again'⟧, she said.",
    "Sam's ⟦'yes'⟧ and Jess' ⟦'no'⟧",
    "⟦'Lo\u0301'rien isn't in,'⟧ he said.",
    "⟦'The workers'\r\nrights can't wait,'⟧ he said.",
    "⟦'20 of the workers'⟧\n\nmet.",
    "⟦'It ended.'⟧90s kids cried.",
    "She gave ’em all,’ he read.",
    "Don`t say he won´t",
    "The O'Briens' and the O'Neills' dogs' bowls",
    "A stray ' mark and nothing more",
]

MEASURES = [
    "He is 5'10\" and she is 6' 2\" tall.",
    '⟦"He is 5\'10","⟧ she said.',
    "⟦“He is 6’2”,”⟧ she said. ⟦“I am not.”⟧",
    "⟦'He is 6' tall,'⟧ she said.",
    "⟦'The 6'-wide door,'⟧ she said.",
    'A 24" screen and a 5"x7" print.',
    '⟦"The 24" screen is flat,"⟧ she said.',
    'A 24" screen is ⟦"flat"⟧, a 19" one is not.',
    "At 51°30'N 0°7'W the compass said 30'15\" more.",
    '⟦"I was born in 1980"⟧ she said. ⟦"And I in 1981"⟧',
    'The album ⟦"1989"⟧ and the novel ⟦"1984"⟧',
]

GLUED = [
    'A ⟦"yes"⟧-man and a non-⟦"yes"⟧ (⟦"maybe"⟧) [⟦"or not"⟧].',
    'He said—⟦"never"⟧—that—⟦"ever"⟧–it would.',
    '⟦"I never—"⟧ she began. ⟦"—but you did,"⟧ he said.',
    "⟦“Wait—”⟧she said, ⟦“or go,”⟧she said.",
    '⟦"Stop!"⟧she cried.He cried:⟦"Stop!"⟧',
    'He said⟦"stop"⟧and went.',
    '⟦"...and so on,"⟧ he said ⟦"... or not ..."⟧.',
    '⟦"$5 or €5?"⟧ he asked. ⟦"#yes @me"⟧',
    'Is it ⟦"yes"⟧? Or ⟦"no"⟧! ⟦"Maybe"⟧; ⟦"so"⟧: ⟦"oh"⟧.',
    '*⟦"Bold,"⟧* he said, _⟦"slanted"⟧_ and /⟦"both"⟧/',
    '\ufeff⟦"At the very start,"⟧ he said. \u200b⟦"So."⟧\u200b',
    '👍⟦"fine"⟧👍 and ⟦"👍"⟧',
    '⟦""⟧',
    '- ⟦"One"⟧\n- ⟦"Two"⟧\n• ⟦"Three"⟧\n* ⟦"Four"⟧',
    "Mayor: ⟦'No way'⟧ says PM's aide in ⟦‘Tory’⟧ row",
    '> ⟦"We go on\n> and on,"⟧ he wrote.',
    'He wrote that\n⟦"all is\nwell"⟧\nand signed it.',
    '⟦"All is\r\nwell"⟧\r\nand signed it.',
]

UNCLOSED = [
    'He said ⟦"we will win.⟧\n\nThen he left.\n\n⟦"No,"⟧ she said.',
    'He said ⟦"we will win. Then⟧ ⟦"we lost,"⟧ she said.',
    "He said ⟦“we will win. Then⟧ ⟦“we lost”⟧ and ⟦“won”⟧.",
    'He said ⟦"we will win. Then \u200b⟧⟦"we lost,"⟧ she said.',
    'It was over," he said. ⟦"Quite over,"⟧ she said.',
    "It was over,” he said. ⟦“Quite over,”⟧ she said.",
    "⟦“He said ‘no way,”⟧ she said.",
    "⟦“He said ⟦«no way,⟧”⟧ she said.",
    "He went 'ome.\n\n⟦'Did he?'⟧ she asked.",
    "He said 'no way.\n\nThen he left.",
    "A ⟦« B ⟦“ C⟧⟧",
    'One stray ⟦" mark between blanks⟧ ⟦"here"⟧',
]


def read(marked: str) -> tuple[str, list[tuple[int, int, int]]]:
    text, found, starts = "", [], []
    for character in marked:
        if character == "⟦":
            starts.append(len(text))
        elif character == "⟧":
            depth = len(starts)
            found.append((starts.pop(), len(text), depth))
        else:
            text += character
    return text, sorted(found, key=lambda quotation: (quotation[0], quotation[2]))


def found_in(text: str) -> list[Quotation]:
    return pair_marks(text, find_paragraphs(text))


def check(marked: str) -> None:
    text, wanted = read(marked)
    found = [(quotation.start, quotation.end, quotation.depth) for quotation in found_in(text)]
    assert [(text[start:end], depth) for start, end, depth in found] == [(text[i:j], depth) for i, j, depth in wanted]
    assert found == wanted


@pytest.mark.parametrize("marked", PLAIN)
def test_marks_of_every_kind_pair(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", NESTED)
def test_quotations_nest(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", APOSTROPHES)
def test_apostrophes_are_no_marks(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", MEASURES)
def test_feet_and_inches_are_no_marks(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", GLUED)
def test_what_stands_beside_a_mark_does_not_confuse(marked: str) -> None:
    check(marked)


@pytest.mark.parametrize("marked", UNCLOSED)
def test_an_odd_mark_is_closed_by_rule(marked: str) -> None:
    check(marked)


# Quotations with the number that tells which belong together.
CONTINUED = [
    ('"One.\n\n"Two.\n\n"Three," he said.', [('"One.', 0), ('"Two.', 0), ('"Three,"', 0)]),
    ("“One.\n“Two,” he said. “Three.”", [("“One.", 0), ("“Two,”", 0), ("“Three.”", 1)]),
    ("'One.\n\n'Two,' he said.", [("'One.", 0), ("'Two,'", 0)]),
    ("He said: ‘One.\n\n‘Two,’ he said.", [("‘One.", 0), ("‘Two,’", 0)]),
    ("``One.\n\n``Two,'' he said.", [("``One.", 0), ("``Two,''", 0)]),
    ("« One.\n\n« Two », he said.", [("« One.", 0), ("« Two »", 0)]),
    ("«One.\n\n»Two», he said.", [("«One.", 0), ("»Two»", 0)]),
    ('“One.\n\n"Two," he said.', [("“One.", 0), ('"Two,"', 0)]),
    ('> "One.\n>\n> "Two," he said.', [('"One.', 0), ('"Two,"', 0)]),
    ("“He said ‘no.\n\n“I left.”", [("“He said ‘no.", 0), ("“I left.”", 0)]),
    ("“‘No’ it was.\n\n“I left.”", [("“‘No’ it was.", 0), ("‘No’", 1), ("“I left.”", 0)]),
    ("« A “b.\n\n“C,” he said.", [("« A “b.", 0), ("“b.", 1), ("“C,”", 1)]),
    ('"One.\n\nTwo.\n\n"Three," he said.', [('"One.', 0), ('"Three,"', 1)]),
    ('"One."\n\n"Two," he said.', [('"One."', 0), ('"Two,"', 1)]),
    ("“One.\n\n‘Two,’ he said.", [("“One.", 0), ("‘Two,’", 1)]),
    ("Get 'ome.\n\n'Now,' he said.", [("'Now,'", 0)]),
    ("'One.\n\n'Twas two.", []),
    ("‘One.\n\n’ said she.", []),
]


@pytest.mark.parametrize(("text", "wanted"), CONTINUED)
def test_an_open_quotation_goes_on_where_the_next_paragraph_opens_again(
    text: str, wanted: list[tuple[str, int]]
) -> None:
    assert [(text[found.start : found.end], found.number) for found in found_in(text)] == wanted


@pytest.mark.parametrize("mark", ['"', "“", "«", "``"])
@pytest.mark.parametrize("after", ["", " “So”", ' "So"', " «So»", " ``So''"])
def test_an_odd_mark_never_swallows_the_article(mark: str, after: str) -> None:
    text = f"{mark}Once " + "and again " * 1000 + f"she said ‘no’ to him.{after}"
    slip, said, *_ = found_in(text)
    assert slip.start == 0 and LONGEST - 10 < slip.end <= LONGEST
    assert (text[said.start : said.end], said.depth) == ("‘no’", 1)


def test_a_quotation_that_is_closed_may_be_long() -> None:
    text = '"' + "and again " * 1000 + '."'
    assert found_in(text) == [Quotation(0, len(text), 1, 0)]


def test_what_stands_in_a_quotation_that_is_cut_is_cut_too() -> None:
    text = "“Once " + "a " * (LONGEST // 2 - 10) + "‘" + "b " * 20 + "c’ and then"
    outer, inner = found_in(text)
    assert (outer.end, inner.end, inner.depth) == (LONGEST, LONGEST, 2)


def test_quotations_keep_to_the_paragraphs_that_are_given() -> None:
    text = 'Ann "and Bo" and "Cy"'
    assert pair_marks(text, []) == []
    assert pair_marks(text, [(0, 8), (8, 21)]) == [Quotation(4, 8, 1, 0), Quotation(17, 21, 1, 1)]


@given(st.text(st.sampled_from("\"'“”‘’„«»`‚‹› \n\r\t\u00a0\u0301\u200bas1.,-—(n😀>"), max_size=60))
def test_any_text_gives_quotations_that_nest_inside_its_paragraphs(text: str) -> None:
    paragraphs = find_paragraphs(text)
    around: list[Quotation] = []
    last = (-1, 0)
    for quotation in pair_marks(text, paragraphs):
        assert any(start <= quotation.start < quotation.end <= end for start, end in paragraphs)
        assert last < (quotation.start, quotation.depth)
        last = (quotation.start, quotation.depth)
        around = [other for other in around if other.end > quotation.start]
        assert all(quotation.end <= other.end for other in around)
        assert quotation.depth == len(around) + 1
        around.append(quotation)


N = 10_000


@pytest.mark.parametrize(
    "text",
    ['"' * N, "“a " * N, '"a" ' * N, "'a " * N, "s' a " * N, "'90s " * N, "\"'«‹" * N, '"a\n\n' * N, '"' + "‘a’ " * N],
    ids=["straight", "open", "closed", "single", "plurals", "elisions", "kinds", "paragraphs", "nested"],
)
def test_pairing_takes_linear_time(text: str) -> None:
    started = time.process_time()
    pair_marks(text, find_paragraphs(text))
    assert time.process_time() - started < 1, "10,000 marks take 0.1 s; a loop in a loop takes minutes"
