"""The model as it was trained, run by PyTorch: the records of the shipped one but for rounding. Needs extra `trf`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

import attrib
from attrib import api
from attrib.errors import GpuNotAvailable

torch = pytest.importorskip("torch", reason="needs the extra 'trf'")

pytestmark = pytest.mark.model

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))


def test_it_gives_the_records_of_the_shipped_model_but_for_rounding(make_doc: Callable[[str], Doc]) -> None:
    texts = [make_doc(path.read_text("utf-8")).text for path in CASES]
    same, given = 0, 0
    for shipped, trained in zip(attrib.pipe(texts), attrib.pipe(texts, model="en_attrib_trf"), strict=True):
        scores = {(record.source, record.cue, record.content): record.score for record in trained}
        given += len(shipped)
        for record in shipped:
            score = scores.get((record.source, record.cue, record.content))
            same += score is not None and abs(score - record.score) < 0.1
    assert same / given > 0.9


def test_the_shipped_model_cannot_compute_on_a_gpu() -> None:
    with pytest.raises(GpuNotAvailable, match="'en_attrib_trf' runs on a GPU"):
        api.use_gpu(None)


def test_without_a_gpu_there_is_none_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(GpuNotAvailable, match="PyTorch finds no GPU"):
        api.use_gpu("en_attrib_trf")


def test_where_there_is_a_gpu_the_model_is_told_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    attrs = api.encoder(attrib.load("en_attrib_trf")).attrs
    monkeypatch.setitem(attrs, "device", "cpu")
    api.use_gpu("en_attrib_trf")
    assert attrs["device"] == "cuda"
