"""A configuration for a documentation set that has none yet.

Pages and the base URL of their API enter; guesses, and the text of a docgen.toml, leave.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from docgen.diagnostics.diagnostic import amount
from docgen.reading.page import Page
from docgen.records import Record
from docgen.syntax.naming import free_name, owner_of, snake_case


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What the pages of an API look like."""

    pages: int
    dialect: str
    matching: int | None  # pages that match the dialect; None when it was requested, not guessed
    base_url: str  # "" when no sample names a host
    calls: int  # sample requests that begin with it
    namespace: str  # that most pages name; "" when none does
    package: str  # a name that Python can import, and that no module of Python's own has


class Advice(Record, frozen=True, kw_only=True):
    """A line of docgen.toml that would improve the result."""

    line: str
    reason: str


def first_look(
    pages: Sequence[Page],
    base_url: str,
    *,
    dialect: str,
    matching: int | None,
    name: str,
    folders: Sequence[str],
) -> FirstLook:
    """The guesses. `name` is that of the API in its dialect, "" for none; `folders` are those of the pages, the inner first.

    The package is named by the namespace, else by `name`, by the host, by a folder.
    """
    spaces = Counter(page.namespace for page in pages if page.namespace)
    namespace = max(sorted(spaces), key=lambda space: spaces[space], default="")
    targets = [sample.message.target for page in pages for sample in page.samples]
    return FirstLook(
        pages=len(pages),
        dialect=dialect,
        matching=matching,
        base_url=base_url,
        calls=sum(bool(base_url) and target.startswith(base_url) for target in targets),
        namespace=namespace,
        package=_package(
            namespace.rpartition(".")[2] or name or host_name(base_url) or _folder_name(folders)
        ),
    )


_GENERIC = frozenset(
    "api apis app beta com content dev developer developers doc docs documentation example gateway guide guides help http live "
    "localhost main manual markdown md my page pages portal prod production public ref reference references rest "
    "rest-api rest_api sandbox site source sources spec specs src staging test website www".split()
)
_VERSION = re.compile(r"v?\d+([._-]\d+)*(-?(alpha|beta|rc)\d*)?|[a-z]{2}([-_][A-Za-z]{2})?")


def host_name(url: str) -> str:
    """What the host of a URL is named for: "shop" of api.shop.com, "lamps" of lamps.example.com; "" for an address."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdecimal() or not re.fullmatch(r"[a-z0-9.-]+", host):
        return ""
    # Of "shop.co.uk" the last two belong to a registry.
    is_country = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    kept = labels[: -2 if is_country else -1]
    names = [label for label in kept if label not in _GENERIC and label.replace("-", "").isalpha()]
    name = names[-1] if names else ""
    return name.removesuffix("api").rstrip("-") or name


def _folder_name(folders: Sequence[str]) -> str:
    """The first folder that is not named as those of any documentation are."""
    names = (f for f in folders if f.lower() not in _GENERIC and not _VERSION.fullmatch(f.lower()))
    return next(names, "api")


def _package(name: str) -> str:
    package = snake_case(name)
    return free_name(f"{package}_api" if owner_of(package) else package, ())


def configuration_text(
    look: FirstLook,
    *,
    pages: str,
    output: str,
    more: Sequence[tuple[str, str, str]],
    advice: Sequence[Advice],
) -> str:
    """A docgen.toml with the guesses, and the other keys as comments; those of `advice` come first.

    `pages` and `output` are relative to the file; `more` are further keys with their values and notes.
    """
    name = toml_key(look.package)
    package = f"{output}/{look.package}"
    keys = [
        ("pages", pages, amount(look.pages, "page")),
        ("output", output, f"docgen generate writes {package}/"),
        ("dialect", look.dialect, f"how the pages are written: {dialect_note(look)}"),
    ]
    if look.base_url:
        keys.append(("base_url", look.base_url, base_url_note(look)))
    written = [(f"{key} = {toml_value(value)}", note) for key, value, note in (*keys, *more)]
    written += [(f"# {item.line}", item.reason) for item in advice]
    known = {item.line.partition(" ")[0] for item in advice}
    written += [
        (f"# {line}", note) for line, note in _OTHERS if line.partition(" ")[0] not in known
    ]
    width = min(max(len(line) for line, _ in written), 50)
    lines = [f"{line:<{width}}  # {note}" for line, note in written]
    head = "# The APIs that docgen generates. Paths are relative to this file.\n"
    return f"{head}\n[api.{name}]  # import {look.package}\n" + "".join(f"{l}\n" for l in lines)


_OTHERS = (
    ('spec = "docs/spec.json"', "the linked API, for reviews and other tools"),
    ('openapi = "docs/openapi.json"', "the API as OpenAPI 3.1; json_schema: only its types"),
    ('include = ["/a/**"]', "a part of the API: these paths; see also exclude and types"),
    ('baseline = "known.txt"', "findings that are accepted, written by: docgen lint --update"),
    ("examples = true", "tested examples in docstrings and the README"),
    ('templates = "templates"', "your own templates instead of docgen's"),
    ('distribution = "0.1.0"', "a project that pip can install; license is its licence"),
)


def dialect_note(look: FirstLook) -> str:
    """How sure the dialect is."""
    if look.matching is None:
        return "as requested"
    if look.dialect == "plain":  # where no other matches
        return "for references of any style"
    return f"{look.matching} of {look.pages} pages match it"


def base_url_note(look: FirstLook) -> str:
    """The source of the base URL."""
    if not look.base_url:
        return "the address of the API; the samples do not contain it"
    if not look.calls:
        return "stated; no sample uses it"
    return f"{amount(look.calls, 'sample')} use{'s' if look.calls == 1 else ''} it"


def toml_key(name: str) -> str:
    """A name as a key of TOML."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_value(name)


def toml_value(value: str | bool | float | Sequence[str]) -> str:
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
