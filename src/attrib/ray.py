"""Attributions in Ray Data: `attrib.ray.extract(dataset)` adds a column of records to a dataset of texts."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrib.batch.forms import load_library
from attrib.batch.worker import extract_each, open_model
from attrib.batch.writers.arrow import arrow_record, record_type
from attrib.errors import FieldNotFound

if TYPE_CHECKING:
    from ray.data import Dataset


def extract(
    dataset: "Dataset",
    text_column: str = "text",
    *,
    into: str = "attributions",
    model: str | Path | None = None,
    min_score: float = 0.0,
    jobs: int | None = None,
    batch_size: int = 64,
    num_cpus: float = 1,
    num_gpus: float = 0,
) -> "Dataset":
    """The dataset with one more column, `into`: a list of records for each text, as `Attribution.to_dict` gives them.

    It is null where there is no text, and where the model fails on one. `jobs` actors load the model once each and read
    with one thread; without a number Ray decides, and leaves CPUs for what reads the data. `model`, where it is a
    folder, must lie at the same place on all machines. `num_gpus` is for models that can use one: en_attrib_trf.

    Raises:
        LibraryMissing: Ray is not installed.
        FieldNotFound: the dataset has no such column.
    """
    data = load_library("ray.data", "attrib.ray", "ray")
    columns = tuple(dataset.columns() or ())
    if text_column not in columns:
        raise FieldNotFound("the dataset", f"'{text_column}'", columns, "text_column")
    pool = data.ActorPoolStrategy(size=jobs) if jobs else data.ActorPoolStrategy(min_size=1)
    return dataset.map_batches(
        _Extract,
        fn_constructor_args=(text_column, into, model, min_score, num_gpus > 0),
        batch_size=batch_size,
        batch_format="pyarrow",
        compute=pool,
        num_cpus=num_cpus,
        num_gpus=num_gpus,
    )


class _Extract:
    """What an actor of the dataset is: a model, and tables in and out."""

    def __init__(self, text_column: str, into: str, model: str | Path | None, min_score: float, gpu: bool) -> None:
        self._text_column = text_column
        self._into = into
        self._extract = open_model(model, min_score, gpu=gpu)

    def __call__(self, table: Any) -> Any:
        """The table with the column of records."""
        arrow = load_library("pyarrow", "attrib.ray", "ray")
        texts = table.column(self._text_column).to_pylist()
        found = extract_each(self._extract, [text for text in texts if text is not None])
        records = [None if text is None else _records(next(found)) for text in texts]
        return table.append_column(self._into, arrow.array(records, arrow.list_(record_type())))


def _records(found: Any) -> list[dict[str, Any]] | None:
    return None if isinstance(found, str) else [arrow_record(record.to_dict()) for record in found]
