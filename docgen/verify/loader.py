"""A generated package as Python modules, without a disk.

`{path: text}` enters; the imported package leaves, and is forgotten when the `with` block ends.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType

from docgen.python.records import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPackage:
    """A package before it is written, and how its operations are called."""

    name: str
    files: Mapping[str, str]  # {path: text}
    calls: Mapping[str, Call]  # by the ids of operations
    payloads: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # of webhooks, by name: what reads them
    models: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # the classes of types: "models.Lamp" by the qualified name


_PREFIX = "_docgen_in_memory_"  # no name that a user could have


class _Finder(MetaPathFinder, InspectLoader):
    def __init__(self, root: str, files: Mapping[str, str]) -> None:
        self.root, self.files = root, files

    def _path(self, name: str) -> str | None:
        inside = name.removeprefix(self.root).lstrip(".").replace(".", "/")
        package = f"{inside}/__init__.py" if inside else "__init__.py"
        return next((p for p in (f"{inside}.py", package) if p in self.files), None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.root and not fullname.startswith(f"{self.root}."):
            return None
        path_of_module = self._path(fullname)
        return spec_from_loader(fullname, self, origin=path_of_module) if path_of_module else None

    def is_package(self, fullname: str) -> bool:
        return (self._path(fullname) or "").endswith("__init__.py")

    def get_source(self, fullname: str) -> str:
        path = self._path(fullname)
        if path is None:
            raise ImportError(fullname)
        return self.files[path]


@contextmanager
def imported(package: str, files: Mapping[str, str]) -> Iterator[ModuleType]:
    """The package whose files these are. Its modules are imported as they are used."""
    root = _PREFIX + package
    finder = _Finder(root, files)
    sys.meta_path.insert(0, finder)
    try:
        yield import_module(root)
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n == root or n.startswith(f"{root}.")]:
            del sys.modules[name]
