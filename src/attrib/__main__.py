"""`python -m attrib` is `attrib`."""

from attrib.cli import app

app(prog_name="attrib")
