"""Type phrases: one grammar for attributes, parameters, returns and annotations.

    phrase   = { mark } union { mark } [ "," comment ]
    mark     = "?" | "nullable" | "optional" | "(" ( "optional" | "required" ) ")" | "or null" | "¦null" | "null |"
             | "nullable" ( "<" phrase ">" | a primitive )
    union    = type { ( "," | "or" | "|" | "¦" | "/" ) type }
    type     = array | map | named
    array    = ( "array" | "list" | "set" | "page" | ... ) [ "of" [ count ] ] type
             | ( "array" | "list" ) ( "<" | "[" | "(" ) type ( ">" | "]" | ")" )
             | "<" type ">" ( "array" | "list" ) [ "(" comment ")" ]
             | type "[]" | "[]" type | "[" type "]" | type [ "-" ] ( "array" | "list" )
    map      = ( "map" | "dictionary" | "hash" | ... ) "of" type [ "to" type | "key" "and" type "value" ]
             | ( "map" | ... ) "with keys" ( "in" | "of" ) type [ "and values of" type ]
             | ( "map" | "dict" | ... ) "<" type ( "," | "|" | ":" ) type ">" | "map[" type "]" type
    named    = [ article ] [ "partial" ] ( link | word ) [ "object" | ... ] [ "(" format ")" ] | words "string"

The text of a phrase enters; a `TypeRef` leaves, None where nothing of it is a type. Words are data of the dialect. OData has
no alternatives: the first of them counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import TypeRef
from docgen.reading.type_words import (
    QUALIFIER,
    in_words,
    kind_with_length,
    type_name,
    unqualified,
    words_of,
)
from docgen.records import replace
from docgen.syntax.naming import singular
from docgen.syntax.page_paths import link_path, page_stem
from docgen.syntax.plain_text import on_one_line, unescape, visible

_LONGEST = 600  # characters of a phrase; a longer one is prose
_DEEPEST = 6  # types in types
_LINK = re.compile(
    r"\[([^\[\]]+|(?:[^\[\]]|\[[^\[\]]*\])+(?=\]\())\](?:\(\s*+<?([^()\s<>]*+)>?[^()]*+\)|\[([^\[\]]*)\])?"
)
# In a cell that is cut off.
_CUT_LINK = re.compile(r"^\[([\w.]+)\]\([^)]*$")
_BRACKETED_NAME = re.compile(r"\[\S+\]|\S+\[\]|\[\]\S+")
_EMPHASIS = re.compile(r"\*\*[^*]+\*\*")
_PLACE = re.compile(r"\x01(\d+)\x02")
_FLAG = re.compile(r"\{\{[<%]?\s*(required|optional|nullable|deprecated|removed)\s*[>%]?\}\}", re.I)
_MARKUP = re.compile(
    r"<br\s*/?>|</?(?:a|b|i|p|em|strong|code|span|su[bp]|small|tt|wbr)\b[^<>]*>|\*\*|`|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)",
    re.I,
)
_FOOTNOTE = re.compile(r"\s*(?:\\?[*†‡])+|\s*\\?\[\^?\d+\\?\]$")
_OR_NULL = re.compile(
    r"(?:\s*,)?\s+(?:or|and|oder|ou|o)\s+null\b.*$|\s*[|¦/,]\s*null\b(?=\s*(?:\(|$))", re.I
)
_ELSE_NULL = re.compile(r",?\s+(?:otherwise|else)\s+null\b.*$", re.I)
_NULLABLE_OF = re.compile(r"^nullable(?:\s+(.+)|\s*<(.+)>|(\w+))$", re.I)
_OPTIONAL = re.compile(r"^\((?:optional|required)\)\s*(?=\S)", re.I)
_NULLABLE = re.compile(
    r"\s*[,(]\s*(?:nullable|(?:may|can) be null)\s*\)?\s*$", re.I
)  # "string, nullable"
_NULL_OR = re.compile(r"^null\s*(?:or\s+|[|¦/,]\s*)", re.I)
_BRACKETED = re.compile(r"\s*[(（]([^()（）]*(?:\([^()]*\)[^()（）]*)*)[)）]")
_ARTICLE = re.compile(
    r"^(?:an?|the|one\s+of|any|single|comma[- ](?:separated|delimited)|optional|nullable|(?:non-?)?empty|valid|raw|json|new)\s+(?=\S)",
    re.I,
)
_PARTIAL = re.compile(r"^partial(?:\s+|\s*<(?=[^<>]+>\Z))", re.I)
_WORD = re.compile(r"#?[A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)*$")
_BRACKET_OR_END = re.compile(
    r"[(\[<>\])]|\s+or\s+|\s*(?:\||¦)\s*|\s*,\s*(?:or\s+)?|(?<=[\w\x02])\s*/\s*(?=[\w\x01])", re.I
)
_DEPTHS = {**dict.fromkeys("([<", 1), **dict.fromkeys(")]>", -1)}
_AFTER = re.compile(
    r"\s+(?:in|with|that|which|as|representing|containing|describing|for|from|if|when|unless|indicating|like|format|encoded)\s|\s+-\s|[.;:]\s|\s*=|\s\[|\s*(?:[≤≥]|[<>]=?)\s*\d",
    re.I,
)
# "< string > array", "< string > array(multi)"
_ARRAY_AFTER = re.compile(r"<\s*(.+?)\s*>\s*(\w+)(?:\s*\([^()]*\))?")
# "string<uri>", "integer <int64>"
_FORMAT = re.compile(rf"{QUALIFIER}(\w+)\s*<\s*([^<>]+?)\s*>")
_ENUM = re.compile(r"enum\s*(?:<\s*([^<>]+?)\s*>|\[[^\[\]]*\])?", re.I)
# "tags to lamps", "string keys and lamp values", "string key and associated lamp value"
_VALUES_OF = re.compile(
    r"\s(?:to|keys?\s+and|keys?\s+with)\s+(?:(?:associated|corresponding)\s+)?(.+?)(?:\s+values?)?$",
    re.I,
)
_KIND_OF_TEXT = re.compile(
    r"(?!.*\b(?:an?|and|as|but|in|is|of|or|the|to|with|without)\b)[\w-]+(?: [\w-]+){0,2}"
)
_NAMED_SUFFIX = re.compile(r"\s+(?:ids?)$", re.I)


class _Reader(NamedTuple):
    """A phrase while it is read: its dialect, and the links that places in it stand for."""

    dialect: Dialect
    links: Sequence[tuple[str, str]]  # text, target

    def phrase(self, text: str, depth: int = 0) -> TypeRef | None:
        text = text.strip(" ,.;:")
        if not text or depth > _DEEPEST:
            return None
        is_nullable = text.startswith("?") or text.endswith("?")
        text = _OPTIONAL.sub("", text.strip("?").strip())
        for mark in (_OR_NULL, _ELSE_NULL, _NULL_OR, _NULLABLE):
            rest = mark.sub("", text).strip(" ,")
            is_nullable = is_nullable or rest != text
            text = rest
        if inner := self.in_nullable(text):
            text, is_nullable = inner, True
        ref = self.union(text, depth)
        return replace(ref, is_nullable=True) if ref and is_nullable else ref

    def in_nullable(self, text: str) -> str:
        """What may be null in "nullable string", "Nullable<string>" and "NullableString"; "" in any other phrase."""
        found = _NULLABLE_OF.match(text)
        if found is None or not found[3]:
            return (found[1] or found[2]) if found else ""
        # "NullableTime" is a spelling as a whole, "NullableLamp" the name of a type.
        return next(filter(self.dialect.primitive, (text, found[3])), "")

    def union(self, text: str, depth: int) -> TypeRef | None:
        ref = self.one(text, depth)
        # "map of strings to integers or booleans" is one; "string or integer" and a sentence are not read as such.
        if ref is not None:
            return ref
        parts = [part for part in _split(text) if part]
        if len(parts) > 1:
            refs = [self.phrase(part, depth + 1) for part in parts]
            known = list(dict.fromkeys(ref for ref in refs if ref))
            # After the first comma or "or" may stand anything.
            if known and refs[0]:
                is_one = len(known) == 1 or self.dialect.is_odata
                return known[0] if is_one else TypeRef(name="", kind="union", items=tuple(known))
        cut = _AFTER.search(text)
        if cut and cut.start():
            return self.phrase(text[: cut.start()], depth + 1)
        return None

    def one(self, text: str, depth: int) -> TypeRef | None:
        """The type that a phrase as a whole is, without words that part alternatives."""
        words = words_of(self.dialect)
        if text[:1] == "(" and text[-1:] == ")" and "(" not in text[1:]:
            text = text[1:-1].strip()
        if text.startswith("[]"):
            return _array(self.phrase(text[2:], depth + 1))
        if text.endswith("[]"):
            return _array(self.phrase(text[:-2], depth + 1))
        if text[:1] == "[" and text[-1:] == "]" and "]" not in text[1:-1]:
            return _array(self.phrase(text[1:-1], depth + 1))
        if (found := _ARRAY_AFTER.fullmatch(text)) and found[
            2
        ].lower() in self.dialect.collection_words:
            return _array(self.phrase(found[1], depth + 1))
        if found := words.map_in.match(text):
            return _map(self.phrase(found[1] or found[2], depth + 1))
        if found := words.map_keys.match(text):
            return _map(self.phrase(found[1], depth + 1) if found[1] else None)
        if found := words.map_of.match(text):
            values = _VALUES_OF.search(found[1]) or found
            if "=" in found[1]:  # "key=value"
                return _map(None)
            return _map(self.phrase(values[1], depth + 1))
        if found := words.array_of.match(text):
            inner = self.phrase(text[found.end() :], depth + 1)
            if inner and inner.kind == "union" and not inner.is_nullable and "," in text:
                return None
            return _array(inner)
        if found := words.array_in.match(text):
            return _array(self.phrase(found[1], depth + 1))
        # "lamp集合" is one word in scripts that put no spaces between words.
        if text.isascii() and (ref := self.named(text)):
            return ref
        if (found := words.array_after.match(text)) and (inner := self.named(found[1])):
            return _array(inner)
        return None if text.isascii() else self.named(text)

    def named(self, text: str) -> TypeRef | None:
        if kind := kind_with_length(text):
            return TypeRef(name=kind, is_primitive=True, facet=text)
        facet = ""
        if "(" in text or "（" in text:
            found = _BRACKETED.search(text)
            if found and found.start() and not _AFTER.search(text[: found.start()]):
                facet = _PLACE.sub(lambda m: self.links[int(m[1])][0], found[1]).strip()
                text = f"{text[: found.start()]} {text[found.end() :]}".strip()
        while article := _ARTICLE.match(text):
            text = text[article.end() :]
        if (found := _FORMAT.fullmatch(text)) and (known := self.dialect.primitive(found[1])):
            return self._primitive(known, found[2])
        if found := _ENUM.fullmatch(text):
            return self._enum(found[1] or "")
        is_partial = bool(partial := _PARTIAL.match(text))
        text = text[partial.end() :].strip(" >") if partial else text.strip()
        if place := _PLACE.search(text):
            return self._linked(text, place, facet, is_partial)
        if text.lower() in self.dialect.map_words:
            return _map(None)
        bare = words_of(self.dialect).suffix.sub("", text)
        if primitive := self.primitive(text) or self.dialect.primitive(bare):
            return self._primitive(primitive, facet)
        if text.lower() in self.dialect.collection_words:
            return TypeRef(name="any", is_primitive=True, is_collection=True)
        if _WORD.match(bare) and (bare != text or len(bare) > 1):
            return TypeRef(
                name=bare.lstrip("#").replace("::", "."), facet=facet, is_partial=is_partial
            )
        if bare != text and len(bare.split()) <= 4 and re.fullmatch(r"[\w ]+(?<! or)", bare):
            return TypeRef(name=type_name(bare), facet=facet, is_partial=is_partial)
        # "ISO 8601 string", "hex string": what the text is; a "time string" is also "24h".
        before, _, last = text.rpartition(" ")
        if self.dialect.primitive(last) == "string" and _KIND_OF_TEXT.fullmatch(before):
            ref = self._primitive("string", before)
            return replace(ref, name="string") if ref.name == "time" else ref
        return None

    def primitive(self, text: str) -> str | None:
        """The primitive of a word, `i_32`, or of its last part: `java.time.Instant`."""
        last = "" if self.dialect.is_odata else unqualified(text)
        spellings = (text, text.replace("_", " "), last)
        return next(filter(None, map(self.dialect.primitive, spellings)), None)

    def _enum(self, of: str) -> TypeRef:
        """An enumeration of a primitive, `enum<integer>`, else of strings: `enum (on, off)`."""
        return self._primitive(self.dialect.primitive(of) or "string", "")

    def _primitive(self, primitive: str, facet: str) -> TypeRef:
        parts = (facet, *re.split(r"[,;]|\bor\b", facet)) if primitive in _WITH_FORMAT else ()
        formats = (self.dialect.facets.get(part.strip(" $").lower(), "") for part in parts)
        known = [f for f in formats if f and (f in _OF_STRINGS) == (primitive == "string")]
        # A "date or date-time" is a text of either format.
        if known and not (" or " in facet and len({*known}) > 1):
            primitive = known[0]
        return TypeRef(name=primitive, is_primitive=True, facet=facet)

    def _linked(
        self, text: str, place: re.Match[str], facet: str, is_partial: bool
    ) -> TypeRef | None:
        label, target = self.links[int(place[1])]
        before, after = text[: place.start()].strip().lower(), text[place.end() :].strip().lower()
        collection = self.dialect.collection_words
        label = _BRACKETED.sub("", in_words(re.sub(r"[`*]", "", label).strip())).strip()
        if label.lower() in collection and after.startswith("of "):
            return _array(self.phrase(after[3:], 1))
        words = words_of(self.dialect)
        if not (before or after) and (ref := self._generic(label, target)):
            return ref
        rest = words.suffix.sub("", f" {after.removesuffix(' type')}").strip(" -")
        is_collection = before in collection or rest in collection
        # "[lamp collection](lamp.md)"; "[page list](pages.md)" is the name of a list.
        if found := words.array_of.match(label) or words.array_after.match(label):
            item = found[1] if found.re.groups else label[found.end() :]
            if page_stem(link_path(target)).lower().endswith(item.lower()):
                label, is_collection = item, True
        if before and not is_collection and self.dialect.primitive(before) is None:
            return None
        if _NAMED_SUFFIX.search(f" {after}"):
            return TypeRef(name="string", is_primitive=True, facet=facet)
        of = next(filter(None, map(self.dialect.primitive, filter(None, (before, rest)))), None)
        name = words.suffix.sub("", label)
        if primitive := self.primitive(name):
            ref = self._primitive(primitive, facet)
            return replace(ref, is_collection=is_collection, target=target)
        name = type_name(name)
        if not _WORD.match(name):
            return None  # "[200 OK](statuses.md)"
        if of and of != "any" and rest:
            # "[warmth](#warmths) strings": values of an enumeration.
            return TypeRef(name=name, target=target, of=of, is_collection=is_collection)
        if rest and not is_collection and len(rest.split()) > 1:
            return None
        return TypeRef(
            name=name,
            target=target,
            facet=facet,
            is_partial=is_partial,
            is_collection=is_collection,
            is_one=not rest and after == singular(after) != "" and name != singular(name),
        )

    def _generic(self, label: str, target: str) -> TypeRef | None:
        """An array or a map that links to what is in it: [List<Lamp>](Lamp.md), [List](Lamp.md)."""
        words = words_of(self.dialect)
        if any(p.fullmatch(label) for p in (words.array_in, words.map_in, _BRACKETED_NAME)):
            ref = self.phrase(label, 1)
            return _with_target(ref, target) if ref else None
        stem = page_stem(link_path(target)).rpartition("/")[2]
        is_array = label.lower() in (*self.dialect.collection_words, "set")
        if not is_array or stem.lower() == label.lower():
            return None
        if primitive := self.dialect.primitive(stem):
            return _array(self._primitive(primitive, ""))
        # "[array](types.md)" leads to what an array is; `shop.v1.lamp` and `lamp_state` are names in code.
        is_thing = self.dialect.vocabulary().means(stem.replace("_", " "), "thing")
        is_name = stem[:1].isupper() or not (is_thing or {".", "_"}.isdisjoint(stem))
        is_name = is_name and _WORD.match(stem) is not None
        return _array(TypeRef(name=type_name(stem), target=target)) if is_name else None


CONTAINERS = ("array", "object", "list")  # types of what fields may be in
_WITH_FORMAT = ("string", "integer", "int32", "int64", "number", "double")
_OF_STRINGS = ("string", "date-time", "date", "time", "duration", "uuid", "uri", "byte", "binary")


def read_type(
    text: str, dialect: Dialect, references: Mapping[str, str] = MappingProxyType({})
) -> TypeRef | None:
    """The type that a phrase names, None where it names none."""
    if len(text) > _LONGEST:
        return None
    if references and "[" in text:
        return _read(text, dialect, references)
    return _read_alone(text, dialect)


def names_primitives(text: str, dialect: Dialect) -> bool:
    """Whether a phrase is a type of which all parts are primitives."""
    ref = read_type(text, dialect) if text else None
    return ref is not None and all(part.is_primitive for part in ref.parts)


@lru_cache(4096)  # a few phrases are in most cells
def _read_alone(text: str, dialect: Dialect) -> TypeRef | None:
    return _read(text, dialect, {})


def _read(text: str, dialect: Dialect, references: Mapping[str, str]) -> TypeRef | None:
    flags = {found[1].lower() for found in _FLAG.finditer(text)}
    phrase = on_one_line(visible(unescape(_FLAG.sub(" ", text))).replace("\u00a0", " "))
    links: list[tuple[str, str]] = []

    def place(found: re.Match[str]) -> str:
        label, target = found[1], found[2]
        if target is None:
            key = (found[3] or label).lower()
            if found[3] is None and key not in references:
                # "[string]" is an array, "[**string**]" a link whose target is missing.
                return label if _EMPHASIS.fullmatch(label) else found[0]
            target = references.get(key, "")
        links.append((label, target))
        return f"\x01{len(links) - 1}\x02"

    if "[" in phrase:
        phrase = _LINK.sub(place, _CUT_LINK.sub(r"\1", phrase))
    phrase = in_words(" ".join(_FOOTNOTE.sub("", _MARKUP.sub(" ", phrase)).split()))
    ref = _Reader(dialect, links).phrase(phrase.replace("\\", "").strip())
    return replace(ref, is_nullable=True) if ref and "nullable" in flags else ref


def _array(item: TypeRef | None) -> TypeRef | None:
    if item is None:
        return None
    if item.is_collection or item.kind or item.is_nullable:
        return TypeRef(name="", kind="array", items=(item,))
    return replace(item, is_collection=True)


def _with_target(ref: TypeRef, target: str) -> TypeRef:
    """A type whose innermost one has the target of a link."""
    if ref.items:
        return replace(ref, items=(*ref.items[:-1], _with_target(ref.items[-1], target)))
    return replace(ref, target=target)


def _map(value: TypeRef | None) -> TypeRef:
    return TypeRef(name="", kind="map", items=(value or TypeRef(name="any", is_primitive=True),))


def _split(text: str) -> list[str]:
    """The alternatives of a phrase: parted outside of brackets."""
    parts: list[str] = []
    start = depth = 0
    for found in _BRACKET_OR_END.finditer(text):
        if found[0] in _DEPTHS:
            depth += _DEPTHS[found[0]]
        elif depth <= 0:
            parts.append(text[start : found.start()])
            start = found.end()
    return [part.strip() for part in (*parts, text[start:])]
