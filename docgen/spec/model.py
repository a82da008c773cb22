"""The linked API: types, enumerations, operations and samples with every name decided.

`link` makes a `Spec`; plans, exports and verification read it, and `spec.json` is its text. It is
the waist of docgen: nothing here knows Markdown or any programming language.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from msgspec import field

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.records import Placed, Record
from docgen.spec.types import BOOLEAN, INT32, STRING, TypeUse, array_of
from docgen.syntax.headers import Headers

VERSION = 1  # of the format of spec.json; changed when a reader of the old one would fail

# OData 4.01, part 2, section 5.1: the system query options.
QUERY_OPTIONS = {
    "$select": array_of(STRING),
    "$expand": array_of(STRING),
    "$filter": STRING,
    "$orderby": array_of(STRING),
    "$top": INT32,
    "$skip": INT32,
    "$search": STRING,
    "$count": BOOLEAN,
}

ITEM_OPTIONS = ("$select", "$expand")  # those that a single resource takes


def option_name(name: str) -> str:
    """The name of a query option; those of the system may come in any case and without their "$"."""
    system = "$" + name.lower().lstrip("$")
    return system if system in QUERY_OPTIONS else name


def is_present(content: Any, name: str) -> bool:
    """Whether a JSON object has a value for a name, or links one that is there already (OData JSON 4.0, 8.5)."""
    members = content if isinstance(content, dict) else {}
    return any(members.get(key) is not None for key in (name, f"{name}@odata.bind"))


Kind = Literal["get", "list", "create", "update", "replace", "delete", "action", "function"]


class Documented(Placed, frozen=True, eq=False):
    """A record with a place, and mostly with a description: the author's Markdown on one line, links relative
    to the page. Its `repr` has the structure alone.
    """

    not_compared: ClassVar = frozenset({"at", "body", "root"})
    not_in_repr: ClassVar = frozenset({"at", "body", "root", "description"})


class Property(Documented, frozen=True, kw_only=True):
    name: str
    type: TypeUse
    is_navigation: bool = False
    is_inferred: bool = False  # not in a table, but in an operation's path
    is_nullable: bool = True
    description: str = ""
    values: tuple[str, ...] = ()  # known values of an open vocabulary, in the author's order
    at: Span | None = None


class Type(Documented, frozen=True, kw_only=True):
    """An entity type, a complex type, or a name for any JSON value (opaque)."""

    name: str  # qualified: "microsoft.graph.externalConnectors.acl"
    kind: Literal["entity", "complex", "opaque"]
    base: str = ""  # qualified; "" without a base type
    is_base_inferred: bool = False  # not stated, but inferred from samples, paths or properties
    is_open: bool = False
    is_abstract: bool = False
    key: tuple[str, ...] = ()  # names of the properties; empty where the base type declares it
    page: str = ""  # path of the page that documents it, relative to the folder of pages
    description: str = ""
    properties: tuple[Property, ...] = ()  # declared here, not those of the base type
    at: Span | None = None


class Member(Documented, frozen=True, kw_only=True):
    name: str
    value: str = ""  # the number, where the page gives one
    is_sentinel: bool = False  # no value: members after it may be added
    description: str = ""
    at: Span | None = None


class Enum(Documented, frozen=True, kw_only=True):
    name: str  # qualified
    is_flags: bool = False
    page: str = ""
    description: str = ""
    members: tuple[Member, ...] = ()
    at: Span | None = None


class Parameter(Documented, frozen=True, kw_only=True):
    """A parameter of the path, the query or the header section, or one property of a request body."""

    name: str
    location: Literal["path", "query", "header", "body"]
    type: TypeUse = STRING
    is_required: bool = False
    description: str = ""
    inherited_from: str = ""  # the type that a body's property is inherited from, as documented
    at: Span | None = None


class Permission(Documented, frozen=True, kw_only=True):
    kind: str  # "Delegated (work or school account)"
    scopes: tuple[str, ...] = ()  # least privileged first; empty where none is supported
    at: Span | None = None


class RequestBody(Record, frozen=True, kw_only=True):
    """What a request carries: a value of `type`, or the parameters of an action when it is None."""

    type: TypeUse | None = None  # `STREAM` for binary content, `ANY` for undocumented JSON
    properties: tuple[Parameter, ...] = ()  # what the page lists for this request


class Response(Record, frozen=True, kw_only=True):
    status: int
    type: TypeUse | None = None  # None without content
    is_inferred: bool = False  # from a sample; the page states others


class Body(Record, frozen=True, kw_only=True):
    """The text of a sample's content and where it begins, for diagnostics."""

    text: str
    at: Span
    unreadable: Diagnostic | None = None  # why it is not JSON, where it should be


class SampleRequest(Documented, frozen=True, kw_only=True):
    method: str
    target: str  # as written
    # Scheme, host and version that it is sent to, where it names another version of the API.
    root: str = ""
    headers: Headers = ()
    json: Any = None
    text: str = ""  # content that is not JSON, as written
    has_json: bool = False
    body: Body | None = None
    at: Span | None = None


class SampleResponse(Documented, frozen=True, kw_only=True):
    status: int
    headers: Headers = ()
    json: Any = None
    text: str = ""
    has_json: bool = False
    body: Body | None = None
    at: Span | None = None


class Sample(Record, frozen=True, kw_only=True):
    name: str  # unique in its operation
    request: SampleRequest | None = None
    response: SampleResponse | None = None


class Operation(Documented, frozen=True, kw_only=True):
    method: str
    path: str  # template with unique parameter names: "/users/{user-id}/messages/{message-id}"
    kind: Kind
    page: str = ""
    description: str = ""
    parameters: tuple[Parameter, ...] = ()  # path, query, header
    permissions: tuple[Permission, ...] = ()
    request_body: RequestBody | None = None
    responses: tuple[Response, ...] = ()  # the first success comes first
    samples: tuple[Sample, ...] = ()
    is_inferred: bool = False  # the path is that of a sample; its page documents another
    at: Span | None = None

    @property
    def id(self) -> str:
        """ "GET /users/{user-id}"; unique in a spec."""
        return f"{self.method} {self.path}"

    def requires(self, item: Parameter) -> bool:
        """Whether each request must send a parameter; an update sends only changes, even of required properties."""
        return item.is_required and (item.location != "body" or self.method == "POST")


class Spec(Record, frozen=True, kw_only=True):
    """Types and enumerations by name, operations by path and method."""

    version: int = VERSION
    name: str  # of the API
    base_url: str  # no trailing slash
    namespace: str  # that most types are in
    has_query_options: bool = False  # every GET takes the system query options of OData
    # Folder -> URL with {name}.
    page_urls: dict[str, str] = field(default_factory=dict[str, str])
    types: tuple[Type, ...] = ()
    enums: tuple[Enum, ...] = ()
    operations: tuple[Operation, ...] = ()
