import pytest
import spacy

from attrib.components.tokenizer import make_tokenizer


def words_of(text):
    return [token.text for token in make_tokenizer(spacy.blank("en"))(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No!!! Really?! ===== <<", "No !!! Really ?! ===== <<"),
        ("An anti-war ex-minister in mid-May", "An anti-war ex-minister in mid-May"),
        ("the well-known over-the-counter drug", "the well - known over - the - counter drug"),
        ("a tax-wise loss, career-wise", "a tax-wise loss , career-wise"),
        ("a Post-ABC poll of post-war days", "a Post - ABC poll of post-war days"),
        ("an F-16 and Covid-19", "an F - 16 and Covid - 19"),
        ("two- and three-year terms", "two - and three - year terms"),
        ("call 202-555-0143 or 555-0143", "call 202-555-0143 or 555-0143"),
        ("from 1990-1991 or 1992–93", "from 1990 - 1991 or 1992 – 93"),
        ("at 7:30pm for 10k", "at 7:30 pm for 10 k"),
        ("Lt. Vane and Sens. Ito, Orr.", "Lt. Vane and Sens. Ito , Orr ."),
        ("DON'T, DONT, mayor'll", "DO N'T , DO NT , mayor 'll"),
        ("I wanna. Wanna?", "I wan na . Wan na ?"),
        ("'72, the ’90s and the 1980's", "'72 , the ’90s and the 1980's"),
        ("the U.S.'s 747's in the U.S.", "the U.S. 's 747 's in the U.S."),
        ("it's—it’s—gone. He didn't—no", "it 's — it ’s — gone . He did n't — no"),
        ('"No,"—he said—"never!"—and', '" No , " — he said — " never ! " — and'),
        ("the person(s) named (him):", "the person ( s ) named ( him ) :"),
        ("#budget is #1 and/or", "#budget is # 1 and / or"),
        ("They wed; her id.", "They wed ; her id ."),
        ("It is -just- odd --Vane", "It is - just - odd -- Vane"),
    ],
)
def test_words_are_those_of_universal_dependencies(text, words):
    assert words_of(text) == words.split()


def test_no_character_is_lost():
    text = "“Well—” (she said):  it's\n\n$5m–$6m!!!—no?! #x--y http://a.example/b-c(d) e@f.example 'tis"
    doc = make_tokenizer(spacy.blank("en"))(text)
    assert doc.text == text


def test_a_saved_pipeline_has_the_same_words(tmp_path):
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "attrib.Tokenizer.v1"}}})
    nlp.to_disk(tmp_path)
    text = "An anti-war F-16, Lt. Vane!!"
    assert [token.text for token in spacy.load(tmp_path)(text)] == words_of(text)
