"""The records that templates print.

Every string here is final: a template puts it down and decides nothing. A template gets its record
as `record`; the first line of each of docgen's own names it. A `doc` goes through the filter
`docstring(indent)`; a wire name or value goes through `literal`; `annotation`, `suffix`, `content` and the lines of
`imports` are Python and are printed as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import ClassVar, Literal

from docgen.python.annotations import Annotation
from docgen.records import Record


class Doc(Record, frozen=True):
    """The documentation of something generated. False without a word."""

    translatable: ClassVar = frozenset({"text"})

    # In a plan the author's Markdown on one line, in a template its plain words.
    text: str
    # The address of the page, "" for none.
    url: str = ""
    is_deprecated: bool = False
    since: str = ""  # the release that it came with

    def __bool__(self) -> bool:
        return bool(self.text or self.url or self.is_deprecated or self.since)

    def __str__(self) -> str:
        """Two paragraphs, or one without an address; with the mark and the release that the text has not.

        What a page calls deprecated by a mark alone begins with the word.
        """
        is_said = not self.is_deprecated or "deprecated" in self.text.lower()
        text = self.text if is_said else f"Deprecated. {self.text}".rstrip()
        if self.since and self.since not in text:
            end = "" if not text or text.endswith((".", "!", "?", "。")) else "."
            text = f"{text}{end} Since {self.since}.".strip()
        return f"{text}\n\n{self.url}" if self.url else text


class Attribute(Record, frozen=True, kw_only=True):
    """One attribute of a model, for a property of the type."""

    name: str
    wire_name: str
    annotation: Annotation  # list[Acl] | None
    doc: Doc


class ModelClass(Record, frozen=True, kw_only=True, tag=True):
    """The record of model.py.jinja: the module of one entity type or complex type."""

    pages: tuple[str, ...]  # that it is generated from
    name: str
    base: str  # a class that `imports` names
    wire_name: str  # qualified: "microsoft.graph.user"
    doc: Doc
    attributes: tuple[Attribute, ...]  # of the type itself, in page order
    imports: tuple[str, ...]  # import statements, in order
    typing_imports: tuple[str, ...]  # those that only type checkers need


class EnumMember(Record, frozen=True, kw_only=True):
    """One value of an enumeration."""

    name: str  # "UNKNOWN_FUTURE_VALUE"
    value: str  # on the wire
    doc: Doc


class EnumClass(Record, frozen=True, kw_only=True, tag=True):
    """The record of enum.py.jinja: the module of one enumeration."""

    pages: tuple[str, ...]  # that it is generated from
    name: str
    base: str  # "OpenEnum" or "FlagsEnum"
    root: str  # dots up to the package that holds _runtime
    doc: Doc
    members: tuple[EnumMember, ...]


class NamespaceEntry(Record, frozen=True, kw_only=True):
    """One class of a namespace, and the module that holds it."""

    name: str  # of the class
    module: str
    wire_name: str  # simple


class Namespace(Record, frozen=True, kw_only=True, tag=True):
    """The record of models.py.jinja and models.pyi.jinja: the index of one namespace."""

    wire_name: str
    root: str  # dots up to the package that holds _runtime
    classes: tuple[NamespaceEntry, ...]  # by name
    subpackages: tuple[str, ...]  # other namespaces, in the index of the main one only
    has_find: bool  # whether classes are found by the names of their types, as OData states them


class WebhookEntry(Record, frozen=True, kw_only=True):
    """A row of the README's table of what the service sends."""

    name: str
    url: str  # of the section, "" when it is unknown
    content: str  # "models.LampMoved"; "" where no page tells
    doc: Doc


class Argument(Record, frozen=True, kw_only=True):
    """One argument of a step or an operation."""

    name: str
    annotation: Annotation
    default: str = ""  # "None" for an optional one
    location: Literal["path", "query", "header", "cookie", "body"] = "path"
    wire_name: str = ""  # "" for the body as a whole


class Variable(Record, frozen=True, kw_only=True):
    """A keyword of the clients: a variable of the API's address, or what every request sends."""

    name: str
    annotation: str  # 'Literal["eu", "us"] | str'
    # As Python: "" for one that has to be given, "None" for one that only the user knows.
    default: str
    location: Literal["address", "header", "query"] = "address"
    wire_name: str = ""  # of a header or an option: "X-Account"
    doc: Doc


class OtherServer(Record, frozen=True, kw_only=True):
    """A server beside the usual one: a sandbox."""

    url: str
    doc: Doc


class Failure(Record, frozen=True, kw_only=True):
    """A row of the README's table of what any call may raise."""

    name: str  # of the class
    status: str  # "" where the pages state a code only
    code: str
    doc: Doc


class ArgumentDoc(Record, frozen=True):
    """The description of an argument, of a query option or of an error."""

    name: str  # of the argument; of the class, with a code
    doc: Doc
    codes: tuple[str, ...] = ()  # of an error, before its description, which may be edited alone


class Expression(Record, frozen=True):
    """A Python expression; `str` gives its text."""

    text: str
    functions: tuple[str, ...] = ()  # of the runtime, that it calls

    def __str__(self) -> str:
        return self.text


class Child(Record, frozen=True, kw_only=True):
    """A step to another builder: a property, an index or a method."""

    name: str  # "__getitem__" for a key
    arguments: tuple[Argument, ...]
    builder: str  # the class
    module: str  # "" for the same module
    suffix: Expression
    path: str
    alias: str = ""  # what the class is called here

    @property
    def imported(self) -> str:
        """The text after `import`."""
        return f"{self.builder} as {self.alias}" if self.alias != self.builder else self.builder


class Method(Record, frozen=True, kw_only=True):
    """One documented operation."""

    id: str  # of the operation
    name: str
    decorator: str  # "operation"; "collection" for pages of items, "counted" if they say how many
    scopes: tuple[str, ...]  # least privileged first
    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]  # first those without a default
    returns: Annotation  # the T of Request[T]: models.User, Page[models.User], bytes, None
    doc: Doc
    verb: str  # of HTTP
    result: str = (
        ""  # the argument of the decorator: the name of the type, of an item for pages; "" for None
    )
    envelope: str = ""  # JSON Pointer to the result in the content
    paging: str = (
        ""  # of a list, how its pages follow each other: 'LinkPaging("/data")'; "" as usual
    )
    total: str = ""  # JSON Pointer to the number of the items of all pages
    suffix: Expression | None = None  # what an action adds to the path
    body_function: str = ""  # of the runtime, that makes the content of the parameters; "" for JSON
    functions: tuple[str, ...] = ()  # of the runtime, that the method calls
    query: tuple[str, ...] = ()  # the items of a dict display: '"$top": top'
    headers: tuple[str, ...] = ()  # likewise
    is_deprecated: bool = False
    options: str = ""  # the TypedDict of the system query options that it takes
    content: str = ""  # a Python expression
    parameters: tuple[str, ...] = ()  # of an action, likewise
    argument_docs: tuple[ArgumentDoc, ...] = ()  # of those that the page describes
    error_docs: tuple[ArgumentDoc, ...] = ()  # by the class that is raised
    example: str = ""  # a documented request as a call, tried; lines that end with a newline

    @property
    def is_many(self) -> bool:
        """Whether a call gives the items of all pages."""
        return self.decorator in ("collection", "counted")


class Builder(Record, frozen=True, kw_only=True):
    """One place in the API, a class: builders.jinja prints it."""

    name: str
    path: str  # "" for the root
    children: tuple[Child, ...]
    methods: tuple[Method, ...]
    aliases: tuple[Builder, ...] = ()  # other places that share the class

    @property
    def doc(self) -> str:
        """The paths, three of them at most; the root has none."""
        if not self.path:
            return "The root of the API."
        paths = [f"`{place.path}`" for place in (self, *self.aliases)]
        more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
        return ", ".join(paths[:3]) + more


class RequestModule(Record, frozen=True, kw_only=True, tag=True):
    """The record of requests.py.jinja and client.py.jinja: builders that share a module."""

    pages: tuple[str, ...]  # that it is generated from, in order
    doc: str
    root: str  # dots up to the package that holds _runtime
    builders: tuple[Builder, ...]  # one above another
    imports: tuple[str, ...]  # import statements, of what it uses of the runtime
    typing_imports: tuple[str, ...]  # those that only type checkers need
    base_url: str = ""  # of the client module
    clients: tuple[
        str, ...
    ] = ()  # of the client module: the runtime's classes, of Client and AsyncClient
    error_fields: str = (
        ""  # 'error_fields(code="/error/code")'; "" where the API documents no keys of failures
    )
    security: str = (
        ""  # of the client module: a tuple of ways to authenticate; "" for a bearer token
    )
    error_docs: tuple[ArgumentDoc, ...] = ()  # of the client module: what any call may raise
    variables: tuple[Variable, ...] = ()  # of the client module

    @property
    def address(self) -> tuple[Variable, ...]:
        """The variables of `base_url`."""
        return tuple(item for item in self.variables if item.location == "address")

    @property
    def variable_docs(self) -> tuple[ArgumentDoc, ...]:
        return tuple(ArgumentDoc(item.name, item.doc) for item in self.variables if item.doc)

    @property
    def places(self) -> tuple[Builder, ...]:
        """The builders, each followed by the other places that share its class."""
        return tuple(place for builder in self.builders for place in (builder, *builder.aliases))


class Step(Record, frozen=True, kw_only=True):
    """A step from a client towards an operation."""

    name: str  # of an attribute or a method; "__getitem__" for a key
    arguments: tuple[Argument, ...]


class Call(Record, frozen=True, kw_only=True):
    """How an operation is called: `client.external.connections["{id}"]` and a method."""

    steps: tuple[Step, ...]
    method: Method


class Example(Record, frozen=True, kw_only=True):
    """A documented sample as a program: `client` and `models` are there before it."""

    operation: str  # its id
    title: str  # the author's sentence
    url: str  # of the page, "" when it is unknown
    code: str  # ends with a newline


class Distribution(Record, frozen=True, kw_only=True):
    """What is published of a package: for pyproject.toml.jinja, and more of the README."""

    name: str  # "external-connectors"
    version: str
    license: str  # an SPDX expression


class OperationEntry(Record, frozen=True, kw_only=True):
    """One operation in the table of the README."""

    call: str  # `client.rooms[id].lamps.create(body)`
    returns: str  # `models.Lamp`, `Items[models.Lamp]`
    method: str
    path: str
    url: str  # of the page, "" when it is unknown
    has_pages: bool  # a list of several pages
    is_deprecated: bool

    @property
    def is_many(self) -> bool:
        """Whether it returns the items of all pages."""
        return self.returns.startswith("Items[")


def _places(call: str) -> set[str]:
    """What a call is below: `client` and `client.rooms` of `client.rooms.list()`."""
    return {call[: match.start()] for match in re.finditer(r"[.\[]", call)}


class Package(Record, frozen=True, kw_only=True, tag=True):
    """The record of README.md.jinja, package.py.jinja, auth.py.jinja and pyproject.toml.jinja: the whole SDK."""

    name: str
    base_url: str
    types: int
    enums: int
    exports: tuple[tuple[str, str], ...]  # module and name of what `import` offers
    operations: tuple[OperationEntry, ...]
    features: tuple[str, ...]  # of the runtime, that the API uses: "odata"
    address: str  # what a client needs beside a credential, as Python: 'region="..."'
    common: tuple[Variable, ...] = ()  # what every request sends
    credential: str  # of the usual kind, as Python: '"..."'; "" where none is documented
    ways: tuple[str, ...]  # each documented way to authenticate: 'auth.Bearer("...")'
    auth: tuple[tuple[str, str], ...]  # module and class of each way of the runtime
    left_out: str  # a paragraph of Markdown on what the package omits; "" when it is the whole API
    unsupported: tuple[
        str, ...
    ] = ()  # sentences of Markdown on what is documented and not in the package
    distribution: Distribution | None = None  # None for a package that is not to be published
    examples: tuple[Example, ...] = ()  # those of the README, with --examples
    failures: tuple[Failure, ...] = ()  # of any call
    others: tuple[OtherServer, ...] = ()
    webhooks: tuple[WebhookEntry, ...] = ()

    @property
    def first(self) -> OperationEntry | None:
        """The call that the README begins with: a list, if there is one.

        One without arguments, else without a key in its path, else of any method. Of several lists, that of the place
        with the most operations below it.
        """
        reads = [e for e in self.operations if e.method == "GET" and not e.is_deprecated]
        complete = [e for e in reads if e.call.endswith("()") and "[" not in e.call]
        found = complete or [e for e in reads if "[" not in e.call] or reads or self.operations
        shortest = min(found, key=lambda e: e.call.count("."), default=None)
        below = Counter(place for each in self.operations for place in _places(each.call))
        lists = [e for e in found if e.is_many]
        return max(lists, key=lambda e: below[e.call.rpartition(".")[0]]) if lists else shortest

    @property
    def has_lists(self) -> bool:
        return any(entry.is_many for entry in self.operations)


class File(Record, frozen=True, kw_only=True):
    """One file of the package: a template and the record that it prints."""

    path: str  # relative to the package
    template: str
    # None for a template that prints none.
    record: ModelClass | EnumClass | Namespace | RequestModule | Package | None
