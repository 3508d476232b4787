"""Errors that attrib raises on misuse; text, however messy, never raises.

AttribError
├── ModelNotFound      no model folder where one was asked for (also a FileNotFoundError)
├── ModelError         a folder that is there but is no usable attrib model (also a ValueError)
├── GpuNotAvailable    a GPU was asked for where a model or the machine has none (also a RuntimeError)
├── MissingAnnotation  a component runs before the one that it reads (also a ValueError)
├── InputError         a file or stream that cannot be read as text (also a ValueError)
└── CorpusError        a gold file that does not have the form it should have (also a ValueError)
"""

from pathlib import Path


class AttribError(Exception):
    """Anything that attrib itself complains of."""


class ModelNotFound(AttribError, FileNotFoundError):
    """No model lies at any of the places looked at."""

    def __init__(self, *places: Path) -> None:
        self.places = places
        super().__init__(*places)

    def __str__(self) -> str:
        looked = " or ".join(f"'{place}'" for place in self.places)
        return (
            f"No model found at {looked}. Give the path of a folder that 'attrib train' wrote, "
            "or leave the model out to use the one that ships with attrib."
        )


class ModelError(AttribError, ValueError):
    """A folder was found, but it does not load as an attrib model."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return (
            f"'{self.path}' is not a model that this attrib can use: {_one_line(self.reason)}. "
            "Leave the model out to use the one that ships with attrib."
        )


class GpuNotAvailable(AttribError, RuntimeError):
    """A GPU was asked for, and cannot be had."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"No GPU to compute on: {self.reason}."


class MissingAnnotation(AttribError, ValueError):
    """A component needs a span group that no earlier component has written."""

    def __init__(self, group: str, needed_by: str) -> None:
        self.group = group
        self.needed_by = needed_by
        super().__init__(group, needed_by)

    def __str__(self) -> str:
        return (
            f"'{self.needed_by}' reads doc.spans['{self.group}'], which is not set. "
            f"Add the '{self.group}' component before '{self.needed_by}'."
        )


class InputError(AttribError, ValueError):
    """A file that cannot be read as text."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(source, reason)

    def __str__(self) -> str:
        return f"{self.source}: {_one_line(self.reason)}"


class CorpusError(AttribError, ValueError):
    """A line of a gold or prediction file that is not what its format says."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(path, line, reason)

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {_one_line(self.reason)}"


def _one_line(reason: str) -> str:
    return " ".join(reason.split())
