"""A configuration for a documentation set that has none yet.

Pages and the base URL of their API enter; guesses, and the text of a docgen.toml, leave.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from docgen.reading.page import Page
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


def first_look(
    pages: Sequence[Page],
    base_url: str,
    *,
    dialect: str,
    matching: int | None,
    names: tuple[str, str],
) -> FirstLook:
    """The guesses. Without a namespace one of `names` is the package's: the dialect's own, the pages' folder's."""
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
        package=_package(namespace.rpartition(".")[2] or names[matching == 0]),
    )


def _package(name: str) -> str:
    package = snake_case(name)
    return free_name(f"{package}_api" if owner_of(package) else package, ())


def configuration_text(look: FirstLook, *, pages: str, output: str, schema: str) -> str:
    """A docgen.toml with the guesses, and the other keys as comments.

    `pages` and `output` are relative to the file. `schema` is the address of its JSON Schema.
    """
    name = look.package if look.package.isascii() else _quoted(look.package)
    package = f"{output}/{look.package}"
    keys = [
        ("pages", pages, f"{look.pages} pages"),
        ("output", output, f"docgen generate writes {package}/"),
        ("dialect", look.dialect, f"how the pages are written: {dialect_note(look)}"),
    ]
    if look.base_url:
        keys.append(("base_url", look.base_url, base_url_note(look)))
    written = [(f"{key} = {_quoted(value)}", note) for key, value, note in keys]
    if not look.base_url:
        written.append(('# base_url = "https://..."', base_url_note(look)))
    written += [
        ('# spec = "docs/spec.json"', "the linked API, for reviews and other tools"),
        ('# openapi = "docs/openapi.json"', "the API as OpenAPI 3.1; json_schema: only its types"),
        ('# include = ["/a/**"]', "a part of the API: these paths; see also exclude and types"),
        ("# examples = true", "tested examples in docstrings and the README"),
        ('# templates = "templates"', "your own templates instead of docgen's"),
        (
            '# distribution = "0.1.0"',
            "a project that pip can install; license is its licence",
        ),
    ]
    width = min(max(len(line) for line, _ in written), 50)
    lines = [f"{line:<{width}}  # {note}" for line, note in written]
    head = (
        f"#:schema {schema}\n# The APIs that docgen generates. Paths are relative to this file.\n"
    )
    return f"{head}\n[api.{name}]  # import {look.package}\n" + "".join(f"{l}\n" for l in lines)


def dialect_note(look: FirstLook) -> str:
    """How sure the dialect is."""
    if look.matching is None:
        return "as requested"
    if not look.matching:
        return "no page looks like a known dialect; this one is a guess"
    return f"{look.matching} of {look.pages} pages match it"


def base_url_note(look: FirstLook) -> str:
    """The source of the base URL."""
    if not look.base_url:
        return "the address of the API; the samples do not contain it"
    return f"{look.calls} samples use it" if look.calls else "the dialect's; no sample names a host"


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
