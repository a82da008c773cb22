"""How a documentation set writes: headings, columns, type spellings, phrases.

A TOML file of `dialects/` enters; a `Dialect` leaves. A new documentation set needs a new file and
no Python.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from docgen.diagnostics.suggestion import Near, hint, near_kind
from docgen.reading.dialects.names import DialectError
from docgen.reading.dialects.vocabulary import Vocabulary

Role = str  # "http_request", "properties", ...: the keys of [headings]

_NUMBERING = re.compile(r"^\d+-(?=[a-z])|-(?:v\d+|beta|preview)$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Dialect:
    """One documentation dialect. All words are compared in lower case."""

    name: str
    description: str
    # Regular expressions; the dialect wins of which most pages match all of these, and none of those.
    detect: tuple[str, ...]
    detect_none: tuple[str, ...]
    base_url: str  # no trailing slash
    base_namespace: str  # of types whose page names none
    url_prefixes: tuple[str, ...]  # written before a path in place of the base URL
    page_urls: Mapping[str, str]  # folder -> address of a page in it, with {name}
    # Slug -> role; in the file role -> slugs, a * at either end for any rest.
    headings: Mapping[str, Role]
    columns: Mapping[str, str]  # header cell -> role; in the file role -> header cells
    primitives: Mapping[str, str]  # spelling -> "string"; in the file the other way round
    facets: Mapping[str, str]  # "timestamp" -> "date-time", for String (timestamp)
    collection_words: tuple[str, ...]
    map_words: tuple[str, ...]  # of an object whose keys are values
    annotation_keys: tuple[str, ...]
    protocol: str  # one of PROTOCOLS
    opaque_types: tuple[str, ...]  # names of any JSON value, which no page documents
    sentinel_members: tuple[str, ...]  # of enumerations: not values, but "more may come"
    type_suffixes: tuple[str, ...]  # words after a type's name: "object", "resource", "enum"
    title_suffixes: Mapping[str, tuple[str, ...]]  # kind -> the words after the name in an H1
    namespace_words: tuple[str, ...]  # before a colon and the namespace
    # Regular expressions: before a list of enum members, and before a list of something else.
    values_phrases: tuple[str, ...]
    no_values_phrases: tuple[str, ...]
    no_list_phrases: tuple[str, ...]  # before code spans in a row that are no values
    or_array_phrases: tuple[str, ...]  # in the description of a string that may be an array as well
    inherits_phrases: tuple[str, ...]  # before the link to the base type, as regular expressions
    abstract_phrases: tuple[str, ...]
    open_phrases: tuple[str, ...]
    inherited_phrases: tuple[str, ...]  # in a property's description, before the link
    nullable_phrases: tuple[str, ...]  # in the description of a field that may be null
    not_nullable_phrases: tuple[str, ...]  # in a property's description
    deprecated_phrases: tuple[str, ...]  # in a description, of what should no longer be used
    basic_phrases: tuple[str, ...]  # of Basic authentication (RFC 7617), in words
    public_phrases: tuple[str, ...]  # of an operation that needs no credentials
    webhook_phrases: tuple[str, ...]  # of a heading above what the service sends
    payload_phrases: tuple[str, ...]  # there, of a heading or a line above JSON that it sends
    every_request_phrases: tuple[str, ...]  # "all requests", of what clients send
    must_phrases: tuple[str, ...]  # in a sentence about them, of what has to be sent
    or_phrases: tuple[str, ...]  # there, between two names of which one is enough
    history_phrases: tuple[str, ...]  # of a heading above what was changed in each release
    required_phrases: tuple[str, ...]  # in a description, of what each request has
    no_body_phrases: tuple[str, ...]  # of a request section that documents no body
    no_content_phrases: tuple[str, ...]  # of an answer without content
    none_words: tuple[str, ...]  # cells and paragraphs for "nothing here"
    verb_aliases: Mapping[str, str]  # a word in a method's place -> the method
    languages: tuple[str, ...]  # files of `languages/`, whose words are added
    labels: Mapping[str, tuple[str, ...]]  # meaning -> words of headings and of lines above a list
    marks: Mapping[str, tuple[str, ...]]  # required, optional, ... -> words of cells and brackets
    server_phrases: tuple[str, ...]  # of a line that states a base URL, as regular expressions
    status_phrases: tuple[str, ...]  # before a status in prose
    returns_phrases: tuple[str, ...]  # before what is returned
    sends_phrases: tuple[str, ...]  # before the link to the type of a request's body
    is_own: bool = False  # read from a file of the user's

    @property
    def is_odata(self) -> bool:
        """Whether the API keeps to OData."""
        return self.protocol == "odata"

    @lru_cache(4096)
    def role(self, slug: str) -> Role | None:
        """The role of a heading with this slug: an exact one, the longest prefix, the longest suffix.

        A number before it ("1.2 Properties") and a version after it ("Response (v2.0)") are ignored.
        """
        slug = _NUMBERING.sub("", slug) or slug
        if slug in self.headings:
            return self.headings[slug]
        starts, ends = self._open_headings()
        if slug.startswith(starts):
            return self.headings[f"{next(filter(slug.startswith, starts))}*"]
        if slug.endswith(ends):
            return self.headings[f"*{next(filter(slug.endswith, ends))}"]
        return None

    @lru_cache(16)
    def _open_headings(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The slugs that any rest may follow, and those that it may precede; the longest first."""
        slugs = sorted(self.headings.keys() - {"*"}, key=len, reverse=True)
        starts = (slug[:-1] for slug in slugs if slug.endswith("*"))
        return tuple(starts), tuple(slug[1:] for slug in slugs if slug.startswith("*"))

    @lru_cache(16)
    def vocabulary(self) -> Vocabulary:
        """The words of headings and labels by their meanings."""
        return Vocabulary(self.labels)

    def column(self, header: str) -> str | None:
        """The role of a table column with this header."""
        return self.columns.get(header.lower())

    def primitive(self, words: str) -> str | None:
        """The name of a primitive by its spelling, with or without `Edm.` before it."""
        return self.primitives.get(words.lower().removeprefix("edm."))

    # A word that names no type is on many pages.
    @lru_cache(4096)
    def near_primitive(self, words: str) -> Near:
        """The spelling of a primitive that is nearest to a misspelt one."""
        return near_kind(words.lower(), self.primitives, 0.8)

    def near_heading(self, slug: str) -> Near:
        """The slug of a heading with a role that is nearest to a misspelt one."""
        known = self.headings.items()
        return near_kind(
            slug, {name: r for name, r in known if name[:1] == slug[:1] and "*" not in name}
        )


def dialect_names() -> tuple[str, ...]:
    """The dialects of the package, by name."""
    folder = resources.files("docgen.reading.dialects")
    return tuple(
        sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    )


@cache
def load_dialect(name: str) -> Dialect:
    """The dialect of this name. Raises `DialectError` for an unknown one."""
    # A test checks the package's own: checking takes longer than reading.
    tables = _tables(_package_text(name), name)
    base = tables.pop("extends", None)
    return _built(name, _base(base) if base else {}, tables, name)


def read_dialect(name: str, text: str, at: str = "") -> Dialect:
    """A dialect from its TOML text; `extends` names one of the package that it starts from.

    Tables are merged key by key, lists replaced; a list starting with "+" is appended to the base's.
    A word that the base has in another list moves to the one that names it here. Loading is strict:
    an unknown key raises `DialectError` with a suggestion. `at` is the file that messages name.
    """
    at = at or f"dialect {name}"
    tables = _tables(text, at)
    base = tables.pop("extends", None)
    merged = _base(base) if isinstance(base, str) else {}
    check_words(tables, at)
    return replace(_built(name, merged, tables, at), is_own=True)


def with_words(base: str, words: Mapping[str, Any]) -> Dialect:
    """A dialect of the package with further keys of a dialect file, which `check_words` has checked."""
    return replace(_built(base, _base(base), words, base), is_own=True)


def _built(name: str, base: Mapping[str, Any], tables: Mapping[str, Any], at: str) -> Dialect:
    merged = _layered(base, tables)
    missing = sorted(_KNOWN - merged.keys())
    if missing:
        raise DialectError(f'{at}: missing {", ".join(missing)}; start from extends = "graph"')
    for key in ("headings", "columns", "primitives", "facets"):
        merged[key] = _inverted(merged[key]) | _inverted(tables.get(key, {}))
    return Dialect(name=name, **{key: _frozen(value) for key, value in merged.items()})


_KNOWN = {field.name for field in fields(Dialect)} - {"name", "is_own"}

_CLOSED = (
    "headings",
    "columns",
    "labels",
    "marks",
    "primitives",
    "title_suffixes",
)  # docgen knows all their keys

# What an address and an entity mean beyond HTTP: OData has a service root, keys in brackets and system query options.
PROTOCOLS = ("http", "odata")

_OF_TEXT = ("page_urls", "verb_aliases")  # tables of text; the others are of lists


def _base(name: str) -> dict[str, Any]:
    """The tables of a dialect of the package and of those that it extends."""
    tables = _tables(_package_text(name), name)
    merged = _base(base) if (base := tables.pop("extends", None)) else {}
    return _layered(merged, tables)


def _layered(base: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, Any]:
    """The tables over those of `base`, with the words of the languages that they name between the two."""
    merged = dict(base)
    for language in tables.get("languages", ()):
        if language != "+":
            words = _tables(_language_text(language), language)
            merged |= {key: _added(merged[key], value) for key, value in words.items()}
    return merged | {key: _merged(merged.get(key), value) for key, value in tables.items()}


def _added(base: Any, words: Any) -> Any:
    if isinstance(words, dict):
        return {**base, **{key: [*base.get(key, ()), *item] for key, item in words.items()}}
    return [*base, *words]


def _tables(text: str, at: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DialectError(f"{at}: not TOML: {error}") from None


def check_words(tables: Mapping[str, Any], at: str) -> None:
    """Raises `DialectError` for a key that nothing reads, or a value that is not of its key's kind."""
    _check_keys(tables, _KNOWN, at)
    like = _tables(_package_text("graph"), "graph")
    for key, value in tables.items():
        place = f"{at}: {key}"
        if not isinstance(value, type(like[key])):
            kinds = {
                str: "a string",
                bool: "true or false",
                list: "a list of strings",
                dict: "a table",
            }
            raise DialectError(f"{place} must be {kinds[type(like[key])]}")
        if key == "protocol" and value not in PROTOCOLS:
            raise DialectError(
                f'{place} must be one of {", ".join(PROTOCOLS)}{hint(value, PROTOCOLS)}'
            )
        if key in _CLOSED:
            _check_keys(value, like[key], place)
        for name, item in value.items() if isinstance(value, dict) else [("", value)]:
            inside = f"{place}.{name}" if name else place
            if key in _OF_TEXT and not isinstance(item, str):
                raise DialectError(f"{inside} must be a string")
            if isinstance(like[key], (list, dict)) and key not in _OF_TEXT:
                _check_words(item, inside)
                if key.startswith("detect") or key.endswith("_phrases"):
                    _check_patterns(item, inside, are_joined=not key.startswith("detect"))


def _check_keys(keys: Iterable[str], known: Iterable[str], at: str) -> None:
    for key in keys:
        if key not in known:
            advice = hint(key, known) or f"; known: {', '.join(sorted(known))}"
            raise DialectError(f'{at}: unknown key "{key}"{advice}')


def _check_words(words: Any, at: str) -> None:
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise DialectError(f"{at} must be a list of strings")


def _check_patterns(words: Iterable[str], at: str, *, are_joined: bool) -> None:
    """Phrases are joined to one pattern with others, where a flag for all and a numbered group mean another thing."""
    for word in words:
        if word == "+":
            continue
        try:
            pattern = re.compile(f"(?:{word})" if are_joined else word)
        except (re.error, OverflowError) as error:
            hint = "; write a flag as (?i:...)" if "global flags" in str(error) else ""
            raise DialectError(
                f'{at}: "{word}" is not a regular expression: {error}{hint}'
            ) from None
        if are_joined and pattern.groups:
            raise DialectError(f'{at}: "{word}" captures a group; write (?:...) in place of (...)')


def _package_text(name: str) -> str:
    file = resources.files("docgen.reading.dialects").joinpath(f"{name}.toml")
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        known = ", ".join(dialect_names())
        raise DialectError(f'unknown dialect "{name}"; known: {known}, or a .toml file of your own')
    return file.read_text("utf-8")


def _language_text(name: str) -> str:
    folder = resources.files("docgen.reading.dialects").joinpath("languages")
    file = folder.joinpath(f"{name}.toml")
    if not re.fullmatch(r"[a-z-]+", name) or not file.is_file():
        known = sorted(f.name.removesuffix(".toml") for f in folder.iterdir())
        raise DialectError(f'unknown language "{name}"; known: {", ".join(known)}')
    return file.read_text("utf-8")


def _merged(base: Any, value: Any) -> Any:
    if isinstance(base, dict) and isinstance(value, dict):
        return {**base, **{key: _merged(base.get(key), item) for key, item in value.items()}}
    if isinstance(base, list) and isinstance(value, list) and value[:1] == ["+"]:
        return [*base, *value[1:]]
    return value


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


def _inverted(table: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {word.lower(): key for key, words in table.items() for word in words if word != "+"}
