"""The linked API: types, enumerations, operations and samples with every name decided.

`link` makes a `Spec`; plans, exports and verification read it. It is the waist of docgen: nothing here knows Markdown or any
programming language. Its words are OpenAPI's. `spec.json` is its text; a field that holds its default is not written.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from msgspec import field

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.records import Placed, Record
from docgen.spec.types import BINARY, STRING, TypeUse
from docgen.syntax.headers import Headers

VERSION = 2  # of the format of spec.json; changed when a reader of the old one would fail

# Where a fact is from: a page states it, a sample shows it, or it follows from others.
Evidence = Literal["stated", "sampled", "inferred"]

Kind = Literal["get", "list", "create", "update", "replace", "delete", "action", "function"]

JSON = "application/json"
OCTETS = "application/octet-stream"
TEXT = "text/plain"
ANY_MEDIA_TYPE = "*/*"  # of content of which no page tells anything


class Documented(Placed, frozen=True, eq=False):
    """A record with a place, and mostly with a description: the author's Markdown on one line, links relative to the page."""

    not_compared: ClassVar = frozenset({"at", "body", "root"})
    not_in_repr: ClassVar = frozenset({"at", "body", "root", "description"})


# Types


class Property(Documented, frozen=True, kw_only=True):
    name: str
    type: TypeUse
    is_required: bool = False  # each object has it
    is_never_null: bool = False  # stated; where nothing is, OData has null for any value
    is_navigation: bool = False  # of OData: it leads to other entities
    evidence: Evidence = "stated"  # inferred: an operation's path shows it
    is_deprecated: bool = False
    since: str = ""  # the release that it came with
    default: Any = None
    description: str = ""
    values: tuple[str, ...] = ()  # known values of an open vocabulary, in the author's order
    at: Span | None = None


class Discriminator(Record, frozen=True, kw_only=True):
    """The property that states which type an object is of."""

    property: str
    mapping: tuple[tuple[str, str], ...] = ()  # its value, the qualified name of the type


class Type(Documented, frozen=True, kw_only=True):
    """An object, an entity (an object with a key, or one that relationships lead to), or another name for a type."""

    name: str  # qualified: "shop.lamp"
    kind: Literal["object", "entity", "alias"]
    type: TypeUse | None = None  # of an alias: what it is a name for
    base: str = ""  # qualified; "" without a base type
    evidence: Evidence = "stated"
    base_evidence: Evidence = "stated"  # inferred: samples, paths or properties show the base type
    is_open: bool = False
    is_abstract: bool = False
    key: tuple[str, ...] = ()  # names of the properties; empty where the base type declares it
    discriminator: Discriminator | None = None
    is_deprecated: bool = False
    since: str = ""
    page: str = ""  # path of the page that documents it, relative to the folder of pages
    anchor: str = ""  # of its heading on the page, where the page documents others too
    description: str = ""
    properties: tuple[Property, ...] = ()  # declared here, not those of the base type
    at: Span | None = None


class Member(Documented, frozen=True, kw_only=True):
    name: str
    value: str = ""  # the number, where the page gives one
    is_sentinel: bool = False  # no value: members after it may be added
    is_deprecated: bool = False
    since: str = ""
    description: str = ""
    at: Span | None = None


class Enum(Documented, frozen=True, kw_only=True):
    name: str  # qualified
    # A string enumeration has the names of its members on the wire, one of integers their values.
    type: TypeUse = STRING
    is_flags: bool = False
    is_closed: bool = False  # stated: no other values will come
    evidence: Evidence = "stated"
    is_deprecated: bool = False
    since: str = ""
    page: str = ""
    anchor: str = ""
    description: str = ""
    members: tuple[Member, ...] = ()
    at: Span | None = None


# Operations

Style = Literal[
    "", "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "brackets"
]  # fmt: skip


class Parameter(Documented, frozen=True, kw_only=True):
    """A parameter of the path, the query, the header section or a cookie, or one property of a request body."""

    name: str
    location: Literal["path", "query", "header", "cookie", "body"]
    type: TypeUse = STRING
    is_required: bool = False
    is_omitted: bool = False  # stated as required, but a documented request does without
    # OpenAPI 3.1, 4.8.12.3; "" as usual for the location. Brackets: `a[]=1&a[]=2`, `a[b]=1`, one in the other.
    style: Style = ""
    explode: bool | None = None  # None: as usual for the style, and for OData one list with commas
    allow_reserved: bool = False  # "/" and "?" of its value stay as they are
    content_type: str = ""  # of a part of a multipart body
    evidence: Evidence = "stated"
    is_deprecated: bool = False
    since: str = ""
    default: Any = None
    description: str = ""
    values: tuple[str, ...] = ()  # known values, in the author's order
    inherited_from: str = ""  # the type that a body's property is inherited from, as documented
    at: Span | None = None


class Permission(Documented, frozen=True, kw_only=True):
    kind: str  # "Delegated (work or school account)"
    scopes: tuple[str, ...] = ()  # least privileged first; empty where none is supported
    at: Span | None = None


class MediaType(Record, frozen=True, kw_only=True):
    """What a message carries in one media type."""

    name: str = JSON
    # None in a request: an object of the listed properties; in a response: not documented
    type: TypeUse | None = None


class RequestBody(Record, frozen=True, kw_only=True):
    """What a request carries: a value of a type, or an object of the listed properties, in one of some media types."""

    content: tuple[MediaType, ...] = (MediaType(),)  # the usual one first
    is_optional: bool = False  # stated
    properties: tuple[Parameter, ...] = ()  # what the page lists for this request

    @property
    def type(self) -> TypeUse | None:
        """The type in the usual media type, `ANY` for undocumented JSON; None for the listed properties."""
        return self.content[0].type


class Response(Documented, frozen=True, kw_only=True):
    status: int
    content: tuple[MediaType, ...] = ()  # the usual one first
    headers: tuple[Parameter, ...] = ()
    evidence: Evidence = "stated"  # sampled: the page states others
    description: str = ""

    @property
    def type(self) -> TypeUse | None:
        """The type in the usual media type, None without content. That of the data, if an envelope is around it."""
        return self.content[0].type if self.content else None


def content_of(use: TypeUse | None, media_type: str = "") -> tuple[MediaType, ...]:
    """The content of a message in one media type, the usual one of its type by default. Empty without a type."""
    if use is None:
        return ()
    return (MediaType(name=media_type or (OCTETS if use == BINARY else JSON), type=use),)


class Error(Documented, frozen=True, kw_only=True):
    """A documented failure."""

    status: str = ""  # "404", "4XX", "default" for any other; "" where the page states only a code
    code: str = ""  # in the content
    content: tuple[MediaType, ...] = ()
    headers: tuple[Parameter, ...] = ()
    evidence: Evidence = "stated"
    description: str = ""
    at: Span | None = None


class Body(Record, frozen=True, kw_only=True):
    """The text of a sample's content and where it begins, for diagnostics."""

    text: str
    at: Span
    unreadable: Diagnostic | None = None  # why it is not JSON, where it should be


class SampleRequest(Documented, frozen=True, kw_only=True):
    method: str
    target: str  # as written
    root: str = ""  # scheme, host and version, where it names another version of the API
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


class ServerVariable(Documented, frozen=True, kw_only=True):
    name: str
    default: str = ""  # "" for one that only the user knows
    values: tuple[str, ...] = ()
    description: str = ""
    at: Span | None = None


class Server(Documented, frozen=True, kw_only=True):
    url: str  # no trailing slash; {name} is a variable
    description: str = ""
    variables: tuple[ServerVariable, ...] = ()


def servers_of(url: str) -> tuple[Server, ...]:
    """The servers of an API at one URL, none for ""."""
    return (Server(url=url),) if url else ()


class Flow(Record, frozen=True, kw_only=True):
    """A flow of OAuth 2."""

    kind: Literal["implicit", "password", "clientCredentials", "authorizationCode"]
    authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: tuple[tuple[str, str], ...] = ()  # name, description


class SecurityScheme(Record, frozen=True, kw_only=True):
    """A way to authenticate a request."""

    name: str
    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
    scheme: str = ""  # of http: "bearer", "basic", "Bot"
    location: Literal["", "header", "query", "cookie"] = ""  # of a key
    parameter: str = ""  # of a key: the name of the field, parameter or cookie
    url: str = ""  # of OpenID Connect
    flows: tuple[Flow, ...] = ()
    evidence: Evidence = "stated"
    description: str = ""


class SecurityRequirement(Record, frozen=True, kw_only=True):
    scheme: str  # the name of one
    scopes: tuple[str, ...] = ()


# Alternatives, each with all that is required together; () in place of one: none is required.
Security = tuple[tuple[SecurityRequirement, ...], ...]


class Paging(Record, frozen=True, kw_only=True):
    """How the pages of a list follow each other."""

    style: Literal["link", "page", "offset", "cursor", "after", "none"]
    items: str = ""  # JSON Pointer (RFC 6901) to the items in the content; "": the content itself
    next: str = ""  # JSON Pointer to the link or cursor of the next page
    parameter: str = ""  # of the query: the page, offset or cursor
    size: str = ""  # of the query: how many items a page has
    evidence: Evidence = "stated"


class Envelope(Record, frozen=True, kw_only=True):
    """An object that is around the data of responses."""

    data: str  # JSON Pointer to the data; "" for none
    properties: tuple[Property, ...] = ()  # beside the data, in nearly all or as stated
    evidence: Evidence = "stated"


class ErrorFields(Record, frozen=True, kw_only=True):
    """Where the content of a failure has what: JSON Pointers, "" for nowhere."""

    code: str = ""
    message: str = ""
    request_id: str = ""
    retry_after: str = ""  # seconds


class Tag(Record, frozen=True, kw_only=True):
    name: str
    description: str = ""
    parent: str = ""


class Operation(Documented, frozen=True, kw_only=True):
    method: str
    path: str  # template with unique parameter names: "/users/{user-id}/messages/{message-id}"
    kind: Kind
    evidence: Evidence = "stated"  # sampled: its page documents another address
    is_deprecated: bool = False
    since: str = ""
    tags: tuple[str, ...] = ()
    page: str = ""
    anchor: str = ""
    summary: str = ""  # where it is not the begin of the description
    description: str = ""
    servers: tuple[Server, ...] = ()  # where they are not those of the API
    parameters: tuple[Parameter, ...] = ()  # path, query, header, cookie
    security: Security | None = None  # None: that of the API
    permissions: tuple[Permission, ...] = ()
    request_body: RequestBody | None = None
    responses: tuple[Response, ...] = ()  # the first success comes first
    errors: tuple[Error, ...] = ()
    paging: Paging | None = None  # None: that of the API
    envelope: Envelope | None = None  # None: that of the API
    samples: tuple[Sample, ...] = ()
    at: Span | None = None

    @property
    def id(self) -> str:
        """ "GET /users/{user-id}"; unique in a spec."""
        return f"{self.method} {self.path}"

    @property
    def returned(self) -> TypeUse | None:
        """The type of the first success with content."""
        return next((response.type for response in self.responses if response.type), None)

    def data_at(self, usual: Envelope | None) -> str:
        """The JSON Pointer to the data in the content of a response; `usual` is the envelope of the API."""
        return envelope.data if (envelope := self.envelope or usual) else ""

    def requires(self, item: Parameter) -> bool:
        """Whether each request must send a parameter; a PATCH (RFC 5789) sends only changes, even of required properties."""
        return item.is_required and (item.location != "body" or self.method != "PATCH")


class Spec(Record, frozen=True, kw_only=True):
    """Types and enumerations by name, operations by path and method."""

    version: int = VERSION
    name: str  # of the API
    namespace: str  # that most types are in
    # OData: every GET takes its system query options, and a response of many holds them in `value`.
    protocol: Literal["http", "odata"] = "http"
    servers: tuple[Server, ...] = ()  # the usual one first
    security_schemes: tuple[SecurityScheme, ...] = ()
    security: Security = ()
    path_prefix: str = ""  # of most paths, and no step of a call: "/api/v1"
    paging: Paging | None = None
    envelope: Envelope | None = None
    parameters: tuple[
        Parameter, ...
    ] = ()  # of each request: headers and query; no operation has them
    errors: tuple[Error, ...] = ()  # of any operation, by status and code, in page order
    error_fields: ErrorFields | None = None
    tags: tuple[Tag, ...] = ()
    page_urls: dict[str, str] = field(default_factory=dict[str, str])  # folder: URL with {name}
    types: tuple[Type, ...] = ()
    enums: tuple[Enum, ...] = ()
    operations: tuple[Operation, ...] = ()
    webhooks: tuple[Operation, ...] = ()  # requests that the service sends; the path is a name

    @property
    def base_url(self) -> str:
        """The URL of the usual server, its variables as they are by default or as they are called; "" without one."""
        if not self.servers:
            return ""
        url = self.servers[0].url
        for variable in self.servers[0].variables:
            url = url.replace("{" + variable.name + "}", variable.default or variable.name)
        return url
