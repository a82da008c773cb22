"""What to make of which pages: docgen.toml, or the same tables below [tool.docgen] of pyproject.toml.

A file's path enters; `Api`s leave, their paths relative to that file's folder.
"""

from __future__ import annotations

import keyword
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from docgen.corrections.correction import Correction
from docgen.diagnostics.suggestion import hint
from docgen.openapi.formats import EXPORTS
from docgen.project.corrections import read_corrections
from docgen.project.protocols import KEYS as PROTOCOL_KEYS, read_protocols
from docgen.project.tables import TableFault
from docgen.project.usage import UsageError
from docgen.reading.dialects.names import is_file_of_dialect
from docgen.spec.protocols import Protocols
from docgen.syntax.naming import free_name, owner_of, snake_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """One API: its pages, and where its files go."""

    pages: Path
    package: str = "api"
    output: Path | None = None  # the folder that holds the package; None for an API without one
    dialect: str | None = (
        None  # a name, or the path of a .toml file; None for the one that the pages look like
    )
    words: Mapping[str, Any] = field(default_factory=dict[str, Any])  # further keys of the dialect
    corrections: tuple[Correction, ...] = ()
    protocols: Protocols = Protocols()
    base_url: str | None = None  # where the API is; None for the one in the samples
    path_prefix: str | None = (
        None  # no step of calls; None for that in the lock, else of most paths
    )
    put: Literal["replace", "update"] = "replace"  # what a PUT is called
    lock: Path | None = None  # docgen.lock; None for none
    # The files that are written outside of the package, by the names of their formats.
    exports: Mapping[str, Path] = field(default_factory=dict[str, Path])
    include: tuple[str, ...] = ()  # patterns over paths: the operations to generate
    exclude: tuple[str, ...] = ()
    partials: tuple[Path, ...] = ()  # folders of files that pages include, outside of theirs
    templates: Path | None = None  # a folder of files that replace those of the target
    types: tuple[str, ...] = ()  # names of further types
    baseline: Path | None = None  # the file of accepted findings
    distribution: str = ""  # the version to publish; "" for a package alone
    examples: bool = False  # documented requests in docstrings and the README, each tried
    license: str = "MIT"  # an SPDX expression; docgen's runtime, which is part of an SDK, is MIT
    cache: Path | None = None  # the folder of pages that were read before; None for none
    jobs: int = 1  # processes that read pages
    workers: str = ""  # the address of others that read them, "dask://HOST:PORT"; "" for none

    @property
    def folder(self) -> Path | None:
        """The folder that is written: the package, or the project around it; None for an API with exports only."""
        if self.output is None:
            return None
        return self.output / (self.distribution_name if self.distribution else self.package)

    @property
    def target(self) -> Path:
        """The name of an API in the lock: the folder, else the first export."""
        return self.folder or next(iter(self.exports.values()))

    @property
    def has_examples(self) -> bool:
        """Whether the SDK has tested examples; a distribution always does."""
        return self.examples or bool(self.distribution)

    @property
    def distribution_name(self) -> str:
        """The name that pip installs, in its normal form."""
        return re.sub(r"[-_.]+", "-", self.package).strip("-").lower()


_PREFIX = re.compile(r"(?:/[\w.~-]+)*")

_EXPORTS = {name: item.key for name, item in EXPORTS.items()}

_PATHS = ("pages", "output", "templates", "baseline")

_LISTS = ("include", "exclude", "types", "partials")

KEYS = (
    *_PATHS,
    *_EXPORTS.values(),
    "package",
    "dialect",
    "base_url",
    "path_prefix",
    "put",
    "distribution",
    "license",
    "examples",
    *_LISTS,
    "corrections",
    *PROTOCOL_KEYS,
)


def read_configuration(config: Path) -> list[Api]:
    """The APIs that a file names. Raises `UsageError` that names the key and what to write."""
    tables = project_tables(config)
    at, table = f"{config.with_name('pyproject.toml')}: tool.docgen.", "tool.docgen.api"
    if tables is None:
        tables, at, table = _toml(config), f"{config}: ", "api"
    for key in tables.keys() - {"api"}:
        raise UsageError(f'{at}unknown key "{key}"; write [{table}.NAME] tables')
    named = tables.get("api", {})
    if not isinstance(named, dict):
        raise UsageError(f"{at}api must be a table of tables, e.g. [{table}.my_api]")
    apis = [
        _api(
            config if table == "api" else config.with_name("pyproject.toml"),
            f"{at}api.{name}",
            name,
            values,
        )
        for name, values in named.items()
    ]
    if not apis:
        raise UsageError(f"{at}no APIs; add a table such as [{table}.my_api]")
    return apis


def project_tables(config: Path) -> dict[str, Any] | None:
    """[tool.docgen] of the pyproject.toml that replaces a docgen.toml; None when there is none."""
    project = config.with_name("pyproject.toml")
    if config.exists() or config.name != "docgen.toml" or not project.is_file():
        return None
    return _toml(project).get("tool", {}).get("docgen")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            f"cannot read {path}: {error.strerror}; create it with: docgen init PAGES_DIR, "
            "or give PAGES_DIR, --package and --output"
        ) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}{_advice(path, str(error))}") from None


def _advice(path: Path, fault: str) -> str:
    """What to do about a dialect that is a name and a table too, as where words are added to what `docgen init` wrote."""
    line = re.search(r"overwrite a value \(at line (\d+)", fault)
    text = path.read_text("utf-8").splitlines()[int(line[1]) - 1] if line else ""
    if not re.fullmatch(r"\s*\[.+\.dialect\]\s*(#.*)?", text):
        return ""
    return '; move the name of the dialect into this table, as extends = "..."'


def lock_path(config: Path) -> Path:
    """docgen.lock; another name for a configuration of another name, which has a lock of its own."""
    is_usual = config.name in ("docgen.toml", "pyproject.toml")
    return config.with_name("docgen.lock" if is_usual else f"{config.stem}.docgen.lock")


def _api(config: Path, at: str, name: str, table: Any) -> Api:
    folder = config.parent
    if not isinstance(table, dict):
        raise UsageError(f"{at} must be a table, e.g. [api.{name}]")
    for key, value in table.items():
        if key not in KEYS:
            advice = hint(key, KEYS) or f"; known: {', '.join(KEYS)}"
            raise UsageError(f'{at}: unknown key "{key}"{advice}')
        if key in _LISTS:
            if not isinstance(value, list) or not all(v and isinstance(v, str) for v in value):
                raise UsageError(f'{at}.{key} must be a list of strings, e.g. {key} = ["..."]')
        elif key in ("corrections", *PROTOCOL_KEYS) or key == "dialect" and isinstance(value, dict):
            pass
        elif key == "examples":
            if not isinstance(value, bool):
                raise UsageError(f"{at}.examples must be true or false")
        elif key == "distribution" and isinstance(value, bool):
            pass
        elif key == "path_prefix":
            if not isinstance(value, str) or not _PREFIX.fullmatch(value):
                raise UsageError(f'{at}.path_prefix must be like "/api/v1", or "" for none')
        elif key == "put" and value not in ("replace", "update"):
            raise UsageError(f'{at}.put must be "replace" or "update"')
        elif not isinstance(value, str) or not value or "\0" in value:
            raise UsageError(f'{at}.{key} must be a string, e.g. {key} = "..."')
    if "pages" not in table:
        raise UsageError(f'{at} is missing pages; add pages = "..."')
    if not table.keys() & {"output", *_EXPORTS.values()}:
        raise UsageError(
            f'{at} is missing output; add output = "..." for a package, or spec = "..." for a '
            "spec alone"
        )
    paths = {key: folder / table[key] for key in _PATHS if key in table}
    dialect, words = _dialect(table.get("dialect"), folder, f"{at}.dialect")
    lists: dict[str, Any] = {key: tuple(table[key]) for key in _LISTS if key in table}
    if "partials" in lists:
        lists["partials"] = tuple(folder / path for path in table["partials"])
    try:
        entries = table.get("corrections", [])
        corrections = read_corrections(entries, f"{at}.corrections", config, name, table["pages"])
        protocols = read_protocols(table, at, config, name)
    except TableFault as fault:
        raise UsageError(str(fault)) from None
    return Api(
        package=package_name(table.get("package", name)),
        dialect=dialect,
        words=words,
        corrections=corrections,
        protocols=protocols,
        base_url=table.get("base_url"),
        path_prefix=table.get("path_prefix"),
        put=table.get("put", "replace"),
        distribution=release(table.get("distribution", False)),
        license=license_name(table.get("license", DEFAULT_LICENSE)),
        examples=table.get("examples", False),
        lock=lock_path(config),
        exports={name: folder / table[key] for name, key in _EXPORTS.items() if key in table},
        **paths,
        **lists,
    )


def _dialect(value: Any, folder: Path, at: str) -> tuple[str | None, Mapping[str, Any]]:
    """The name of a dialect or the path of its file, and the keys of a table of words."""
    if not isinstance(value, dict):
        is_file = value and is_file_of_dialect(value)
        return (str(folder / value) if is_file else value), {}
    # Checking needs the tables of the package's dialects, which most commands do without.
    from docgen.reading.dialects.dialect import check_words, dialect_names

    base, words = value.get("extends"), {k: v for k, v in value.items() if k != "extends"}
    if base is not None and base not in dialect_names():
        known = ", ".join(dialect_names())
        raise UsageError(f"{at}.extends must be one of {known}{hint(str(base), dialect_names())}")
    check_words(words, at)
    return base, words


FIRST_VERSION = "0.1.0"

DEFAULT_LICENSE = "MIT"


def release(version: str | bool) -> str:
    """The version of a distribution; "" for none. Raises `UsageError` for what PEP 440 does not take."""
    text = (FIRST_VERSION if version else "") if isinstance(version, bool) else version
    if text and not re.fullmatch(r"v?\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)*(\+[a-z0-9.]+)?", text):
        raise UsageError(f'"{text}" is not a version; write one such as {FIRST_VERSION}')
    return text


def license_name(expression: str) -> str:
    """An SPDX expression. Raises `UsageError` for what cannot be one."""
    if not re.fullmatch(r"[A-Za-z0-9.+()-]+( (AND|OR|WITH) [A-Za-z0-9.+()-]+)*", expression):
        raise UsageError(f'"{expression}" is not an SPDX expression; write one such as Apache-2.0')
    return expression


def package_name(name: str) -> str:
    """A name that Python can import, and as nothing else. Raises `UsageError`, with one that would do."""
    near = free_name(snake_case(name), ())
    if not name.isidentifier() or keyword.iskeyword(name) or not re.search(r"[^\W_]", name):
        raise UsageError(f'"{name}" is not a Python package name; try "{near}"')
    # Python takes identifiers in this form (PEP 3131), and looks for a file of another name.
    if (usual := unicodedata.normalize("NFKC", name)) != name:
        raise UsageError(f'Python imports "{name}" as "{usual}"; use that name')
    if owner := owner_of(name):
        raise UsageError(f'"{name}" is {owner}, which the package would hide; try "{near}_api"')
    return name
