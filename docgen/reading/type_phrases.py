"""Type references as OData spells them.

The text of a type cell enters; a `TypeRef` of a primitive, a named type or a collection leaves,
still unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal

from docgen.reading.dialects.dialect import Dialect
from docgen.records import Record
from docgen.syntax.page_paths import link_path, page_stem
from docgen.syntax.plain_text import unescape, visible

_LINKED = re.compile(r"\[([^\[\]]+)\](?:\(\s*+([^()\s]*+)[^()]*+\)|\[([^\[\]]*)\])?")
_CUT_LINK = re.compile(r"^\[([\w.]+)\]\([^)]*$")
_COLLECTION_OF = re.compile(r"^(\w+)\s*[(<]\s*(.*?)\s*[)>]$", re.DOTALL)
_LIST_OF = re.compile(r"^(?:a )?lists? of (?=\S)", re.IGNORECASE)
_MAP_OF = re.compile(r"^(?:a )?(?:map|dictionary|hash) of \w", re.IGNORECASE)
_ARRAY = re.compile(r"^(?:array|list)\s*\\?\[\s*([\w.]+)\s*\\?\]$", re.IGNORECASE)
# The words after a type: another one, or the form of its values ("string in UTC format").
_AFTER = re.compile(r",| - | or |/|\|| \[| (?:in|with|that|which|as|representing|containing) ")
_NAME = re.compile(r"^#?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$")
_OPTIONAL = re.compile(r"^(?:\((?:optional|required)\)\s*|nullable\s+)(?=\S)", re.IGNORECASE)
_NULLABLE_OF = re.compile(r"^nullable\s*<(.+)>$", re.IGNORECASE)
_BRACKETED = re.compile(r"\s*\(([^()]*)\)\s*$")


class TypeRef(Record, frozen=True, kw_only=True):
    """A type as written: `name` is "string" and the like for a primitive, else a page's word; "" where it has `items`."""

    name: str
    is_collection: bool = False
    is_primitive: bool = False
    target: str = ""  # where its link leads, as written; "" without a link
    facet: str = ""  # what stood in brackets: "timestamp", "identifier", "readonly"
    # Of what it consists: the items of an array of arrays, the values of a map, the alternatives of a union.
    kind: Literal["", "array", "map", "union"] = ""
    items: tuple[TypeRef, ...] = ()
    is_nullable: bool = False
    is_partial: bool = False  # some of the properties may be missing
    of: str = ""  # the primitive of the values of an enumeration

    @property
    def parts(self) -> tuple[TypeRef, ...]:
        """The types with a name in it."""
        return tuple(part for item in self.items for part in item.parts) if self.kind else (self,)

    def __str__(self) -> str:
        if self.kind:
            items = " or ".join(map(str, self.items))
            return items if self.kind == "union" else f"{self.kind} of {items}"
        return f"array of {self.name}" if self.is_collection else self.name


def read_type(
    text: str, dialect: Dialect, references: Mapping[str, str] = MappingProxyType({})
) -> TypeRef | None:
    """The type that a cell names, or None when it names none.

    Understood, in any case and order: a primitive's spelling, a link (its text beats its target),
    a reference link, a bare name, each with "collection" before or after it, inside the link or as
    `Collection(...)`, "list of" and `List<...>`, "array" of anything, "map of" anything, "nullable" before it, and a
    facet such as "(timestamp)" after it. Of a union the first is taken.
    """
    return _read(text, dialect, references) if "[" in text else _read_unlinked(text, dialect)


@lru_cache(4096)  # a few spellings of primitives are in most cells
def _read_unlinked(text: str, dialect: Dialect) -> TypeRef | None:
    return _read(text, dialect, {})


def _read(text: str, dialect: Dialect, references: Mapping[str, str]) -> TypeRef | None:
    phrase = visible(unescape(text)).replace("\u00a0", " ").replace("（", "(").replace("）", ")")
    phrase = re.sub(r"<br\s*/?>|\*\*|`", " ", phrase).strip()
    phrase = _NULLABLE_OF.sub(r"\1", _OPTIONAL.sub("", phrase))
    phrase = _ARRAY.sub(r"\1[]", phrase)
    target = ""
    if cut := _CUT_LINK.match(phrase):
        phrase = cut[1]
    if link := _LINKED.search(phrase):
        target = link[2] or references.get((link[3] or link[1]).strip().lower(), "")
        phrase = f"{phrase[: link.start()]}{link[1]}{phrase[link.end() :]}"
    words, is_collection = _without_collection(" ".join(phrase.split()), dialect)
    facet = ""
    if not words:
        return None
    if _MAP_OF.match(words):
        return TypeRef(name="any", is_collection=is_collection, is_primitive=True)
    if words.lower() in dialect.collection_words and not target:
        return TypeRef(name="any", is_collection=True, is_primitive=True)
    primitive = dialect.primitive(words)
    if primitive is None and (bracketed := _BRACKETED.search(words)):
        facet = bracketed[1].strip()
        words = words[: bracketed.start()].strip()
        primitive = dialect.primitive(words)
        if primitive == "string" and not target:
            primitive = dialect.facets.get(facet.lower(), primitive)
    if primitive is None:
        words = _AFTER.split(words, maxsplit=1)[0].strip()
        words = _linked_name(words, target) if not _NAME.match(words) and target else words
        words, nested = _without_collection(words, dialect)
        is_collection = is_collection or nested
        primitive = dialect.primitive(words)
    if primitive is not None:
        return TypeRef(
            name=primitive,
            is_collection=is_collection,
            is_primitive=True,
            target=target,
            facet=facet,
        )
    if words.lower().endswith(tuple(" " + word for word in dialect.type_suffixes)):
        words = words.rsplit(" ", 1)[0]
    if not _NAME.match(words):
        return None
    return TypeRef(name=words.lstrip("#"), is_collection=is_collection, target=target, facet=facet)


def _linked_name(words: str, target: str) -> str:
    """The name in several words with a link: all of them where its file is named so, else the first."""
    joined = words.replace(" ", "")
    is_named_so = page_stem(link_path(target)).lower().endswith(joined.lower())
    return joined if is_named_so else words.split(" ")[0]


@cache
def _joined(collection_words: tuple[str, ...]) -> re.Pattern[str]:
    foreign = [w for w in collection_words if not w.startswith("collection")]
    return re.compile(rf"(?<=\w)-?({'|'.join(map(re.escape, foreign)) or '(?!)'})$", re.IGNORECASE)


def _without_collection(words: str, dialect: Dialect) -> tuple[str, bool]:
    """The words without those for "collection", and whether there were any."""
    is_collection = False
    call = _COLLECTION_OF.match(words)
    if call and call[1].lower() in ("list", *dialect.collection_words):
        return call[2].strip(), True
    if list_of := _LIST_OF.match(words):
        return words[list_of.end() :], True
    if words.endswith("[]"):
        words, is_collection = words[:-2].strip(), True
    if words.lower().endswith(dialect.collection_words):
        # "[lamp](lamp.md)-Sammlung", "lamp集合": other languages put no space before the word.
        words = _joined(dialect.collection_words).sub(r" \1", words)
    rest = words.split(" ")
    while len(rest) > 1 and rest[-1].lower().strip(".,") in dialect.collection_words:
        rest.pop()
        is_collection = True
    while len(rest) > 1 and rest[0].lower() in dialect.collection_words:
        rest = rest[2:] if rest[1].lower() == "of" and len(rest) > 2 else rest[1:]
        is_collection = True
    joined = " ".join(rest)
    if joined.startswith("(") and joined.endswith(")"):
        joined = joined[1:-1].strip()
    return joined, is_collection
