"""Documented requests as the short Python programs that make them, each tried.

A `Spec`, its plan and the files of its package enter; a `Snippet` for each documented request
leaves. A program is run against a client that records: unless it sends exactly the documented
request there is none, and the snippet has the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

from docgen.diagnostics.position import Span
from docgen.python.annotations import BYTES, EVENT, FILE, NONE
from docgen.python.calls import plan_calls
from docgen.python.expressions import Block, Expressions, Unfit, plain
from docgen.python.literals import fit, text_literal
from docgen.python.plan import address
from docgen.python.records import Call, File
from docgen.python.requests import shown_values, values_in
from docgen.python.security import example_for
from docgen.records import packed, replace
from docgen.snippets.recorder import NO_HOST, Recorder
from docgen.spec.documented_messages import UnmatchedMessage
from docgen.spec.model import Operation, Sample, SampleRequest, Spec
from docgen.syntax.form_content import form_fields, is_form
from docgen.syntax.headers import header
from docgen.syntax.naming import snake_case
from docgen.verify.binding import (
    Binding,
    BoundArgument,
    Mismatch,
    bind,
    content_bytes,
    documented_places,
    file_bytes,
    is_empty_object,
    sent_by_client,
)
from docgen.verify.loader import imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Lines of Python; `client` and `models` are there before them."""

    imports: tuple[str, ...]  # of the standard library
    code: str  # ends with a newline
    has_models: bool
    credential: str  # that of the client, as Python; "" for none
    is_documented: bool  # whether every value is sent where it is documented

    @property
    def lines(self) -> str:
        """The lines after those that create the client."""
        return "".join(f"{line}\n" for line in (*self.imports, "")) * bool(self.imports) + self.code

    def text(self, package: str, address: str = "") -> str:
        """The whole program. `address`: the arguments of the client that say where the API is, as Python."""
        arguments = ", ".join(filter(None, (self.credential, address)))
        used = {"auth": "auth." in self.credential, "models": self.has_models}
        names = ", ".join(["Client", *(name for name in used if used[name])])
        parts = [
            "".join(f"{line}\n" for line in self.imports),
            f"from {package} import {names}\n",
            f"client = Client({arguments})\n{self.code}",
        ]
        return "\n".join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """The program of one documented request, or why there is none."""

    sample: str
    at: Span  # of the request
    text: str  # "" without one
    fault: str  # "" with one


def find_snippets(
    spec: Spec,
    package: str,
    plan: Iterable[File],
    files: Mapping[str, str],
    unmatched: Iterable[UnmatchedMessage],
) -> tuple[Snippet, ...]:
    """A snippet for every documented request that has a place, in page order."""
    plan = tuple(plan)
    calls = plan_calls(plan)
    writer = Writer(spec, plan)
    snippets: dict[Span, Snippet] = {}
    tried: dict[tuple[str, bytes | None], Snippet] = {}  # pages repeat their requests
    with imported(package, files) as root:
        recorder = Recorder(root, package, spec)
        for operation in spec.operations:
            for sample in operation.samples:
                if sample.request and (at := sample.request.at):
                    call = calls[operation.id]
                    key = operation.id, packed(replace(sample.request, at=None, body=None))
                    tried[key] = (key[1] and tried.get(key)) or _snippet(
                        writer, recorder, operation, sample, call, at
                    )
                    snippets[at] = replace(tried[key], sample=sample.name, at=at)
    for item in unmatched:
        if isinstance(item.message, SampleRequest) and (at := item.message.at):
            fault = item.diagnostic.message
            snippets[at] = Snippet(sample=item.name, at=at, text="", fault=fault)
    return tuple(snippets[at] for at in sorted(snippets, key=lambda at: (at.path, at.line)))


def _snippet(
    writer: Writer,
    recorder: Recorder,
    operation: Operation,
    sample: Sample,
    call: Call,
    at: Span,
) -> Snippet:
    assert sample.request
    try:
        root = sample.request.root or ("" if writer.spec.servers else NO_HOST)
        given = address(writer.spec, root, writer.shown | values_in(sample.request))
        request = documented_places(sample.request, call, writer.hidden)
        sample = replace(sample, request=request)
        assert sample.request
        program = writer.program(operation, sample.request, call)
        text = program.text(recorder.package, given)
        fault = recorder.run(text, sample).fault
    except (Mismatch, Unfit) as error:
        text, fault = "", str(error) or "a value is not of the documented type"
    return Snippet(sample=sample.name, at=at, text="" if fault else text, fault=fault)


class Writer:
    """Calls as a person would write them. `only_calls`: what is done with a single result is left out."""

    def __init__(self, spec: Spec, plan: Iterable[File], *, only_calls: bool = False) -> None:
        self.hidden = sent_by_client(spec)
        self.spec = spec
        self.shown = shown_values(spec)
        self._expressions = Expressions(spec, plan)
        self._only_calls = only_calls

    def program(self, operation: Operation, request: SampleRequest, call: Call) -> Program:
        """The lines that send a request. Raises `Mismatch`, or `Unfit` for a value that no expression has."""
        block = Block()
        bound = bind(operation, request, call)
        if bound.missing:
            raise Mismatch(
                f"the request leaves out what the call asks for: {', '.join(bound.missing)}"
            )
        try:
            last = self._code(bound, request, call, block)
            code = "".join(f"{line}\n" for line in (*block.statements, last))
            used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
        except (SyntaxError, RecursionError):  # 200 brackets are what CPython reads
            raise Unfit("the content is nested too deeply") from None
        by_module: dict[str, list[str]] = {}
        for module, name in sorted(block.imports):
            if name in used:  # a value that did not fit has left its import
                by_module.setdefault(module, []).append(name)
        return Program(
            imports=tuple(f"from {m} import {', '.join(n)}" for m, n in by_module.items()),
            code=code,
            has_models="models" in used,
            credential=example_for(self.spec, operation),
            is_documented=block.is_documented,
        )

    def _code(self, bound: Binding, request: SampleRequest, call: Call, block: Block) -> str:
        """The last statements: the call, and what is done with its result."""
        if bound.is_content_missing:
            raise Mismatch("the operation takes content, and the sample shows none")
        content = [self._content(bound.content, block)] if bound.content else []
        parameters, whole = self._parameters(bound, request, block)
        query, headers = dict(bound.query), {
            **dict(bound.headers),
            **_media_type(bound, request, whole),
        }
        keywords: list[str] = []
        for item in bound.keywords:
            location = item.argument.location
            if location == "body":
                continue
            try:
                keywords.append(self._keyword(item, block))
            except Unfit:
                if location == "path":
                    raise Mismatch(f"{item.value!r} is no {item.argument.annotation}") from None
                (query if location == "query" else headers)[item.argument.wire_name] = item.value
        called = "client" + "".join(_step(step.name, texts) for step, texts in bound.steps)
        called += f".{bound.method}"
        arguments = [*content, *parameters, *keywords]
        more = [("content", whole), ("query", query), ("headers", headers)]
        chain = "".join(
            f".with_{name}({_octets(value) if isinstance(value, bytes) else plain(value, 0)})"
            for name, value in more
            if value
        )
        if not chain:
            return self._used(f"{called}(", arguments, call, block)
        block.is_documented = not (query or whole or headers.keys() - {"Content-Type"})
        assignment = fit(arguments, f"request = {called}.request(", f"){chain}", 0)
        return f"{assignment}\n{self._used('client.send(', ['request'], call, block)}"

    def _content(self, bound: BoundArgument, block: Block) -> str:
        """The content as a whole."""
        if bound.argument.annotation != BYTES:
            return self._expressions.of(bound.argument.annotation, bound.value, block)
        return _octets(content_bytes(bound.value))

    def _parameters(
        self, bound: Binding, request: SampleRequest, block: Block
    ) -> tuple[list[str], Any]:
        """The parameters of an action as keywords, or its whole content where one cannot be written as a keyword."""
        is_text = bool(request.text) and not bound.content and not is_empty_object(request.text)
        has_fields = is_form(header(request.headers, "content-type")) and not bound.keys
        if bound.other or is_text and not has_fields:
            return [], content_bytes(request.text)
        files = _file_names(request)
        body = [g for g in bound.keywords if g.argument.location == "body"]
        if bound.keys or any(g.value is None for g in body):  # None leaves a keyword out
            return [], request.json
        before = len(block.statements)
        try:
            return [self._body_keyword(g, files, block) for g in body], None
        except Unfit:
            del block.statements[before:]
            return [], request.json

    def _body_keyword(
        self, bound: BoundArgument, files: Mapping[str, Sequence[str]], block: Block
    ) -> str:
        """A parameter of the content; a file by its path, where the sample has one."""
        annotation = bound.argument.annotation
        if annotation.item.required() != FILE:
            return self._keyword(bound, block)
        names = files.get(bound.argument.wire_name.removesuffix("[]"), ())
        paths = [f"Path({text_literal(name)})" for name in names]
        if paths:
            block.imports.add(("pathlib", "Path"))
        else:
            paths = [_octets(content) for content in file_bytes(bound.value)]
        value = fit(paths, "[", "]", 4) if annotation.is_list else paths[0]
        return f"{bound.argument.name}={value}"

    def _keyword(self, bound: BoundArgument, block: Block) -> str:
        value = self._expressions.of(bound.argument.annotation, bound.value, block)
        return f"{bound.argument.name}={value}"

    def _used(self, before: str, arguments: list[str], call: Call, block: Block) -> str:
        """A call, and a line that does something with its result."""
        returns = call.method.returns
        is_stream = returns.name == "Stream" and not before.startswith("client.send(")
        is_many = call.method.is_many or is_stream
        if returns == NONE or (self._only_calls and not is_many):
            return fit(arguments, before, ")", 0)
        item = returns.arguments[0] if is_stream else returns.item
        name = snake_case(item.name.rpartition(".")[2])
        if not (item.is_model or item == EVENT) or name in block.names or iskeyword(name):
            name = "item" if is_many else "result"
        if is_many:
            return fit(arguments, f"for {name} in {before}", "):", 0) + f"\n    print({name})"
        return fit(arguments, f"{name} = {before}", ")", 0) + f"\nprint({name})"


def _file_names(request: SampleRequest) -> dict[str, list[str]]:
    """The names of the files in a form, by the field."""
    names: dict[str, list[str]] = {}
    media_type = header(request.headers, "content-type")
    for field in form_fields(media_type, request.text):
        if field.file:
            names.setdefault(field.name.removesuffix("[]"), []).append(field.file)
    return names


def _octets(content: bytes) -> str:
    """A text in UTF-8 as Python writes bytes."""
    text = content.decode()
    is_plain = text.isascii() and text.translate(_BREAKS).isprintable()
    return f"b{text_literal(text)}" if is_plain else f"{text_literal(text)}.encode()"


_BREAKS = str.maketrans("", "", "\n\r\t")


def _step(name: str, texts: tuple[str, ...]) -> str:
    values = ", ".join(text_literal(value) for value in texts)
    if name == "__getitem__":
        return f"[{values}]"
    return f".{name}({values})" if texts else f".{name}"


def _media_type(bound: Binding, request: SampleRequest, whole: Any) -> dict[str, str]:
    """The Content-Type of bytes, where the sample has one; `whole` is the content in place of keywords."""
    content = bound.content
    is_bytes = content.argument.annotation == BYTES if content else isinstance(whole, bytes)
    media_type = header(request.headers, "content-type")
    return {"Content-Type": media_type} if (is_bytes or bound.other) and media_type else {}
