"""Documented samples as short Python programs for an SDK's README.

A `Spec`, its plan and the files of its package enter; `Example`s leave, each tried: it sends the
documented request and reads the documented answer. Samples that would be long are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import unquote

from docgen.in_memory import imported
from docgen.json_difference import difference
from docgen.naming import snake_case
from docgen.plan_records import Argument, Call, EnumClass, Example, File, ModelClass
from docgen.plan_requests import plan_calls, text_literal
from docgen.prose import page_url, plain_text
from docgen.spec import QUERY_OPTIONS, TRANSPORT_HEADERS, Operation, Sample, SampleRequest, Spec
from docgen.url_path import path_pattern

_KINDS = ("list", "get", "create", "update", "action", "function", "delete", "replace")
_LONGEST = 1200  # characters of a program
_WIDTH = 96


def find_examples(
    spec: Spec, package: str, plan: Iterable[File], files: Mapping[str, str], count: int = 5
) -> tuple[Example, ...]:
    """At most `count` programs, of as many kinds of operations as there are; the short ones first."""
    plan = tuple(plan)
    writer = _Writer(spec, plan)
    calls = plan_calls(plan)
    written: dict[str, list[tuple[str, Operation, Sample]]] = {}
    for operation in spec.operations:
        for sample in operation.samples:
            code = writer.program(operation, sample, calls[operation.id])
            if code and len(code) <= _LONGEST:
                written.setdefault(operation.kind, []).append((code, operation, sample))
    for found in written.values():
        found.sort(key=lambda item: (_oddity(*item[:2]), item[0].count("\n"), len(item[0])))
    chosen: list[Example] = []
    with imported(package, files) as root:
        while len(chosen) < count and any(written.values()):
            for kind in _KINDS:
                while len(chosen) < count and written.get(kind):
                    code, operation, sample = written[kind].pop(0)
                    if _runs(root, spec, code, sample):
                        chosen.append(_example(spec, operation, code))
                        written[kind] = [w for w in written[kind] if w[1] is not operation]
                        break
    order = [operation.id for operation in spec.operations]
    return tuple(sorted(chosen, key=lambda example: order.index(example.operation)))


def _oddity(code: str, operation: Operation) -> int:
    """How little a program shows: placeholders for values, a read that reads nothing."""
    is_empty_read = operation.kind in ("get", "list") and "print(" not in code
    return ('["{' in code) + 2 * (is_empty_read or operation.method == "HEAD")


def _example(spec: Spec, operation: Operation, code: str) -> Example:
    return Example(
        operation=operation.id,
        title=plain_text(operation.description) or operation.id,
        url=page_url(spec, operation.page),
        code=code,
    )


class _Unwritten(Exception):
    """Why a sample is passed over."""


class _Writer:
    """JSON values as the Python expressions that a person would write."""

    def __init__(self, spec: Spec, plan: Iterable[File]) -> None:
        self._models: dict[tuple[str, str], ModelClass] = {}
        self._enums: dict[tuple[str, str], EnumClass] = {}
        self._places: dict[str, tuple[str, str]] = {}
        self._bases = {item.name: item.base for item in spec.types}
        for file in plan:
            package = "/".join(file.path.split("/")[1:-1])
            if isinstance(file.record, ModelClass):
                self._models[package, file.record.name] = file.record
                self._places[file.record.wire_name] = (package, file.record.name)
            elif isinstance(file.record, EnumClass):
                self._enums[package, file.record.name] = file.record

    def program(self, operation: Operation, sample: Sample, call: Call) -> str:
        """The lines that send a sample; "" where they would not be simple."""
        if sample.request is None or (sample.response and sample.response.status >= 400):
            return ""
        try:
            expression = self._call(operation, sample.request, call)
        except _Unwritten:
            return ""
        if call.method.decorator == "collection":
            return f"for item in {expression}:\n    print(item)\n"
        if call.method.returns == "None":
            return f"{expression}\n"
        return f"result = {expression}\nprint(result)\n"

    def _call(self, operation: Operation, request: SampleRequest, call: Call) -> str:
        path, _, query = request.target.partition("?")
        match = path_pattern(operation.path).fullmatch(path.rstrip("/"))
        if match is None:
            raise _Unwritten
        values = iter(unquote(value).replace("''", "'") for value in match.groups())
        text = "client"
        for step in call.steps:
            given = [text_literal(next(values)) for _ in step.arguments]
            if step.name == "__getitem__":
                text += f"[{given[0]}]"
            else:
                text += f".{step.name}" + (f"({', '.join(given)})" if given else "")
        arguments = self._content(request, call)
        for argument in call.method.keywords:
            if argument.location == "path":
                arguments.append(f"{argument.name}={_scalar(argument.annotation, next(values))}")
        arguments += _options(query, call)
        for name, value in request.headers:
            if name.lower() not in TRANSPORT_HEADERS:
                arguments.append(_keyword(name, value, call, "header"))
        return _fit(f"{text}.{call.method.name}(", arguments, ")", 0)

    def _content(self, request: SampleRequest, call: Call) -> list[str]:
        if call.method.positional:
            if not request.has_json:
                raise _Unwritten
            (argument,) = call.method.positional
            annotation = argument.annotation.replace("Sequence[", "list[")
            return [self.expression(annotation, request.json, "", 4)]
        if not request.has_json:
            return []
        known = {a.wire_name: a for a in call.method.keywords if a.location == "body"}
        if not isinstance(request.json, dict) or request.json.keys() - known.keys():
            raise _Unwritten
        return [
            f"{known[name].name}="
            + self.expression(known[name].annotation.replace("Sequence[", "list["), value, "", 4)
            for name, value in request.json.items()
        ]

    def expression(self, annotation: str, value: Any, package: str, indent: int) -> str:
        """A value of an annotation, as seen from a package of models."""
        annotation = annotation.removesuffix(" | None")
        if value is None:
            return "None"
        if annotation.startswith("list["):
            if not isinstance(value, list):
                raise _Unwritten
            inner = [self.expression(annotation[5:-1], i, package, indent + 4) for i in value]
            return _fit("[", inner, "]", indent)
        if annotation == "Any":
            return _plain(value, indent)
        if annotation in ("str", "int", "bool", "float"):
            if type(value).__name__ != annotation:
                raise _Unwritten
            return text_literal(value) if isinstance(value, str) else repr(value)
        home, _, name = annotation.removeprefix("models.").rpartition(".")
        home = home if annotation.startswith("models.") else package
        shown = ".".join(filter(None, ("models", home, name)))
        if enum := self._enums.get((home, name)):
            member = next((m.name for m in enum.members if m.value == value), "")
            if not member:
                raise _Unwritten
            return f"{shown}.{member}"
        model = self._models.get((home, name))
        if model is None or not isinstance(value, dict):
            raise _Unwritten  # dates, durations and what else needs an import
        known = self._attributes(model)
        parts: list[str] = []
        for key, inner in value.items():
            if key not in known:
                raise _Unwritten
            attribute, where, kind = known[key]
            parts.append(f"{attribute}={self.expression(kind, inner, where, indent + 4)}")
        return _fit(f"{shown}(", parts, ")", indent)

    def _attributes(self, model: ModelClass) -> dict[str, tuple[str, str, str]]:
        """Wire name -> attribute, the package that its annotation is seen from, and that."""
        found: dict[str, tuple[str, str, str]] = {}
        name = model.wire_name
        while name in self._places:
            package = self._places[name][0]
            for item in self._models[self._places[name]].attributes:
                found.setdefault(item.wire_name, (item.name, package, item.annotation))
            name = self._bases.get(name, "")
        return found


def _fit(before: str, parts: list[str], after: str, indent: int) -> str:
    one_line = f"{before}{', '.join(parts)}{after}"
    if indent + len(one_line) <= _WIDTH and "\n" not in one_line:
        return one_line
    margin = " " * indent
    return before + "\n" + "".join(f"{margin}    {part},\n" for part in parts) + margin + after


def _plain(value: Any, indent: int) -> str:
    if isinstance(value, dict):
        parts = [f"{text_literal(k)}: {_plain(v, indent + 4)}" for k, v in value.items()]
        return _fit("{", parts, "}", indent)
    if isinstance(value, list):
        return _fit("[", [_plain(item, indent + 4) for item in value], "]", indent)
    return text_literal(value) if isinstance(value, str) else repr(value)


def _options(query: str, call: Call) -> Iterator[str]:
    for pair in filter(None, query.split("&")):
        name, _, text = pair.partition("=")
        system = QUERY_OPTIONS.get("$" + unquote(name).lower().lstrip("$"))
        if system and call.method.options:
            is_list = system.startswith("Collection(")
            kind = (
                "list"
                if is_list
                else {"Edm.Int32": "int", "Edm.Boolean": "bool"}.get(system, "str")
            )
            yield f"{snake_case(unquote(name).lstrip('$'))}={_scalar(kind, unquote(text))}"
        else:
            yield _keyword(unquote(name), unquote(text), call, "query")


def _keyword(name: str, text: str, call: Call, location: str) -> str:
    known: dict[str, Argument] = {
        a.wire_name.lower().lstrip("$"): a for a in call.method.keywords if a.location == location
    }
    argument = known.get(name.lower().lstrip("$"))
    if argument is None:
        raise _Unwritten
    return f"{argument.name}={_scalar(argument.annotation, text)}"


def _scalar(annotation: str, text: str) -> str:
    kind = annotation.removesuffix(" | None")
    if kind.startswith(("list", "Sequence[")):
        return f"[{', '.join(text_literal(item) for item in text.split(','))}]"
    if kind == "int" and text.isdecimal():
        return text
    if kind == "bool" and text.lower() in ("true", "false"):
        return text.capitalize()
    if kind in ("str", "Any"):
        return text_literal(text)
    raise _Unwritten


# Trying


def _runs(root: Any, spec: Spec, code: str, sample: Sample) -> bool:
    """Whether the program sends the documented request and takes the documented answer."""
    base_url = spec.base_url or "https://api.invalid"  # where the pages name no host
    client = root.Client(base_url=base_url)
    sent: list[Any] = []
    results: list[Any] = []

    def send(request: Any) -> Any:
        sent.append(request)
        answer = sample.response
        if len(sent) > 1 or answer is None:  # the next page of a collection is an empty one
            body = b'{"value": []}' if request.returns.startswith("Page[") else b""
            results.append(request.decode(200, {}, body))
        else:
            body = json.dumps(answer.json).encode() if answer.has_json else answer.text.encode()
            results.append(request.decode(answer.status, dict(answer.headers), body))
        return results[-1]

    client._send = send
    names = {
        "client": client,
        "models": import_module(f"{root.__name__}.models"),
        "print": lambda *_: None,
    }
    try:
        exec(code, names)  # ours, made of literals and names of the plan
        return (
            bool(sent)
            and sample.request is not None
            and _is_same(sent[0], base_url, sample.request)
        )
    except Exception:  # a sample that does not replay is no example; `docgen verify` tells why
        return False


def _is_same(made: Any, base_url: str, documented: SampleRequest) -> bool:
    if made.method != documented.method:
        return False
    if _parts(made.url) != _parts(base_url + documented.target):
        return False
    sent = json.loads(made.content_bytes() or b"null")
    return not difference(sent, documented.json if documented.has_json else None)


def _parts(url: str) -> tuple[str, list[str]]:
    path, _, query = url.partition("?")
    return unquote(path.rstrip("/")), sorted(unquote(part).lstrip("$") for part in query.split("&"))
