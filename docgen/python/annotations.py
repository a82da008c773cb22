"""The types that Python code names, and what a module has to import for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from docgen.records import Record, replace
from docgen.spec.types import TypeUse, is_composed

_VALUES = "Literal["


class Annotation(Record, frozen=True):
    """A type as an annotation names it; `str` gives the text: "list[models.User] | None".

    A module that begins with a dot is one of the package: "." is the package itself, which holds
    `models`; ".models._acl" is the module of one class, which is named so beside it only.
    """

    name: str  # "str", "list", "Acl", "models.Acl"
    module: str = ""  # that the first part of the name is imported from; "" for a builtin
    arguments: tuple[Annotation, ...] = ()
    is_optional: bool = False
    is_nullable: bool = False  # of a keyword: NULL sends null
    # What type checkers see in place of it, and the modules and names that it needs.
    shown: str = ""  # "int | str", of an Any
    shown_imports: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        inside = f"[{', '.join(map(str, self.arguments))}]" if self.arguments else ""
        text = self.shown or f"{self.name}{inside}"
        if self.name == _UNION:
            text = " | ".join(map(str, self.arguments))
        text = f"{text} | Null" if self.is_nullable else text
        return f"{text} | None" if self.is_optional else text

    @property
    def imports(self) -> frozenset[tuple[str, str]]:
        """The modules and names that are imported for it."""
        null = [(RUNTIME, "Null")] if self.is_nullable else []
        if self.shown:
            return frozenset((*self.shown_imports, *null))
        inside = (pair for argument in self.arguments for pair in argument.imports)
        own = [(self.module, self.name.partition(".")[0])] if self.module else []
        return frozenset((*own, *null, *inside))

    @property
    def is_model(self) -> bool:
        """Whether it is a class of the package's models."""
        return self.module == "." or self.module.startswith(".models.")

    @property
    def item(self) -> Annotation:
        """What a list, a sequence or a page holds; itself for anything else."""
        return self.arguments[0] if self.is_list or self.name == "Page" else self

    @property
    def is_list(self) -> bool:
        return self.name in ("list", "List", "Sequence")

    def optional(self) -> Annotation:
        """The same or None, which `Any` is already."""
        return replace(self, is_optional=True) if self.shown or self.name != "Any" else self

    def nullable(self) -> Annotation:
        """The same or `NULL`, which `Any` is already."""
        return replace(self, is_nullable=True) if self.shown or self.name != "Any" else self

    def required(self) -> Annotation:
        """The same without None."""
        return replace(self, is_optional=False)

    def without_values(self) -> Annotation:
        """The same as it is whatever values are known: `str` for `Literal["lit"] | str`."""
        return replace(self, shown="", shown_imports=()) if self.shown.startswith(_VALUES) else self

    def accepted(self) -> Annotation:
        """What a parameter accepts where a value of this type is sent: any sequence for a list."""
        if self.name != "list":
            return self
        return replace(self, name="Sequence", module="collections.abc")

    def builtin(self) -> Annotation:
        """The same with the builtin `list`, for where no method has its name."""
        return list_of(self.item) if self.name == "List" else self

    def public(self) -> Annotation:
        """The same as code outside of the models names it."""
        arguments = tuple(argument.public() for argument in self.arguments)
        if not self.module.startswith(".models."):
            return replace(self, arguments=arguments) if arguments else self
        package = self.module[1:].rpartition(".")[0]
        return replace(self, name=f"{package}.{self.name}", module=".", arguments=arguments)

    def renamed(self, names: Mapping[str, str]) -> Annotation:
        """The same with other names of classes."""
        arguments = tuple(argument.renamed(names) for argument in self.arguments)
        return replace(self, name=names.get(self.name, self.name), arguments=arguments)


_UNION = "|"  # no name of a class

NONE = Annotation("None")
BYTES = Annotation("bytes")
TEXT = Annotation("str")
ANY = Annotation("Any", "typing")


def list_of(item: Annotation) -> Annotation:
    return Annotation("list", arguments=(item,))


def returned_list(item: Annotation) -> Annotation:
    """`list` where a class has a method of that name."""
    return Annotation("List", "typing", (item,))


def sequence_of(item: Annotation) -> Annotation:
    return list_of(item).accepted()


def map_of(value: Annotation) -> Annotation:
    return Annotation("MutableMapping", "collections.abc", (TEXT, value))


def union_of(members: Iterable[Annotation]) -> Annotation:
    return Annotation(_UNION, arguments=tuple(members))


def page_of(item: Annotation, module: str) -> Annotation:
    return Annotation("Page", module, (item,))


RUNTIME = "._runtime.request"
ACCEPTED = Annotation("Accepted", "._runtime.accepted")
FILE = Annotation("File", "._runtime.forms")
EVENT = Annotation("Event", "._runtime.streams")
_QUERY_VALUE = "QueryValue"
QUERY_VALUE = Annotation(
    "Any",
    "typing",
    (),
    shown=_QUERY_VALUE,
    shown_imports=(("._runtime.query_values", _QUERY_VALUE),),
)


def stream_of(item: Annotation) -> Annotation:
    return Annotation("Stream", "._runtime.streams", (item,))


def import_lines(imports: Iterable[tuple[str, str]], package: str) -> list[str]:
    """Statements for a module of a package (".", ".models"): the standard library's, then the SDK's own.

    A blank line, "", parts the two.
    """
    by_module: dict[str, list[str]] = {}
    for module, name in sorted(imports):
        by_module.setdefault(module, []).append(name)
    standard = [f"from {m} import {', '.join(n)}" for m, n in by_module.items() if m[0] != "."]
    own = [
        f"from {relative(m, package)} import {', '.join(n)}"
        for m, n in by_module.items()
        if m[0] == "."
    ]
    return [*standard, *([""] if standard and own else []), *own]


def relative(module: str, package: str) -> str:
    """A module of the SDK as an import statement in one of its packages names it."""
    there, here = (list(filter(None, name.split("."))) for name in (module, package))
    while there and here and there[0] == here[0]:
        del there[0], here[0]
    return "." * (1 + len(here)) + ".".join(there)


_LONGEST = 60  # characters of a type; of a Literal with its name


def with_values(annotation: Annotation, values: Iterable[str], name: str) -> Annotation:
    """The annotation of a text with the values that are known of it; itself where these are too long for a line."""
    texts = [json.dumps(value, ensure_ascii=False) for value in dict.fromkeys(values)]
    text = f"{_VALUES}{', '.join(texts)}] | str"
    is_text = annotation.name == "str" and not annotation.shown
    if not texts or not is_text or len(text) + len(name) > _LONGEST or not text.isprintable():
        return annotation
    return replace(annotation, shown=text, shown_imports=(("typing", "Literal"),))


def hinted_json(use: TypeUse, annotation: Annotation) -> Annotation:
    """The annotation with its maps and unions of JSON values; models in unions stay `Any`."""
    text = json_hint(use) if is_composed(use) else ""
    if not text or len(text) > _LONGEST:
        return annotation
    return replace(
        annotation, shown=text, shown_imports=(("typing", "Any"),) if "Any" in text else ()
    )


_JSON = {
    **dict.fromkeys(("boolean",), "bool"),
    **dict.fromkeys(("number", "double", "float"), "float"),
    **dict.fromkeys(("integer", "int32", "int64", "uint8", "int8", "int16"), "int"),
    # In maps and unions dates stay the texts that they are.
    **dict.fromkeys(("string", "uri", "uuid", "date", "date-time", "time", "duration"), "str"),
}


def json_hint(use: TypeUse) -> str:
    """The type of a JSON value, "" for one that holds others than texts, numbers, truths and maps or arrays of them."""
    inside = [json_hint(item) for item in use.items]
    match use.kind:
        case "any":
            return "Any"
        case "primitive":
            return _JSON.get(use.name, "")
        case "array" | "map" if inside[0]:
            return f"list[{inside[0]}]" if use.kind == "array" else f"dict[str, {inside[0]}]"
        case "union" if all(item.kind == "primitive" for item in use.items) and all(inside):
            return " | ".join(dict.fromkeys(inside))
        case _:
            return ""
