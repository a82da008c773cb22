"""What an author wrote on one page, typed but unresolved.

A `Document` enters; a `Page` of resources, enumerations, operations and samples leaves. It sees one
page and nothing else, so no name is looked up here: that is `link`'s work. A description is Markdown on one
line, "" for none. Two pages are equal when they document the same, wherever it is on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.diagnostics.position import Span
from docgen.records import Placed, Record
from docgen.syntax.http_message import Message

VALUE = "value"  # the facet of a word that may be a value as well as a type


class TypeRef(Record, frozen=True, kw_only=True):
    """A type as written: `name` is "string" and the like for a primitive, else a page's word; "" where it has `items`."""

    name: str
    is_collection: bool = False
    is_primitive: bool = False
    target: str = ""  # where its link leads, as written; "" without a link
    facet: str = ""  # what stood in brackets: "timestamp", "identifier", "readonly"
    kind: Literal["", "array", "map", "union"] = ""  # of the items, values or alternatives below
    items: tuple[TypeRef, ...] = ()
    is_nullable: bool = False
    is_partial: bool = False  # some of the properties may be missing
    only: tuple[str, ...] = ()  # the properties that it has, where it has not all
    without: tuple[str, ...] = ()  # those that it has not
    of: str = ""  # the primitive of the values of an enumeration
    is_one: bool = False  # a plural that one object is called: "a [settings](#settings) object"

    @property
    def parts(self) -> tuple[TypeRef, ...]:
        """The types with a name in it."""
        return tuple(part for item in self.items for part in item.parts) if self.kind else (self,)

    def __str__(self) -> str:
        if self.kind:
            items = " or ".join(map(str, self.items))
            return items if self.kind == "union" else f"{self.kind} of {items}"
        return f"array of {self.name}" if self.is_collection else self.name


def is_any_object(ref: TypeRef | None) -> bool:
    """Whether a type says nothing of what is in an object, or in each of many."""
    if ref is None:
        return True
    if ref.kind in ("map", "array"):
        return is_any_object(ref.items[0])
    return ref.name == "any"


class TypeMention(Placed, frozen=True, kw_only=True):
    """A type named somewhere, with the place that names it."""

    ref: TypeRef
    is_noun: bool = False  # of a sentence, which is no type where no page has one of that name
    names: tuple[str, ...] = ()  # other words of the noun that may be the type: "lampe créée"
    media_type: str = ""  # of content that is stated not to be JSON
    at: Span


class FileLink(Placed, frozen=True, kw_only=True):
    """A link or an include that leads to another file."""

    target: str  # as written
    at: Span


class HeadingDoc(Placed, frozen=True, kw_only=True):
    """A heading, or a row with an anchor, for the links that lead to it."""

    text: str  # "" of a row
    level: int  # 1 to 6, 7 of a row
    slug: str
    ids: tuple[str, ...] = ()  # explicit ones
    at: Span


class PropertyRow(Placed, frozen=True, kw_only=True):
    """One row of a table of properties, relationships or parameters."""

    name: str
    type: TypeRef | None  # None when the cell names no type, which is reported
    description: str
    is_required: bool = False
    is_navigation: bool = False
    is_nullable: bool = True
    values: tuple[str, ...] = ()  # members that the description lists, in order
    is_flags: bool = False  # the description says that they may be combined
    inherited_from: TypeMention | None = None
    linked_in: TypeMention | None = None  # a link of the description that may lead to the values
    is_deprecated: bool = False
    since: str = ""
    default: str = ""  # as written
    at: Span
    type_at: Span


class Shape(Record, frozen=True, kw_only=True):
    """The type of a value in a JSON representation."""

    type: TypeRef | None  # None when the value does not decide it
    values: tuple[str, ...] = ()  # of "a | b | c"


class ExampleDoc(Placed, frozen=True, kw_only=True):
    value: Any
    text: str
    at: Span


class ResourceDoc(Placed, frozen=True, kw_only=True):
    """An entity or complex type as one page describes it."""

    name: str  # as written: qualified when it is in the annotation
    namespace: str  # "" when the page has none
    is_annotated: bool
    base: TypeMention | None = None
    is_open: bool = False
    is_abstract: bool = False
    key: tuple[str, ...] = ()
    description: str = ""
    properties: tuple[PropertyRow, ...] = ()
    representation: Mapping[str, Shape] | None = None
    is_deprecated: bool = False
    headings: tuple[int, ...] = ()  # their numbers among those of the page
    example: ExampleDoc | None = None  # the JSON below its heading
    is_shown: bool = False  # that JSON is all that tells of its properties
    is_listed: bool = False  # in a table of one operation's response; the name is for that only
    at: Span


class MemberRow(Placed, frozen=True, kw_only=True):
    name: str
    value: str = ""
    description: str = ""
    is_deprecated: bool = False
    at: Span


class EnumDoc(Placed, frozen=True, kw_only=True):
    """An enumeration that has its own page or section."""

    name: str
    namespace: str
    description: str = ""
    members: tuple[MemberRow, ...]
    is_flags: bool = False
    is_integer: bool = False  # the values of the members are on the wire, not their names
    headings: tuple[int, ...] = ()  # their numbers among those of the page
    has_own_page: bool
    at: Span


class RequestTarget(Placed, frozen=True, kw_only=True):
    """A documented `METHOD target` line."""

    method: str
    target: str
    at: Span


class HeaderRow(Placed, frozen=True, kw_only=True):
    name: str
    description: str
    is_required: bool = False
    at: Span


class PermissionRow(Placed, frozen=True, kw_only=True):
    kind: str  # as written: "Delegated (work or school account)"
    scopes: tuple[str, ...]  # least privileged first
    at: Span


# Open to anyone without credentials; to anyone, who gets more with them; "" where credentials are those of the API.
Openness = Literal["", "public", "optional"]

CopyPart = Literal["query", "body", "response"]


class CopyDoc(Placed, frozen=True, kw_only=True):
    """What a section says is the same as in the one that a link leads to, that has a number, or of an operation."""

    target: str  # as written; "" where the number or the request says which
    number: str = ""  # "2.1", at the beginning of a heading
    request: str = ""  # "POST /lamps", of the operation
    without: tuple[str, ...] = ()  # the names of what is not the same
    parts: tuple[CopyPart, ...]
    at: Span
    section: Span | None = None  # where that operation is, once all pages are known


class ResponseDoc(Placed, frozen=True, kw_only=True):
    """A response that an operation lists, a success or a failure; a failure that a page lists for all operations."""

    status: str = ""  # "404", "4XX", "default"; "" where there is only a code
    code: str = ""  # in the content
    description: str = ""
    type: TypeMention | None = None
    at: Span


class OperationDoc(Placed, frozen=True, kw_only=True):
    """The operations of one "HTTP request" section and the sections about them."""

    targets: tuple[RequestTarget, ...]
    permissions: tuple[PermissionRow, ...] = ()
    openness: Openness = ""
    headers: tuple[HeaderRow, ...] = ()
    cookies: tuple[PropertyRow, ...] = ()
    path_parameters: tuple[PropertyRow, ...] = ()
    query_parameters: tuple[PropertyRow, ...] = ()
    query_options: tuple[str, ...] = ()  # "$select", ... that the prose names
    function_parameters: tuple[PropertyRow, ...] = ()
    body_parameters: tuple[PropertyRow, ...] = ()
    body: TypeMention | None = None
    has_body: bool | None = None  # None when the page does not state it
    form: str = ""  # the media type of the form that requests send, "" for JSON
    statuses: tuple[int, ...] = ()  # that the Response prose names, in order
    returns: TypeMention | None = None
    returns_nothing: bool = False  # "Return type: void"
    many_at: Span | None = None  # words without a type that say it returns many
    listed: tuple[TypeMention, ...] = ()  # what tables of its response have, where no type is named
    successes: tuple[ResponseDoc, ...] = ()  # of which something is said
    errors: tuple[ResponseDoc, ...] = ()
    response_headers: tuple[PropertyRow, ...] = ()
    same_as: CopyDoc | None = None
    is_deprecated: bool = False
    since: str = ""  # the release that it came with
    description: str = ""  # "" where the page's own applies
    is_verb: bool = False  # its title begins with the last word of its path: "Encrypt data"
    is_secondary: bool = False  # it may be a sample of another operation
    is_told: bool = False  # in a sentence of a page that has no other request lines
    at: Span

    @property
    def is_named_only(self) -> bool:
        """Whether it says nothing of what requests have or are answered with: a line in a list of operations."""
        of_requests = (self.headers, self.cookies, self.path_parameters, self.query_parameters)
        of_answers = (self.statuses, self.returns, self.listed, self.many_at, self.same_as)
        said = (
            *of_requests,
            *of_answers,
            self.body_parameters,
            self.body,
            self.function_parameters,
        )
        return self.has_body is None and not any(said)


class SampleDoc(Placed, frozen=True, kw_only=True):
    """A sample request or response."""

    not_compared: ClassVar = Placed.not_compared | {"unreadable"}
    not_in_repr: ClassVar = not_compared

    message: Message
    names: tuple[str, ...] = ()
    type: TypeMention | None = None  # from the annotation
    is_collection: bool | None = None  # from the annotation
    expects_error: bool = False
    is_template: bool = False  # in the HTTP request section
    is_declaration: bool = False  # the operation's own line, for a response without a request
    program: int = 0  # which program of its page sends it, 0 for a command or a message
    is_ignored: bool = False  # tools should ignore it, by its annotation or the kind of page
    has_usual_status: bool = False  # that of its method: the page states none
    value: Any = None  # the decoded JSON body
    is_outline: bool = False  # placeholders stand for some of its values
    has_value: bool = False
    unreadable: Diagnostic | None = None  # why the body is not JSON, where it should be
    at: Span  # of the fence's first line
    body_at: Span


class Skipped(Record, frozen=True, kw_only=True):
    """Rows, bullets and definitions that a rule leaves out."""

    rule: str  # the code of its finding
    path: str  # of the file that they are in
    lines: tuple[int, ...]  # from 1, one for each


CredentialPlace = Literal["header", "query", "cookie"]
# A request; a text with its name and place, or an OpenAPI document; other words; the headers that operations list.
CredentialSource = Literal["sample", "statement", "words", "list"]


class ServerDoc(Placed, frozen=True, kw_only=True):
    """A base URL."""

    url: str
    description: str = ""  # "Sandbox"
    label: Span  # that says so; of several below one label, each is as good
    is_alone: bool = False  # no words say so: a root that stands alone before the operations


class CredentialDoc(Placed, frozen=True, kw_only=True):
    """Something that a page sends to authenticate a request."""

    location: CredentialPlace
    name: str  # of the field or the parameter: "Authorization", "X-Shop-Token"
    scheme: str = ""  # of "Authorization": "Bearer"
    count: int  # how often the page has it
    known_from: CredentialSource = "sample"
    # The keys of the others that all requests with it have.
    beside: tuple[str, ...] = ()
    is_sent: bool = False  # a request has it
    at: Span

    @property
    def key(self) -> str:
        """What is the same for all that authenticate in this way."""
        return f"{self.location}:{self.name}:{self.scheme}".lower()


class EnvelopeDoc(Placed, frozen=True, kw_only=True):
    """What a page shows around the data of all responses."""

    data: str  # the key of the data
    properties: tuple[PropertyRow, ...]  # the others
    at: Span


class FailureDoc(Placed, frozen=True, kw_only=True):
    """The content of a failure, as a page shows it or lists its keys."""

    value: Any
    at: Span


class PageLinks(Record, frozen=True, kw_only=True):
    """What is checked of the links of a page."""

    path: str
    links: tuple[FileLink, ...]
    includes: tuple[FileLink, ...]
    headings: tuple[HeadingDoc, ...]


class Page(Placed, frozen=True, kw_only=True):
    not_compared: ClassVar = frozenset({"diagnostics", "skipped"})

    path: str  # relative to the folder of pages
    title: str  # the H1's text
    name: str  # the title without "resource type" and the like
    doc_type: str
    namespace: str
    description: str  # of the first paragraph
    resources: tuple[ResourceDoc, ...] = ()
    enums: tuple[EnumDoc, ...] = ()
    operations: tuple[OperationDoc, ...] = ()
    webhooks: tuple[OperationDoc, ...] = ()  # of the method WEBHOOK; the target is a name
    samples: tuple[SampleDoc, ...] = ()
    is_of_one_subject: bool = False  # it is read by its headings, else by its request lines
    # Of operations and of samples, where it is read by these.
    request_lines: tuple[RequestTarget, ...] = ()
    unread_requests: tuple[RequestTarget, ...] = ()  # of those, neither an operation nor a sample
    servers: tuple[ServerDoc, ...] = ()  # that the prose states
    server_variables: tuple[PropertyRow, ...] = ()  # in these
    credentials: tuple[CredentialDoc, ...] = ()
    list_parameters: tuple[PropertyRow, ...] = ()  # that every list of the API takes
    common_headers: tuple[PropertyRow, ...] = ()  # that every request sends
    common_options: tuple[PropertyRow, ...] = ()  # of the query, likewise
    envelope: EnvelopeDoc | None = None
    errors: tuple[ResponseDoc, ...] = ()  # of all operations
    failures: tuple[FailureDoc, ...] = ()  # of any operation
    has_next_links: bool = False  # a header field leads to the next page of a list
    derived: tuple[TypeMention, ...] = ()  # of a "Derived types" section
    links: tuple[FileLink, ...] = ()
    headings: tuple[HeadingDoc, ...] = ()
    includes: tuple[FileLink, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def sections(self) -> tuple[OperationDoc, ...]:
        """What sections state of requests, those of clients and those of the service."""
        return (*self.operations, *self.webhooks) if self.webhooks else self.operations

    @property
    def seen_requests(self) -> int:
        """How many request lines it has: those that it is read by, else those of its operations and samples."""
        if not self.is_of_one_subject:
            return len(self.request_lines)
        sent = sum(bool(s.message.method) and not s.is_template for s in self.samples)
        return sum(len(operation.targets) for operation in self.operations) + sent

    def page_links(self) -> PageLinks:
        """Its links, and the headings that links lead to."""
        return PageLinks(
            path=self.path, links=self.links, includes=self.includes, headings=self.headings
        )
