"""What is generated: every module, class, attribute and annotation, final.

A `Spec` and a `Target` enter; `File`s leave, each a template's name and the record that it prints.
Nothing after this decides a name or a type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.diagnostics.diagnostic import Diagnostic
from docgen.python.annotations import FILE
from docgen.python.calls import call_text, plan_calls
from docgen.python.features import runtime_module
from docgen.python.hints import ERROR_CLASSES, error_class
from docgen.python.literals import text_literal
from docgen.python.models import ModelPlanner, plan_models
from docgen.python.paging import has_next
from docgen.python.records import (
    Call,
    Doc,
    Failure,
    File,
    OperationEntry,
    OtherServer,
    Package,
    Variable,
    WebhookEntry,
)
from docgen.python.requests import client_keywords, plan_requests, shown_values
from docgen.python.security import auth_module, examples, ways
from docgen.python.target import Target
from docgen.spec.model import Operation, Spec
from docgen.spec.page_urls import documentation_url
from docgen.spec.subset import Omitted
from docgen.spec.types import ANY


def plan_files(
    spec: Spec, target: Target, package: str, omitted: Omitted | None = None
) -> tuple[tuple[File, ...], tuple[Diagnostic, ...]]:
    """Every file of the package but its runtime, by path. Reports DG4xx."""
    models = ModelPlanner(spec, target)
    files = [*plan_models(models), *plan_requests(spec, target, models)]
    calls = plan_calls(files)
    credential, written = examples(spec)
    about = Package(
        name=package,
        base_url=spec.servers[0].url if spec.servers else "",
        others=tuple(
            OtherServer(url=server.url, doc=Doc(server.description)) for server in spec.servers[1:]
        ),
        address=address(spec, shown=shown_values(spec)),
        common=tuple(k for k in client_keywords(spec) if k.location != "address"),
        types=len(spec.types),
        enums=len(spec.enums),
        exports=_exports(models.features, calls.values()),
        features=models.features,
        credential=credential,
        ways=written,
        auth=tuple((auth_module(way), way) for way in ways(spec)),
        operations=tuple(_entry(spec, o, calls[o.id]) for o in spec.operations),
        left_out=_left_out(omitted) if omitted else "",
        unsupported=tuple(_unsupported(spec)),
        failures=tuple(
            Failure(name=error_class(e), status=e.status, code=e.code, doc=Doc(e.description))
            for e in spec.errors
        ),
        webhooks=tuple(_webhook(spec, item, models) for item in spec.webhooks),
    )
    files.append(File(path="README.md", template="README.md.jinja", record=about))
    files.append(File(path="__init__.py", template="package.py.jinja", record=about))
    files.append(File(path="auth.py", template="auth.py.jinja", record=about))
    return tuple(sorted(files, key=lambda file: file.path)), tuple(models.diagnostics)


def address(spec: Spec, base_url: str = "", shown: Mapping[str, str] = {}) -> str:
    """The arguments that a client needs beside its credential, as Python; "" for none.

    `base_url`: where the API is, in place of what the documentation says. `shown`: values of what every request sends, by
    name in lower case.
    """
    listed = {item.name.lower(): item.values[0] for item in spec.parameters if item.values}
    shown = {**listed, **shown}
    keywords = [item for item in client_keywords(spec) if item.location != "address"]
    if base_url or not spec.servers:
        written = [f"base_url={text_literal(base_url or 'https://...')}"]
    else:
        variables = (item for item in client_keywords(spec) if item.location == "address")
        written = [f'{item.name}="..."' for item in variables if item.default == "None"]
    needed = (k for k in keywords if not k.default)
    sent = [f"{k.name}={_example(k, shown.get(k.wire_name.lower(), ''))}" for k in needed]
    return ", ".join([*sent, *written])


def _example(keyword: Variable, text: str) -> str:
    """A value of a keyword as Python, the documented one if it is of the type."""
    match keyword.annotation:
        case "int":
            return text if text.isascii() and text.isdecimal() else "1"
        case "float":
            return text if re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else "1"
        case "bool":
            return "False" if text == "false" else "True"
        case _:
            return text_literal(text or "...")


_ERRORS = (
    "ApiError",
    "Error",
    "InvalidLink",
    "InvalidResponse",
    "ServerError",
    "Timeout",
    "TransportError",
    *ERROR_CLASSES.values(),
)
_EXPORTS = (
    *(("._runtime.errors", name) for name in _ERRORS),
    *((".client", name) for name in ("AsyncClient", "Client")),
)


def _exports(features: tuple[str, ...], calls: Iterable[Call]) -> tuple[tuple[str, str], ...]:
    arguments = (argument for call in calls for argument in call.method.keywords)
    has_files = any(argument.annotation.item.required() == FILE for argument in arguments)
    names = ["NULL", "Request", "Response"]
    names += ["Accepted"] if "accepted" in features else []
    names += ["File"] if has_files else []
    names += ["Page"] if "lists" in features else []
    names += ["QueryValue"] if "query values" in features else []
    names += ["Event", "Stream"] if "streams" in features else []
    return tuple(sorted((*_EXPORTS, *((runtime_module(name, features), name) for name in names))))


def _entry(spec: Spec, operation: Operation, call: Call) -> OperationEntry:
    """The arguments of a call are those that it requires."""
    method = call.method
    required = [f"{a.name}=..." for a in method.keywords if not a.default]
    arguments = ", ".join([*(a.name for a in method.positional), *required])
    is_many = method.is_many
    return OperationEntry(
        call=f"{call_text(call)}({arguments})",
        returns=f"Items[{method.returns.item}]" if is_many else str(method.returns.builtin()),
        method=operation.method,
        path=operation.path,
        url=documentation_url(spec, operation),
        has_pages=is_many and (spec.protocol == "odata" or has_next(method.paging)),
        is_deprecated=operation.is_deprecated,
    )


def _webhook(spec: Spec, webhook: Operation, models: ModelPlanner) -> WebhookEntry:
    use = webhook.request_body.type if webhook.request_body else None
    return WebhookEntry(
        name=webhook.path,
        url=documentation_url(spec, webhook),
        content=str(models.annotation(use, None)) if use and use != ANY else "",
        doc=Doc(webhook.description),
    )


def _left_out(omitted: Omitted) -> str:
    """A paragraph of Markdown."""
    options = {"include": omitted.include, "exclude": omitted.exclude, "types": omitted.types}
    selected = "; ".join(f"{name} {_codes(texts)}" for name, texts in options.items() if texts)
    places = f" (below {_codes(omitted.places)})" if omitted.places else ""
    return (
        f"It is a part of the API: {selected}. Left out are {omitted.operation_count} operations{places},"
        f" {omitted.type_count} types and\n{omitted.enum_count} enumerations that nothing here needs, and"
        f" {omitted.navigation_count} navigation properties to types that are left out. Where an answer has\n"
        'such a value, `model["wireName"]` gives it as JSON; a subtype that is left out is read as its base type'
        " and keeps its data."
    )


def _unsupported(spec: Spec) -> Iterator[str]:
    """What the documentation has and the package has not, and why; a sentence each."""
    certificates = [s.name for s in spec.security_schemes if s.type == "mutualTLS"]
    if certificates:
        yield (
            f"Certificates of the client ({_codes(certificates)}): they belong to the connection;"
            ' `transport=httpx2.HTTPTransport(cert="...")` has one.'
        )
    cookies = {p.name for o in spec.operations for p in o.parameters if p.location == "cookie"}
    if named := sorted(cookies - {scheme.parameter for scheme in spec.security_schemes}):
        yield f'Cookies ({_codes(named)}): `headers={{"Cookie": "..."}}` of `with_options` sends them.'
    if spec.protocol == "odata":
        return
    bodies = [(o, o.request_body.content[1:]) for o in spec.operations if o.request_body]
    for operation, others in bodies:
        if names := sorted({content.name for content in others}):
            yield (
                f"{_codes([operation.id])} also takes {_codes(names)}: the package sends the first of the"
                " documented kinds, `.request(...).with_content(...)` sends another one."
            )


def _codes(texts: Sequence[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)
