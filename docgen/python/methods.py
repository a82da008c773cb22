"""An operation -> the method of a request builder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from docgen.python.annotations import (
    ACCEPTED,
    ANY,
    BYTES,
    EVENT,
    FILE,
    NONE,
    TEXT,
    Annotation,
    page_of,
    returned_list,
    sequence_of,
    stream_of,
)
from docgen.python.bodies import (
    body_function,
    content_kind,
    is_file,
    json_type,
    query_value,
    sent_name,
)
from docgen.python.features import runtime_module
from docgen.python.hints import failures, hinted, keyed, operation_doc, parameter_doc
from docgen.python.models import ModelPlanner
from docgen.python.paging import Pages, is_list, pages_of
from docgen.python.path_steps import method_suffix, suffix_of
from docgen.python.records import Argument, ArgumentDoc, Builder, Child, Doc, Method
from docgen.python.security import is_credential
from docgen.spec.model import Operation, Parameter, Spec
from docgen.spec.odata import ITEM_OPTIONS, QUERY_OPTIONS
from docgen.spec.path_tree import Node, Segment
from docgen.spec.types import BINARY, STRING, TypeUse
from docgen.syntax.naming import free_name, snake_case

if TYPE_CHECKING:
    from docgen.python.target import Target
from docgen.python.literals import text_literal

_DECORATORS = {"Page": "collection", "Stream": "streamed"}  # by what a method returns
_QUOTING = ("quote", "quote_path", "literal")  # functions that an argument must not hide


class MethodPlanner:
    """Names of builders, and the methods of each."""

    def __init__(self, spec: Spec, target: Target, models: ModelPlanner) -> None:
        self.spec, self.target, self.models = spec, target, models
        self.pages = {operation.id: operation.page for operation in spec.operations}
        self.features = models.features
        self.is_http = spec.protocol == "http"
        self._page_module = runtime_module("Page", models.features)

    def builder(self, node: Node) -> Builder:
        """A place with its methods and steps; the names of the classes come later."""
        taken = {*self.target.reserved_methods}
        if not node.path:
            taken |= {*self.target.reserved_client_methods}
            if "odata" in self.features:
                taken |= {*self.target.reserved_odata_methods}
        methods: list[Method] = []
        for operation in node.operations:
            methods.append(self._method(operation, self._own_name(operation), None, taken))
        lifted = [c for c in node.children.values() if c.is_lifted]
        for child in lifted:
            for operation in child.operations:
                name = _lifted_name(child, operation)
                methods.append(self._method(operation, name, child.segment, taken))
        children = [c for c in node.children.values() if not c.is_lifted]
        return Builder(
            name="",
            path=node.path,
            children=tuple(self._child(child, taken) for child in children),
            methods=tuple(methods),
        )

    def _query_value(self, parameter: Parameter, argument: str) -> tuple[str, str]:
        return query_value(parameter, argument) if self.is_http else (argument, "")

    def _own_name(self, operation: Operation) -> str:
        if operation.method in ("HEAD", "OPTIONS") or operation.kind == "action":
            return operation.method.lower()
        if operation.kind == "function":
            return "get"
        if operation.kind == "get" and self._pages(operation):
            return "list"
        return operation.kind

    def _pages(self, operation: Operation) -> Pages | None:
        """The pages that an operation of HTTP returns; those of OData are all of one kind."""
        if self.spec.protocol == "odata":
            return None
        return pages_of(operation, self.spec, self.models.types)

    def _child(self, child: Node, taken: set[str]) -> Child:
        segment = child.segment
        arguments, names = self._path_arguments(segment)
        if self.is_http:
            arguments = tuple(keyed(a, _documented_keys(child, a.wire_name)) for a in arguments)
        if segment.name:
            name = snake_case(segment.name.rpartition(".")[2])
        elif len(arguments) == 1 and "__getitem__" not in taken:
            name = "__getitem__"
        else:
            name = "by_" + "_and_".join(argument.name for argument in arguments)
        if name != "__getitem__":
            name = free_name(name, taken)
        taken.add(name)
        return Child(
            name=name,
            arguments=arguments,
            builder="",
            module="",
            suffix=suffix_of(segment, names),
            path=child.path,
        )

    def _path_arguments(
        self, segment: Segment, documented: Sequence[Parameter] = ()
    ) -> tuple[tuple[Argument, ...], dict[str, str]]:
        """The arguments of a step, and wire name -> argument. A key is a string."""
        types = {p.name: p.type for p in documented if p.type.kind in ("primitive", "any")}
        taken = {"self", *_QUOTING}
        names: dict[str, str] = {}
        for parameter in segment.parameters:
            names[parameter] = free_name(snake_case(parameter), taken)
            taken.add(names[parameter])
        arguments = (
            Argument(
                name=name,
                annotation=self.models.annotation(types.get(wire, STRING), None),
                wire_name=wire,
            )
            for wire, name in names.items()
        )
        return tuple(arguments), names

    def _method(
        self, operation: Operation, name: str, lifted: Segment | None, taken: set[str]
    ) -> Method:
        name = free_name(name, taken)
        taken.add(name)
        used = {"self", *_QUOTING, *self._own_names(operation)}
        keywords: list[Argument] = []
        names: dict[str, str] = {}
        if lifted:
            # The value of a call is a keyword; a parameter of the path is required.
            arguments, names = self._path_arguments(lifted, operation.parameters)
            keywords += arguments
            used |= {argument.name for argument in arguments}
        positional, content, parameters = self._body(operation, keywords, used)
        pages = self._pages(operation)
        returns = self._returns(operation, pages)
        result = self._result(operation, returns)
        options = self._options(operation, returns)
        function = body_function(operation) if self.is_http else ""
        docs = self._documented(operation, keywords)
        query, headers, functions = self._sent(operation, options, keywords, used, docs)
        if function and (parameters or content):
            functions.add(function)
        scopes = dict.fromkeys(s for p in operation.permissions for s in p.scopes)
        return Method(
            id=operation.id,
            name=name,
            decorator=pages.decorator if pages else _DECORATORS.get(returns.name, "operation"),
            scopes=tuple(scopes),
            is_deprecated=operation.is_deprecated,
            positional=positional,
            keywords=tuple(sorted(keywords, key=lambda argument: bool(argument.default))),
            returns=returns,
            result=result,
            envelope=self._envelope(operation, returns, result),
            paging=pages.expression if pages else "",
            total=pages.total if pages else "",
            doc=operation_doc(self.spec, operation),
            verb=operation.method,
            suffix=method_suffix(operation.path, lifted, names),
            query=query,
            headers=headers,
            options=options,
            content=content,
            parameters=parameters,
            body_function=function,
            functions=tuple(sorted(functions)),
            argument_docs=tuple(ArgumentDoc(name, doc) for name, doc in docs if doc),
            error_docs=tuple(failures(operation.errors)),
        )

    def _own_names(self, operation: Operation) -> set[str]:
        """The names in a method that no parameter of the API may have."""
        if self.spec.protocol == "odata":
            return {"body", "content", "options", *(name.lstrip("$") for name in QUERY_OPTIONS)}
        body = operation.request_body
        own = {"body", "content"} if body and body.type else set[str]()
        return own | {body_function(operation), "delimited"} - {""}

    def _sent(
        self,
        operation: Operation,
        options: str,
        keywords: list[Argument],
        used: set[str],
        docs: list[tuple[str, Doc]],
    ) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
        """The query and the headers of the request, and the functions that they call; their keywords are added."""
        query: list[str] = []
        headers: list[str] = []
        functions: set[str] = set()
        if self.is_http and (media_type := json_type(operation)):
            headers.append(f'"Content-Type": {text_literal(media_type)}')
        for parameter in operation.parameters:
            if parameter.location in ("path", "cookie") or is_credential(self.spec, parameter):
                continue
            if options and _is_option(parameter):
                docs.append((parameter.name.lower().lstrip("$"), parameter_doc(parameter)))
                continue
            argument = free_name(snake_case(parameter.name.lstrip("$@")), used)
            used.add(argument)
            docs.append((argument, parameter_doc(parameter)))
            keywords.append(self._argument(argument, parameter, operation))
            if parameter.location == "query":
                value, function = self._query_value(parameter, argument)
                functions |= {function} - {""}
                query.append(f"{text_literal(sent_name(parameter))}: {value}")
            else:
                headers.append(f"{text_literal(parameter.name)}: {argument}")
        return tuple(query), tuple(headers), functions

    def _documented(
        self, operation: Operation, keywords: Sequence[Argument]
    ) -> list[tuple[str, Doc]]:
        """The arguments of the path and of an action, each with its description."""
        body = operation.request_body
        texts = {
            (p.location, p.name): parameter_doc(p)
            for p in (*operation.parameters, *(body.properties if body else ()))
        }
        return [(a.name, texts.get((a.location, a.wire_name), Doc(""))) for a in keywords]

    def _options(self, operation: Operation, returns: Annotation) -> str:
        """The query options that a GET takes: those of a collection, or those of one resource."""
        if self.spec.protocol != "odata" or operation.method != "GET" or returns == NONE:
            return ""
        documented = {"$" + p.name.lstrip("$") for p in operation.parameters if _is_option(p)}
        is_many = returns.name == "Page" or documented - set(ITEM_OPTIONS)
        if is_many:
            return "ListOptions"
        return "" if returns.name in ("bytes", "str", "int") else "ItemOptions"

    def _envelope(self, operation: Operation, returns: Annotation, result: str) -> str:
        """The JSON Pointer to the result in the content; OData has what is no entity in `value`."""
        if returns.name in ("Page", "Stream", "None", "Accepted", "bytes") or result in (
            "content",
            "text",
        ):
            return ""
        if self.spec.protocol == "odata":
            is_wrapped = not self.models.is_model(returns) or self._is_wrapped(operation)
            return "/value" if is_wrapped else ""
        envelope = operation.envelope or self.spec.envelope
        return envelope.data if envelope else ""

    def _is_wrapped(self, operation: Operation) -> bool:
        """Whether a sample shows one object in `value`, as OData has values that are none; the client reads both."""
        use = operation.returned
        if use is None or use.name not in self.models.types or self.models.has(use.name, "value"):
            return False
        shown = (
            s.response.json for s in operation.samples if s.response and s.response.status < 400
        )
        return any(
            isinstance(value, dict)
            and isinstance(value.get("value"), dict)
            and all("@" in key for key in value.keys() - {"value"})
            for value in shown
        )

    def _argument(
        self, name: str, parameter: Parameter, operation: Operation, function: str = ""
    ) -> Argument:
        """The keyword of a parameter. A required header is often what every request of an API has.

        `function` makes the content that the parameter is in.
        """
        is_required = operation.requires(parameter) and parameter.location != "header"
        annotation = self.models.annotation(parameter.type, None).accepted()
        if self.is_http and is_file(parameter, function):
            is_many = parameter.type.is_array or parameter.name.endswith("[]")
            annotation = sequence_of(FILE) if is_many else FILE
        elif self.is_http:
            annotation = hinted(parameter, annotation, self.models)
        if self.is_http and parameter.type.is_nullable and parameter.location == "body":
            annotation = annotation.nullable()
        return Argument(
            name=name,
            annotation=annotation if is_required else annotation.optional(),
            default="" if is_required else "None",
            location=parameter.location,
            wire_name=parameter.name,
        )

    def _body(
        self, operation: Operation, keywords: list[Argument], used: set[str]
    ) -> tuple[tuple[Argument, ...], str, tuple[str, ...]]:
        """The argument that carries the content and the expression for it, or an action's parameters."""
        body = operation.request_body
        if body is None:
            return (), "", ()
        function = body_function(operation)
        if self.is_http and function == "raw":
            annotation = TEXT if body.type == STRING else BYTES
            content = f"raw({text_literal(body.content[0].name)}, content)"
            return (Argument(name="content", annotation=annotation, location="body"),), content, ()
        if body.type == BINARY:
            return (Argument(name="content", annotation=BYTES, location="body"),), "content", ()
        if body.type:
            annotation = self.models.annotation(body.type, None).accepted()
            is_change = operation.method == "PATCH" and body.type.name in self.models.types
            default = "None" if body.is_optional and not is_change else ""
            kind = annotation.optional() if default else annotation
            argument = Argument(name="body", annotation=kind, default=default, location="body")
            return (argument,), "body.changes()" if is_change else "body", ()
        pairs: list[str] = []
        for parameter in body.properties:
            name = free_name(snake_case(parameter.name), used)
            used.add(name)
            keywords.append(self._argument(name, parameter, operation, function))
            wire = sent_name(parameter) if function in ("form", "multipart") else parameter.name
            pairs.append(f"{text_literal(wire)}: {name}")
        return (), "", tuple(pairs)

    def _returns(self, operation: Operation, pages: Pages | None) -> Annotation:
        if pages:
            return page_of(self.models.annotation(pages.item, None), self._page_module)
        success = [r for r in operation.responses if r.status < 400]
        content = next((r.content[0] for r in success if r.type), None)
        if content is None or content.type is None:
            return ACCEPTED if any(r.status == 202 for r in success) else NONE
        kind = content_kind(content) if self.is_http else ""
        if kind == "events":
            return stream_of(EVENT)
        if kind == "lines":
            return stream_of(self.models.annotation(content.type.item, None))
        if kind:
            return {"text": TEXT, "bytes": BYTES}.get(kind, ANY)
        if content.type.is_array:
            item = self.models.annotation(content.type.items[0], None)
            is_page = self.spec.protocol == "odata" or is_list(operation)
            return page_of(item, self._page_module) if is_page else returned_list(item)
        return self.models.read_annotation(content.type, None)

    def _result(self, operation: Operation, returns: Annotation) -> str:
        """The name of a type as the runtime reads it."""
        if returns == NONE:
            return ""
        content = next(
            (r.content[0] for r in operation.responses if r.status < 400 and r.type), None
        )
        if returns.name == "List":
            return f"list[{returns.item}]"
        if returns.name == "Stream":
            return str(returns.arguments[0])
        return (content_kind(content) if content and self.is_http else "") or str(returns.item)


def _is_option(parameter: Parameter) -> bool:
    """Whether a query parameter is a system query option, with or without its "$"."""
    name = "$" + parameter.name.lstrip("$")
    return parameter.location == "query" and name in QUERY_OPTIONS


_VERBS = {"GET": "get", "POST": "add", "PUT": "set", "PATCH": "update", "DELETE": "remove"}


def _lifted_name(node: Node, operation: Operation) -> str:
    literal = node.segment.name
    if literal == "$count":
        return "count"
    name = snake_case(re.sub(r"\(.*|=.*", "", literal).rpartition(".")[2].lstrip("$"))
    if literal.startswith("$"):
        return f"{_VERBS.get(operation.method, operation.method.lower())}_{name}"
    if len(node.operations) > 1 and operation is not node.operations[0]:
        return f"{_VERBS.get(operation.method, operation.method.lower())}_{name}"
    return name


def _documented_keys(node: Node, name: str) -> Iterator[TypeUse]:
    """The types of a key by the operations of its place and of those below."""
    for operation in node.operations:
        yield from (p.type for p in operation.parameters if (p.location, p.name) == ("path", name))
    for child in node.children.values():
        yield from _documented_keys(child, name)
