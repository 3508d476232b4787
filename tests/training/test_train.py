"""Training from end to end, on a handful of sentences and a tiny encoder. Needs the extra `train`."""

import json
from pathlib import Path

import numpy as np
import pytest
import spacy

torch = pytest.importorskip("torch", reason="needs the extra 'train'")
pytest.importorskip("safetensors", reason="needs the extra 'train'")

from spacy.util import load_config  # noqa: E402

from attrib.ml.pairs import Candidates, pair_up  # noqa: E402
from attrib.training import run  # noqa: E402
from attrib.training.network import choice_loss, read_minilm  # noqa: E402

RECIPE = Path(__file__).parents[2] / "models" / "en_attrib.cfg"
PEOPLE = ("Ada", "Tom", "Noor", "Jan", "Ines", "Lee")
WIDTH = 64


def article(i):
    name = PEOPLE[i % len(PEOPLE)]
    return f"Rain fell. {name} said the bridge would open. Nobody came.", name


def write_corpus(folder):
    rows = []
    for i in range(12):
        text, name = article(i)
        at = lambda words, text=text: [[[text.index(words), text.index(words) + len(words)]]]  # noqa: E731
        relation = {"source": at(name), "cue": at("said"), "content": at("the bridge would open")}
        rows.append({"doc_id": f"d{i}", "text": text, "annotations": {"one": [relation]}})
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf8")
    names = [{"doc_id": row["doc_id"], "text": row["text"], "ents": [[11, 14, "PERSON"]]} for row in rows]
    donors = [{"doc_id": "x", "text": "Mia Sol", "ents": [[0, 7, "PERSON"]]}]
    (folder / "names.jsonl").write_text("\n".join(map(json.dumps, names)), encoding="utf8")
    (folder / "donors.jsonl").write_text("\n".join(map(json.dumps, donors)), encoding="utf8")


def write_encoder(folder):
    """A BERT checkpoint with random weights."""
    from safetensors.torch import save_file
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    folder.mkdir()
    words = {word.strip(".").lower() for i in range(6) for word in article(i)[0].split()}
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
    config["components"]["tok2vec"]["model"] |= {"width": WIDTH, "window": 48, "overlap": 8}
    for name in ("attrib_spans", "attrib_links"):
        listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": WIDTH, "upstream": "tok2vec"}
        kind = {"attrib_spans": "attrib.Tagger.v1", "attrib_links": "attrib.Linker.v1"}[name]
        config["components"][name]["model"] = {"@architectures": kind, "tok2vec": listener}
    config["components"]["attrib_links"]["model"]["hidden"] = 32
    config["training"] |= {"train": "gold.jsonl", "dev": "gold.jsonl", "names": "names.jsonl", "donors": "donors.jsonl"}
    config["training"] |= {"held_out": 4, "encoder": str(folder / "model"), "hidden": 32}
    config["training"]["schedule"] |= {"epochs": 40, "batch": 256, "window": 48, "overlap": 8, "rate": 3e-3}
    config["training"]["schedule"] |= {"head_rate": 5e-3, "average": 0.9}
    config.to_disk(folder / "tiny.cfg")
    return folder


@pytest.fixture(scope="module")
def reports(recipe):
    found = []
    run.train(
        recipe / "tiny.cfg",
        recipe,
        recipe / "out",
        seed=1,
        device="cpu",
        epochs=None,
        report=lambda kind, values: found.append((kind, values)),
    )
    return found


def test_training_learns_and_writes_a_model_that_spacy_loads(recipe, reports):
    nlp = spacy.load(recipe / "out" / "tiny")
    doc = nlp("Rain fell. Noor said the bridge would open. Nobody came.")
    assert [(a.source.text, a.cue.text, a.content.text) for a in doc._.attributions] == [
        ("Noor", "said", "the bridge would open")
    ]


def test_the_torch_model_gives_the_records_of_the_embedded_one(recipe, reports):
    embedded, trained = (spacy.load(recipe / "out" / name) for name in ("tiny", "tiny_trf"))
    text = "Rain fell. Noor said the bridge would open. Nobody came."
    (found,), (again,) = embedded(text)._.attributions, trained(text)._.attributions
    assert (found.source, found.cue, found.content) == (again.source, again.cue, again.content)
    assert found.score == pytest.approx(again.score, abs=0.05)


def test_both_exports_are_scored_on_dev_and_agree(reports):
    scores = [values for kind, values in reports if kind == "export"]
    assert [values["encoder"] for values in scores] == ["int8", "fp16"]
    assert min(values["link"] for values in scores) > 90


def test_a_model_says_what_it_is_and_keeps_no_word_of_the_corpus(recipe, reports):
    meta = json.loads((recipe / "out" / "tiny" / "meta.json").read_text("utf8"))["attrib"]
    assert {"format", "trained", "encoder", "data", "licences", "scores", "schedule"} <= set(meta)
    assert "Noor" not in (recipe / "out" / "tiny" / "vocab" / "strings.json").read_text("utf8")


def test_a_finished_training_is_taken_up_where_it_ended(recipe, reports):
    again = []
    run.train(
        recipe / "tiny.cfg",
        recipe,
        recipe / "out",
        seed=1,
        device="cpu",
        epochs=41,
        report=lambda kind, values: again.append((kind, values)),
    )
    assert [values["epoch"] for kind, values in again if kind == "epoch"] == [41]


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
