"""Errors that attrib raises on misuse; text, however messy, never raises.

AttribError
├── ModelNotFound      no model folder where one was asked for (also a FileNotFoundError)
├── ModelError         a folder that is there but is no usable attrib model (also a ValueError)
├── GpuNotAvailable    a GPU was asked for where a model or the machine has none (also a RuntimeError)
├── MissingAnnotation  a component runs before the one that it reads (also a ValueError)
├── InputError         a file or stream that cannot be read as text (also a ValueError)
├── CorpusError        a line of gold or records without the form it should have (also a ValueError)
├── LibraryMissing     a library of an extra that is not installed (also a ModuleNotFoundError)
├── FieldNotFound      a field that the documents of an input do not have (also a ValueError)
├── OutputError        a file that a run cannot write its records to (also a ValueError)
├── OutputBusy         another run is writing there (also a RuntimeError)
├── RunDiffers         a run was begun there with another input, model or option (also a ValueError)
└── WorkerError        the processes of a run cannot work (also a RuntimeError)
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
    """A line of a file of gold, predictions or records that is not what its format says."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(path, line, reason)

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {_one_line(self.reason)}"


class LibraryMissing(AttribError, ModuleNotFoundError):
    """What is to be done needs a library that only an extra of attrib brings."""

    def __init__(self, purpose: str, library: str, extra: str) -> None:
        self.purpose = purpose
        self.library = library
        self.extra = extra
        super().__init__(purpose, library, extra)

    def __str__(self) -> str:
        return f"{self.purpose} needs {self.library}, which is not installed: pip install 'attrib[{self.extra}]'"


class FieldNotFound(AttribError, ValueError):
    """A field was named, or had to be guessed, that the documents do not have."""

    def __init__(self, source: str, wanted: str, fields: tuple[str, ...], option: str) -> None:
        self.source = source
        self.wanted = wanted
        self.fields = fields
        self.option = option
        super().__init__(source, wanted, fields, option)

    def __str__(self) -> str:
        has = _one_line(", ".join(self.fields)) or "no fields at all"
        return f"{self.source}: no field {self.wanted}; the file has: {has}. Name one of them with {self.option}."


class OutputError(AttribError, ValueError):
    """A file that records cannot be written to."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(path, reason)

    def __str__(self) -> str:
        return f"{self.path}: {_one_line(self.reason)}"


class OutputBusy(AttribError, RuntimeError):
    """Another run holds the journal of this output."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)

    def __str__(self) -> str:
        return f"{self.path}: another run is writing it. Wait until that has ended, or choose another output."


class RunDiffers(AttribError, ValueError):
    """The journal of an output was begun with something else than what is asked for now."""

    def __init__(self, path: Path, what: str, before: str, now: str) -> None:
        self.path = path
        self.what = what
        self.before = before
        self.now = now
        super().__init__(path, what, before, now)

    def __str__(self) -> str:
        return (
            f"{self.path}: begun with another {self.what}: {_one_line(self.before)} then, {_one_line(self.now)} now. "
            f"Repeat the first command, choose another output, or delete '{self.path}.journal' to begin anew."
        )


class WorkerError(AttribError, RuntimeError):
    """The processes that should do the work cannot."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"No process can work: {_one_line(self.reason)}"


def _one_line(reason: str) -> str:
    return " ".join(reason.split())
