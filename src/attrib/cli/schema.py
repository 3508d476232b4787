"""`attrib schema`: what a record looks like."""

from attrib.cli.streams import print_json
from attrib.json_schema import json_schema


def schema() -> None:
    """Show the JSON Schema of a record.

    Each record of 'attrib extract' has these keys, and 'file' before them.

    Examples:
      attrib schema
      attrib schema > attribution.schema.json
    """
    print_json(json_schema())
