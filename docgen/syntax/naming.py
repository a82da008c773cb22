"""Wire names to Python names.

A name as the API spells it enters; an identifier leaves.
"""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from itertools import chain

_SIGN = re.compile(r"[+-](?=\d)")
_SIGNS = {"+": "PLUS", "-": "MINUS", "!": "NOT", "<": "LESS", ">": "GREATER", ".": "DOT"}
_LONGEST_MODULE = 80  # bytes
_FEW = 50  # numbers after a name, each of which is tried
_WORDS = re.compile(
    r"IPv\d|OAuth|B2[A-Z](?=[A-Z]|$)|[iI]OS|[mM]acOS|[A-Z]+(?=[A-Z][a-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+"
)


@lru_cache(50_000)  # names recur
def words(name: str) -> tuple[str, ...]:
    """The words of a camel, Pascal, snake or kebab case name, at least one; other characters part words.

    The name is taken in the form that Python compares names in (NFKC).
    """
    name = unicodedata.normalize("NFKC", name)
    if name.isascii():
        found = _WORDS.findall(name)
    else:
        shape = "".join(map(_shape, name))
        found = [name[match.start() : match.end()] for match in _WORDS.finditer(shape)]
    return tuple(found or re.findall(r"[^\W_]+", name)) or ("value",)


def _shape(character: str) -> str:
    """The ASCII character that parts words as a letter, a digit or a mark of another alphabet does."""
    if character.isascii():
        return character
    if character.isdecimal():
        return "0"
    if character.isupper() or character.istitle():
        return "A"
    return "a" if f"a{character}".isidentifier() else " "


@lru_cache(50_000)  # the same words name properties, parameters and steps again and again
def snake_case(name: str) -> str:
    """`displayName` as `display_name`, always an identifier."""
    parts: list[str] = []
    is_number = True  # all words before
    for word in words(name):
        # "oauth2Permission", "v2" and "2nd" keep their digits in place.
        if parts and not (word.isdigit() or is_number):
            parts.append("_")
        parts.append(word.lower())
        is_number = is_number and word.isdigit()
    return _identifier("".join(parts))


def pascal_case(name: str) -> str:
    """`externalItem` as `ExternalItem`, always an identifier."""
    return _identifier("".join(word[:1].upper() + word[1:] for word in words(name)))


def constant_case(name: str) -> str:
    """`inProgress` as `IN_PROGRESS`, `-1` as `MINUS_1`, `<=` as `LESS_EQUALS`, always an identifier."""
    if sign := _SIGN.match(name):
        return f"{_SIGNS[sign[0]]}_{snake_case(name[1:]).removeprefix('n').upper()}"
    if re.search(r"[^\W_]", name):
        return _identifier(snake_case(name).upper())
    if not name.strip():
        return "EMPTY"
    signs = (_SIGNS.get(c) or unicodedata.name(c, "SIGN") for c in name.strip()[:3])
    return "_".join(re.sub(r"\W", "_", sign.removesuffix(" SIGN")) for sign in signs)


def module_name(name: str) -> str:
    """A snake case name that is short enough for a file on any disk, and no other one on disks without case."""
    folded = _identifier(snake_case(name).casefold())
    short = folded.encode()[:_LONGEST_MODULE].decode(errors="ignore").rstrip("_")
    return f"{short}_" if is_device(short) else short


_DEVICE = re.compile(r"con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]", re.IGNORECASE)


def is_device(name: str) -> bool:
    """Whether no file of Windows can be called so, whatever its extension."""
    return _DEVICE.fullmatch(name) is not None


# What a generated package imports, and what that imports in turn.
DEPENDENCIES = frozenset(
    "anyio azure certifi h11 httpcore2 httpx2 idna orjson pydantic_core sniffio truststore typing_extensions".split()
)


def owner_of(package: str) -> str:
    """What has a name that a generated package cannot have too, "" for nothing. Some disks have no case."""
    name = package.lower()
    if is_device(name):
        return "a device of Windows"
    if name in DEPENDENCIES:
        return "a module that SDKs import"
    if name == "docgen":
        return "docgen itself"
    if name.startswith("__") and name.endswith("__"):
        return "a module that Python imports by itself"
    return "a module of the standard library" if name in sys.stdlib_module_names else ""


def free_name(name: str, taken: Collection[str]) -> str:
    """The name with a trailing underscore if it is a keyword or taken, then with numbers."""
    if name not in taken and not keyword.iskeyword(name):
        return name
    for candidate in chain((f"{name}_",), (f"{name}_{n}" for n in range(2, _FEW))):
        if candidate not in taken and not keyword.iskeyword(candidate):
            return candidate
    # Thousands of one name have these numbers in a row: the first free one is searched in halves.
    low, high = _FEW - 1, 2 * _FEW
    while f"{name}_{high}" in taken:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{name}_{middle}" in taken else (low, middle)
    return f"{name}_{high}"


_IRREGULAR = {
    "alias": "alias",
    "aliases": "alias",
    "analyses": "analysis",
    "atlas": "atlas",
    "aws": "aws",
    "axes": "axis",
    "bias": "bias",
    "bonuses": "bonus",
    "bookshelves": "bookshelf",
    "buses": "bus",
    "caches": "cache",
    "calories": "calorie",
    "calves": "calf",
    "campuses": "campus",
    "canvas": "canvas",
    "chaos": "chaos",
    "children": "child",
    "cookies": "cookie",
    "cors": "cors",
    "cosmos": "cosmos",
    "css": "css",
    "dns": "dns",
    "elves": "elf",
    "focuses": "focus",
    "gps": "gps",
    "halves": "half",
    "heroes": "hero",
    "https": "https",
    "indices": "index",
    "ios": "ios",
    "kerberos": "kerberos",
    "knives": "knife",
    "kubernetes": "kubernetes",
    "leaves": "leaf",
    "lens": "lens",
    "lenses": "lens",
    "lives": "life",
    "loaves": "loaf",
    "macos": "macos",
    "matrices": "matrix",
    "men": "man",
    "movies": "movie",
    "news": "news",
    "people": "person",
    "qos": "qos",
    "quizzes": "quiz",
    "redis": "redis",
    "scarves": "scarf",
    "selves": "self",
    "series": "series",
    "shelves": "shelf",
    "sms": "sms",
    "statuses": "status",
    "sys": "sys",
    "thieves": "thief",
    "tls": "tls",
    "vertices": "vertex",
    "viruses": "virus",
    "wives": "wife",
    "wolves": "wolf",
    "women": "woman",
}


@lru_cache(50_000)
def singular(word: str) -> str:
    """An English plural's singular, by its ending; other words are unchanged."""
    if irregular := _IRREGULAR.get(word.lower()):
        return word[0] + irregular[1:]
    if word.lower().endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|us|is)$", word, re.IGNORECASE):
        return word
    if re.search(r"(?:ches|shes|sses|xes|zzes)$", word, re.IGNORECASE):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 2 else word


def _identifier(name: str) -> str:
    # Case and NFKC may change each other's result: "ŉ".upper() is two characters.
    name = unicodedata.normalize("NFKC", name)
    if not f"a{name}".isidentifier():
        name = "".join(c if f"a{c}".isidentifier() else "_" for c in name)
    if not name.strip("_"):
        return "value"
    return name if name.isidentifier() else f"n{name}"


def simple(name: str) -> str:
    """The name without its namespace."""
    return name.rpartition(".")[2]


def namespace_of(name: str) -> str:
    return name.rpartition(".")[0]
