"""What docs/formats.md shows is true: its queries run, and give the same whatever the form."""

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from batch_stand_in import run

from attrib.batch.forms import COMPRESSIONS, FORMS
from attrib.batch.writers import OUTPUTS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
QUERIES = re.findall(r"^```sql\n-- (\S+)\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
BY_MONTH = [(name, query) for name, query in QUERIES if "month" in query]
ANSWER = [("2024-01", "Ann", 2), ("2024-01", "Bo", 1), ("2024-02", "Bo", 1)]


@pytest.fixture(autouse=True)
def corpus(folder: Path) -> None:
    dates = {
        "Ann said it rains. Bo said no.": "2024-01-05",
        "Ann said yes.": "2024-01-06",
        "Bo said rain.": "2024-02-01",
    }
    rows = [{"text": text, "date": date} for text, date in dates.items()]
    Path("in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def ask(name: str, query: str) -> list[Any]:
    if name.endswith(".sqlite"):
        database = sqlite3.connect(name)
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(name if name.endswith(".duckdb") else ":memory:") as database:
        found: list[Any] = database.execute(query).fetchall()
        return found


@pytest.mark.parametrize(("name", "query"), BY_MONTH, ids=[name for name, _ in BY_MONTH])
def test_who_was_quoted_most_by_month(name: str, query: str) -> None:
    run("in.jsonl", name, keep=("date",))
    assert ask(name, query) == ANSWER


def test_what_was_said_about_something() -> None:
    (query,) = [query for _, query in QUERIES if "MATCH" in query]
    run("in.jsonl", "records.sqlite", keep=("date",))
    assert ask("records.sqlite", query) == [("Bo", "[rain]")]


def test_every_form_has_a_query() -> None:
    assert {name for name, _ in BY_MONTH} == {
        f"records.{ending}" for ending in ("parquet", "jsonl.gz", "csv", "duckdb", "sqlite")
    }


def test_every_ending_is_described() -> None:
    assert [ending for ending in {*FORMS, *COMPRESSIONS, *OUTPUTS} if f"`{ending}`" not in DOCUMENT] == []
