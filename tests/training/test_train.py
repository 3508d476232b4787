"""Training from end to end, on a handful of sentences and a tiny encoder. Needs the extra `train`.

The corpora are made up: relations, names, syntax, chains, and documents with all of it that pass for GUM's.
"""

import json
from pathlib import Path

import numpy as np
import pytest
import spacy

torch = pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("safetensors", reason="needs the extra 'train'")

from spacy.util import load_config  # noqa: E402

from attrib.corpora.gum import is_kept_out  # noqa: E402
from attrib.ml.pairs import Candidates, pair_up  # noqa: E402
from attrib.schema import ENTITIES, ENTITY_LABELS, ENTITY_TAGS, LINKS, PARSER, SPANS, SPEAKERS, TAGS  # noqa: E402
from attrib.training import run  # noqa: E402
from attrib.training.network import Network, choice_loss, read_minilm  # noqa: E402
from attrib.training.product import parameters, take_weights  # noqa: E402
from attrib.training.silver import likely_tags  # noqa: E402
from attrib.training.syntax import DEP, LAYERS  # noqa: E402

RECIPE = Path(__file__).parents[2] / "models" / "en_attrib.cfg"
PEOPLE = ("Ada", "Tom", "Noor", "Jan", "Ines", "Lee")
WIDTH = 64


SYNTAX = {
    "Rain": ("rain", "NOUN", "NN", "Number=Sing", 2, "nsubj"),
    "fell": ("fall", "VERB", "VBD", "Tense=Past", 0, "root"),
    "said": ("say", "VERB", "VBD", "Tense=Past", 0, "root"),
    "the": ("the", "DET", "DT", "Definite=Def", 4, "det"),
    "bridge": ("bridge", "NOUN", "NN", "Number=Sing", 6, "nsubj"),
    "would": ("would", "AUX", "MD", "VerbForm=Fin", 6, "aux"),
    "open": ("open", "VERB", "VB", "VerbForm=Inf", 2, "ccomp"),
    "Nobody": ("nobody", "PRON", "NN", "Number=Sing", 2, "nsubj"),
    "She": ("she", "PRON", "PRP", "Gender=Fem", 2, "nsubj"),
    "left": ("leave", "VERB", "VBD", "Tense=Past", 0, "root"),
    "came": ("come", "VERB", "VBD", "Tense=Past", 0, "root"),
    ".": (".", "PUNCT", ".", "_", 2, "punct"),
}
"""Of each word, a name apart: lemma, part of speech, tag, features, head in its sentence, relation."""


def article(i):
    name = PEOPLE[i % len(PEOPLE)]
    return f"Rain fell. {name} said the bridge would open. Nobody came.", name


def story(i):
    """A text in which somebody is referred to again."""
    name = PEOPLE[i % len(PEOPLE)]
    return f"{name} said the bridge would open. She left. Rain fell.", name


def at(text, *words):
    return [[text.index(word), text.index(word) + len(word)] for word in words]


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")


def conllu(name, text):
    lines = [f"# newdoc id = {name}"]
    for sentence in text.removesuffix(".").split(". "):
        words = [*sentence.split(), "."]
        lines.append(f"# text = {sentence}.")
        for number, word in enumerate(words, start=1):
            lemma, pos, tag, morph, head, dep = SYNTAX.get(word, (word, "PROPN", "NNP", "Number=Sing", 2, "nsubj"))
            lines.append("\t".join(map(str, (number, word, lemma, pos, tag, morph, head, dep, "_", "_"))))
        lines.append("")
    return "\n".join(lines) + "\n"


def write_corpus(folder):
    texts = [article(i) for i in range(12)]
    rows, named = [], []
    for i, (text, name) in enumerate(texts):
        relation = {
            "source": [at(text, name)],
            "cue": [at(text, "said")],
            "content": [at(text, "the bridge would open")],
        }
        rows.append({"doc_id": f"d{i}", "text": text, "annotations": {"one": [relation]}})
        named.append({"doc_id": f"d{i}", "text": text, "source": "made up", "ents": [[*at(text, name)[0], "PERSON"]]})
    donor = {"doc_id": "x", "text": "Mia Sol", "source": "made up", "ents": [[0, 7, "PERSON"]]}
    write_rows(folder / "gold.jsonl", rows)
    write_rows(folder / "names.jsonl", named)
    write_rows(folder / "donors.jsonl", [donor])
    (folder / "trees.conllu").write_text(
        "".join(conllu(f"t{i}", text) for i, (text, _) in enumerate(texts[:6])), "utf8"
    )
    write_chains(folder)
    write_gum(folder)


def write_chains(folder):
    whole, partial = [], []
    for i in range(4):
        text, name = story(i)
        who, she, bridge = map(tuple, at(text, name, "She", "the bridge"))
        whole.append({"doc_id": f"c{i}", "text": text, "clusters": [[who, she]], "singletons": [bridge]})
        partial.append({"doc_id": f"p{i}", "text": text, "clusters": [[who, she]], "partial": True})
        partial[-1] |= {"a": who, "b": bridge, "pronoun": she}
    write_rows(folder / "chains.jsonl", whole)
    write_rows(folder / "partial.jsonl", partial)


def write_gum(folder):
    """Eight documents to learn from, and one that is kept out: it has a word that no other has."""
    names = [name for i in range(40) if not is_kept_out(name := f"GUM_news_made{i}")][:8]
    stories = [(name, *story(i)) for i, name in enumerate(names)]
    stories.append(("GUM_fiction_made", "Zoltan said the bridge would open. She left. Rain fell.", "Zoltan"))
    chained, attributed, named = [], [], []
    for name, text, who in stories:
        person, she, bridge, said, content = at(text, who, "She", "the bridge", "said", "the bridge would open")
        chained.append({"doc_id": name, "text": text, "clusters": [[person, she]], "singletons": [bridge]})
        relation = {"source": [person], "cue": [said], "content": [content]}
        attributed.append({"doc_id": name, "text": text, "attributions": [relation, relation | {"cue": None}]})
        named.append({"doc_id": name, "text": text, "source": "made up", "ents": [[*person, "PERSON"]]})
    write_rows(folder / "gum_chains.jsonl", chained)
    write_rows(folder / "gum_attributions.jsonl", attributed)
    write_rows(folder / "gum_names.jsonl", named)
    (folder / "gum.conllu").write_text("".join(conllu(name, text) for name, text, _ in stories), "utf8")


CORPORA = {
    "attributions": "gold.jsonl",
    "share": 1,
    "held_out": 4,
    "silver_names": [["names.jsonl", ["DATE"]]],
    "syntax": [["trees.conllu", 1]],
    "names": [["names.jsonl", 0.9, list(ENTITY_LABELS)]],
    "chains": [["chains.jsonl", 0.9], ["partial.jsonl", 0.9]],
    "gum": {
        "attributions": "gum_attributions.jsonl",
        "share": 1,
        "syntax": "gum.conllu",
        "names": "gum_names.jsonl",
        "full": list(ENTITY_LABELS),
        "chains": "gum_chains.jsonl",
        "mentions": "gum_chains.jsonl",
    },
}


def write_encoder(folder):
    """A BERT checkpoint with random weights."""
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    folder.mkdir()
    texts = [text for i in range(6) for text, _ in (article(i), story(i))]
    words = {word.strip(".").lower() for text in texts for word in text.split()}
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[unused1]", "[unused2]", ".", "mia", "sol", *sorted(words)]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    norm = {"weight": torch.ones(WIDTH), "bias": torch.zeros(WIDTH)}
    weights = {f"embeddings.LayerNorm.{k}": v.clone() for k, v in norm.items()}
    for name, rows in (("word", len(vocabulary)), ("position", 64), ("token_type", 2)):
        weights[f"embeddings.{name}_embeddings.weight"] = torch.randn(rows, WIDTH) * 0.1
    layer = "encoder.layer.0."
    for name, rows, columns in (
        ("attention.self.query", WIDTH, WIDTH),
        ("attention.self.key", WIDTH, WIDTH),
        ("attention.self.value", WIDTH, WIDTH),
        ("attention.output.dense", WIDTH, WIDTH),
        ("intermediate.dense", 2 * WIDTH, WIDTH),
        ("output.dense", WIDTH, 2 * WIDTH),
    ):
        weights[f"{layer}{name}.weight"] = torch.randn(rows, columns) * columns**-0.5
        weights[f"{layer}{name}.bias"] = torch.zeros(rows)
    for name in ("attention.output.LayerNorm", "output.LayerNorm"):
        weights |= {f"{layer}{name}.{k}": v.clone() for k, v in norm.items()}
    save_file(weights, folder / "model.safetensors")


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    folder = tmp_path_factory.mktemp("train")
    write_corpus(folder)
    write_encoder(folder / "model")
    config = load_config(RECIPE)
    parts = config["components"]
    parts["attrib_encoder"]["model"] |= {"width": WIDTH, "window": 48, "overlap": 8}
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "attrib_encoder"}
    parts["tagger"]["model"]["tok2vec"] = listener
    tagger = {"@architectures": "attrib.Softmax.v1", "nO": len(ENTITY_TAGS)}
    for name, model in (
        (PARSER, {"@architectures": "attrib.Biaffine.v1", "arcs": 32, "relations": 16}),
        (ENTITIES, tagger),
        (SPANS, {"@architectures": "attrib.Tagger.v1"}),
        (LINKS, {"@architectures": "attrib.Linker.v1", "hidden": 32}),
        (SPEAKERS, {"hidden": 16, "match": 8}),
    ):
        parts[name]["model"] = model | {"tok2vec": listener}
    plan = config["training"]
    plan |= {"dev": "gold.jsonl", "encoder": str(folder / "model"), "hidden": 32, "corpora": CORPORA}
    plan["rewriting"] = {"names": "names.jsonl", "donors": "donors.jsonl"}
    plan["antecedents"] |= {"hidden": 16, "match": 8, "rate": 1e-2}
    plan["schedule"] |= {"epochs": 14, "batch": 256, "window": 48, "overlap": 8, "rate": 3e-3}
    plan["schedule"] |= {"head_rate": 5e-3, "average": 0.9}
    config.to_disk(folder / "tiny.cfg")
    return folder


def train(recipe, out="out", config="tiny.cfg", **options):
    found = []
    given = {"start": None, "seed": 1, "device": "cpu", "epochs": None} | options
    run.train(recipe / config, recipe, recipe / out, report=lambda kind, values: found.append((kind, values)), **given)
    return found


@pytest.fixture(scope="module")
def reports(recipe):
    return train(recipe)


TEXT = "Rain fell. Noor said the bridge would open. Nobody came."


def test_training_learns_and_writes_a_model_that_spacy_loads(recipe, reports):
    nlp = spacy.load(recipe / "out" / "tiny")
    (record,) = nlp(TEXT)._.attributions
    assert (record.source.text, record.cue.text, record.content.text) == ("Noor", "said", "the bridge would open")
    (speaker,) = record.speakers
    assert (speaker.name, speaker.kind.value, speaker.resolution.value) == ("Noor", "person", "name")


def test_syntax_and_names_are_learned_too(recipe, reports):
    doc = spacy.load(recipe / "out" / "tiny")(TEXT)
    assert [sent.text for sent in doc.sents] == ["Rain fell.", "Noor said the bridge would open.", "Nobody came."]
    assert [(token.tag_, token.pos_, token.dep_, token.head.text) for token in doc[3:9]] == [
        ("NNP", "PROPN", "nsubj", "said"),
        ("VBD", "VERB", "ROOT", "said"),
        ("DT", "DET", "det", "bridge"),
        ("NN", "NOUN", "nsubj", "open"),
        ("MD", "AUX", "aux", "open"),
        ("VB", "VERB", "ccomp", "said"),
    ]
    assert [doc[i].lemma_ for i in (1, 4, 8)] == ["fall", "say", "open"]
    assert [(entity.text, entity.label_) for entity in doc.ents] == [("Noor", "PERSON")]


def test_pronouns_are_followed(recipe, reports):
    from attrib.resolution.chains import Chains, find_antecedents
    from attrib.resolution.discourse import read_discourse

    nlp = spacy.load(recipe / "out" / "tiny")
    doc = nlp("Ines said the bridge would open. She left. Rain fell.")
    found = read_discourse(doc)
    names = [found.texts[i] for i in range(len(found.mentions))]
    assert names[:1] == ["Ines"]
    she = names.index("She")
    model = nlp.get_pipe(SPEAKERS).model
    (chains,) = find_antecedents([Chains(found)], [[she]], lambda questions: model.predict([(doc, questions[0])]))
    ends = chains.ends(she)
    assert max(ends, key=ends.get) == ("name", 0)


def test_the_torch_model_gives_the_records_of_the_embedded_one(recipe, reports):
    embedded, trained = (spacy.load(recipe / "out" / name) for name in ("tiny", "tiny_trf"))
    (found,), (again,) = embedded(TEXT)._.attributions, trained(TEXT)._.attributions
    assert (found.source, found.cue, found.content) == (again.source, again.cue, again.content)
    assert found.score == pytest.approx(again.score, abs=0.05)


def test_both_exports_are_scored_on_dev_and_agree(reports):
    scores = [values for kind, values in reports if kind == "export"]
    assert [values["encoder"] for values in scores] == ["int8", "fp16"]
    assert min(values["link"] for values in scores) > 90


def test_a_model_says_what_it_is_and_keeps_no_word_of_the_corpus(recipe, reports):
    meta = json.loads((recipe / "out" / "tiny" / "meta.json").read_text("utf8"))["attrib"]
    assert {"format", "trained", "encoder", "data", "licences", "scores", "schedule"} <= set(meta)
    strings = (recipe / "out" / "tiny" / "vocab" / "strings.json").read_text("utf8")
    assert "Noor" not in strings
    assert "Zoltan" not in strings


def test_a_finished_training_is_taken_up_where_it_ended(recipe, reports):
    again = train(recipe, epochs=15)
    assert [values["epoch"] for kind, values in again if kind == "epoch"] == [15]


def test_the_loss_of_a_choice_is_that_of_the_component():
    from attrib.components.links import choice_loss as by_component
    from attrib.ml.pairs import PairScores

    draw = np.random.default_rng(0)
    spans = lambda *edges: np.array(edges, dtype=np.int64)  # noqa: E731
    found = Candidates(
        spans((2, 3), (8, 9)), spans((1, 2), (7, 8)), spans((3, 6), (9, 12)), np.zeros(12, dtype=np.int64)
    )
    pairs = pair_up(found, found.contents)
    scores, none = draw.normal(size=len(pairs.cues)).astype("f"), draw.normal(size=2).astype("f")
    expected, _ = by_component(PairScores(pairs, scores, none), pairs.spans, pairs.cues, np.array([1, -1]))
    right = np.array([np.flatnonzero((pairs.spans == 0) & (pairs.cues == 1))[0], len(scores) + 1])
    loss = choice_loss(*map(torch.from_numpy, (scores, pairs.spans, none, right)))
    assert float(loss) == pytest.approx(expected, rel=1e-5)


def test_a_checkpoint_is_read_whole(recipe):
    encoder = read_minilm(recipe / "model", 0.0)
    assert encoder.words.weight.shape[1] == WIDTH
    assert len(encoder.layers) == 1


def test_a_training_may_begin_with_the_weights_of_another_model(recipe, reports):
    first = spacy.load(recipe / "out" / "tiny")(TEXT)._.attributions
    found = train(recipe, "second", start=recipe / "out" / "tiny_trf", epochs=0)
    assert [kind for kind, _ in found] == ["export", "export"]
    second = spacy.load(recipe / "second" / "tiny")(TEXT)._.attributions
    assert [(r.source, r.cue, r.content) for r in second] == [(r.source, r.cue, r.content) for r in first]
    assert [s.name for r in second for s in r.speakers] == ["Noor"]


def test_a_trained_model_says_which_tags_are_likely(recipe, reports):
    nlp = spacy.load(recipe / "out" / "tiny_trf")
    doc = nlp(TEXT)
    likely = likely_tags(nlp, doc).tolist()
    assert all(likely)
    (record,) = doc._.attributions
    for role, extent in (("SOURCE", record.source), ("CUE", record.cue), ("CONTENT", record.content)):
        (first,) = (token.i for token in doc if token.idx == extent.start)
        assert likely[first] & 1 << TAGS.index(f"B-{role}")
    assert likely[0] & 1 << TAGS.index("O")


def test_the_weights_that_training_began_with_keep_their_share(recipe, reports):
    config = load_config(recipe / "tiny.cfg")
    config["training"]["anchor"] = 1.0
    config.to_disk(recipe / "anchored.cfg")
    start = recipe / "out" / "tiny_trf"
    train(recipe, "third", "anchored.cfg", start=start, epochs=1)
    before, after = spacy.load(start), spacy.load(recipe / "third" / "anchored_trf")
    for (layer, name, _), (other, _, _) in zip(parameters(before), parameters(after), strict=True):
        np.testing.assert_allclose(layer.get_param(name), other.get_param(name), atol=1e-6)


def test_heads_that_a_model_to_begin_with_has_not_or_in_another_size_stay_as_they_are(recipe, reports):
    nlp = spacy.load(recipe / "out" / "tiny_trf")
    labels = [nlp.get_pipe(name).model.get_ref("softmax").get_dim("nO") for name in LAYERS[:DEP]]
    labels.append(nlp.get_pipe(PARSER).model.get_param("labels").shape[0])
    arcs, _, relations, _ = (layer.get_dim("nO") for layer in nlp.get_pipe(PARSER).model.layers[1:])

    def network(arcs):
        encoder = read_minilm(recipe / "model", 0.0)
        return Network(encoder, 32, 0.0, labels, (arcs, relations), len(ENTITY_TAGS))

    whole, part, other = network(arcs), network(arcs), network(arcs + 1)
    take_weights(nlp, whole)
    for layer, parameter, name in parameters(nlp):
        np.testing.assert_allclose(whole.state_dict()[name].numpy(), layer.get_param(parameter), err_msg=name)
    wider = {name: values.clone() for name, values in other.state_dict().items()}
    take_weights(nlp, other)
    torch.testing.assert_close(other.parser.arcs, wider["parser.arcs"])
    torch.testing.assert_close(other.entities.weight, whole.entities.weight)
    before = {name: values.clone() for name, values in part.state_dict().items()}
    for name in ("tagger", PARSER):
        nlp.remove_pipe(name)
    take_weights(nlp, part)
    kept = ("parser.", "syntax.0.", "antecedents.")
    for name, values in part.state_dict().items():
        wanted = before[name] if name.startswith(kept) else whole.state_dict()[name]
        torch.testing.assert_close(values, wanted, msg=name)
