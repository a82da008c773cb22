"""The tree of request builders: one class a place in the API, one method an operation.

A `Spec` and a `Target` enter; the `File`s of `requests/` and the client leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from docgen.python.annotations import import_lines, relative
from docgen.python.features import runtime_module
from docgen.python.hints import failures
from docgen.python.literals import text_literal
from docgen.python.models import ModelPlanner
from docgen.python.records import Builder, Doc, File, RequestModule, Variable
from docgen.python.security import default
from docgen.records import replace
from docgen.spec.model import Parameter, SampleRequest, Spec
from docgen.spec.path_tree import Node, tree, walk
from docgen.syntax.naming import free_name, module_name, pascal_case, singular, snake_case
from docgen.syntax.path_spellings import placeholders

if TYPE_CHECKING:
    from docgen.python.target import Target
from docgen.python.methods import MethodPlanner

_LARGEST = 150  # places and operations in a module

_LONGEST_NAME = 50  # characters; deeper places are named by the last of their segments

_LONGEST_CLASS = 70  # likewise, after which the last segment has to be enough


def plan_requests(spec: Spec, target: Target, models: ModelPlanner) -> Iterator[File]:
    """The modules of builders, by the literals that their paths begin with, and the client.

    Places with the same steps and operations below them, such as `/me/messages` and
    `/users/{user-id}/messages`, share a class.
    """
    root = tree(spec)
    planner = MethodPlanner(spec, target, models)
    nodes = [node for node in walk(root) if not node.is_lifted]
    planned = {node: planner.builder(node) for node in nodes}
    firsts = _firsts(nodes, planned, planner.pages)
    printed = [node for node in nodes if firsts[node] is node and node is not root]
    homes = _homes(printed)

    def settled(node: Node) -> Builder:
        """With the names of the classes, its own and those of its children."""
        module, name = homes.get(firsts[node], ("", "Api"))
        kids = [homes[firsts[child]] for child in node.children.values() if not child.is_lifted]
        children = (
            replace(child, builder=builder, module=home if home != module else "")
            for child, (home, builder) in zip(planned[node].children, kids)
        )
        return replace(planned[node], name=name, children=tuple(children))

    aliases: dict[Node, list[Builder]] = {}
    for node in nodes:
        if firsts[node] is not node:
            aliases.setdefault(firsts[node], []).append(settled(node))
    modules: dict[str, list[Node]] = {}
    for node in printed:
        modules.setdefault(homes[node][0], []).append(node)
    for name, places in sorted(modules.items()):
        builders = _imported(
            replace(settled(node), aliases=tuple(aliases.get(node, ()))) for node in places
        )
        yield File(
            path=f"requests/{name}.py",
            template="requests.py.jinja",
            record=_module(
                planner, builders, f"Request builders for {places[0].path}.", ".requests"
            ),
        )
    yield File(path="requests/__init__.py", template="requests_init.py.jinja", record=None)
    record = _module(
        planner,
        _imported([settled(root)]),
        "The clients, and the first of the request builders.",
        ".",
    )
    yield File(path="client.py", template="client.py.jinja", record=record)


_HOW_TO_CALL = (
    "Calling a method sends its request and returns the `T` of `Request[T]`: awaited with an"
    " AsyncClient, and for a `Page` as the items of all pages. `.request(...)` returns the"
    " `Request[T]` and sends nothing."
)


def _imported(builders: Iterable[Builder]) -> tuple[Builder, ...]:
    """The builders of a module with a name of their own for each class that they import."""
    all_builders = list(builders)
    taken = {builder.name for builder in all_builders}
    names: dict[tuple[str, str], str] = {}
    for child in (child for builder in all_builders for child in builder.children if child.module):
        key = (child.module, child.builder)
        if key not in names:
            stem = child.builder.removesuffix("RequestBuilder")
            before = pascal_case(child.module).removesuffix(stem) if child.builder in taken else ""
            names[key] = free_name(before + child.builder, taken)
            taken.add(names[key])
    return tuple(
        replace(
            builder,
            children=tuple(
                replace(child, alias=names.get((child.module, child.builder), child.builder))
                for child in builder.children
            ),
        )
        for builder in all_builders
    )


def _firsts(
    nodes: Sequence[Node], planned: Mapping[Node, Builder], pages: Mapping[str, str]
) -> dict[Node, Node]:
    """The first place of the same shape for each place: the same steps and methods, down to the leaves.

    Methods are the same when the same page documents them; `pages` are those of the operations.
    """
    shapes: dict[Node, int] = {}
    numbers: dict[object, int] = {}
    for node in reversed(nodes):  # those below a place come before it
        builder = planned[node]
        below = [shapes[child] for child in node.children.values() if not child.is_lifted]
        steps = tuple(
            (child.name, child.arguments, child.suffix, shape)
            for child, shape in zip(builder.children, below)
        )
        methods = tuple((pages[m.id], replace(m, id="")) for m in builder.methods)
        shapes[node] = numbers.setdefault((steps, methods), len(numbers))
    firsts: dict[int, Node] = {}
    return {node: firsts.setdefault(shapes[node], node) for node in nodes}


def _homes(nodes: Sequence[Node]) -> dict[Node, tuple[str, str]]:
    """The module and class of each place."""
    taken: dict[str, set[str]] = {}
    homes: dict[Node, tuple[str, str]] = {}
    for node, literals in _modules(nodes).items():
        words = [snake_case(name) for name in literals] or ["item"]
        while len(words) > 1 and sum(map(len, words)) > _LONGEST_NAME:
            del words[1 if len(words) > 2 else 0]
        module = free_name(module_name("_".join(words)), ("__init__",))
        homes[node] = (module, _class_name(node, taken.setdefault(module, set())))
    return homes


def _modules(nodes: Sequence[Node]) -> dict[Node, tuple[str, ...]]:
    """The literals that name the module of each place: two, and more where a module gets too large to read."""
    names = {node: node.literals[:2] for node in nodes}
    depth = 2
    while True:
        sizes: Counter[tuple[str, ...]] = Counter()
        for node, literals in names.items():
            sizes[literals] += 1 + len(node.operations)
        large = {words for words, size in sizes.items() if size > _LARGEST and len(words) == depth}
        depth += 1
        deeper = {n: n.literals[:depth] for n, words in names.items() if words in large}
        if not large:
            return names
        names |= deeper


def _class_name(node: Node, taken: set[str]) -> str:
    # The last words are enough for a name; a path may be as long as its author likes.
    parts = [snake_case(name) for name in node.literals[1:][-_LONGEST_NAME:]]
    parts = parts or [snake_case(name) for name in node.literals[:1]] or ["item"]
    words = [pascal_case(singular(part)) for part in parts[:-1]]
    words.append(pascal_case(parts[-1] if node.segment.name else singular(parts[-1])))
    while len(words) > 2 and sum(map(len, words)) > _LONGEST_NAME:
        del words[0]
    if sum(map(len, words)) > _LONGEST_CLASS:
        words = words[-1:]
    name = "".join(words)
    if f"{name}RequestBuilder" in taken:
        name += "Item"
    name = free_name(f"{name}RequestBuilder", taken)
    taken.add(name)
    return name


def _runtime_imports(names: set[str], features: Sequence[str], package: str) -> tuple[str, ...]:
    """The statements that import names of the runtime: constants, classes, functions."""
    by_module: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda n: (n[0].islower(), n)):
        by_module.setdefault(runtime_module(name, features), []).append(name)
    return tuple(
        f"from {relative(module, package)} import {', '.join(found)}"
        for module, found in sorted(by_module.items())
    )


def _module(
    planner: MethodPlanner, builders: tuple[Builder, ...], doc: str, package: str
) -> RequestModule:
    methods = [m for b in builders for m in b.methods]
    if methods:
        doc = f"{doc}\n\n{_HOW_TO_CALL}"
    pages = dict.fromkeys(
        planner.pages[m.id] for b in builders for p in (b, *b.aliases) for m in p.methods
    )
    children = [c for b in builders for c in b.children]
    arguments = [a for m in methods for a in (*m.positional, *m.keywords)]
    arguments += [a for c in children for a in c.arguments]
    annotations = (*(a.annotation for a in arguments), *(m.returns for m in methods))
    imports = {pair for annotation in annotations for pair in annotation.imports}
    names = {"Mode", "RequestBuilder"}
    names |= {name for module, name in imports if module.startswith("._runtime")}
    if package == ".":
        names |= {"Async", "Sync", *_clients(planner)}
        options = {"Options", "suggesting"}
        names |= {*options, "address"} if "servers" in planner.features else set[str]()
        names |= {*options, "with_common"} if planner.spec.parameters else set[str]()
    names |= {"suggesting" for c in children if c.arguments and c.name != "__getitem__"}
    names |= {function for m in methods for function in m.functions}
    names |= {m.paging.partition("(")[0] for m in methods if m.paging}
    names |= {m.decorator for m in methods} | ({"Request"} if methods else set())
    suffixes = (*(c.suffix for c in children), *(m.suffix for m in methods if m.suffix))
    names |= {function for suffix in suffixes for function in suffix.functions}
    keywords = {m.options for m in methods if m.options}
    names |= {"scopes" for m in methods if m.scopes}
    names |= {"deprecated" for m in methods if m.is_deprecated}
    typing = {pair for pair in imports if not pair[0].startswith("._runtime")}
    typing |= {("typing", "Unpack") for _ in keywords}
    typing |= {(f".requests.{c.module}", c.imported) for c in children if c.module}
    variables = client_keywords(planner.spec) if package == "." else ()
    if variables:
        typing |= {("typing", "Any"), ("typing", "Unpack")}
    if any(item.annotation.startswith("Literal") for item in variables):
        typing.add(("typing", "Literal"))
    fields_of_errors = _error_fields(planner.spec)
    if package == "." and fields_of_errors:
        names |= {"ApiError", "error_fields"}
    url = planner.spec.servers[0].url if planner.spec.servers else ""
    of_address = [item for item in variables if item.location == "address"]
    for known, item in zip(planner.spec.servers[0].variables if url else (), of_address):
        url = url.replace("{" + known.name + "}", "{" + item.name + "}")
    return RequestModule(
        pages=tuple(filter(None, pages)),
        doc=doc,
        root=relative(".", package),
        builders=builders,
        imports=_runtime_imports(names | keywords, planner.features, package),
        typing_imports=tuple(import_lines(typing, package)),
        base_url=url,
        variables=variables,
        clients=_clients(planner) if package == "." else (),
        security=default(planner.spec) if package == "." else "",
        error_fields=fields_of_errors if package == "." else "",
        error_docs=tuple(failures(planner.spec.errors)) if package == "." else (),
    )


def _error_fields(spec: Spec) -> str:
    """What reads the documented keys of failures, as Python; "" without any."""
    fields = spec.error_fields
    if fields is None:
        return ""
    keys = ((name, getattr(fields, name)) for name in fields.__struct_fields__)
    arguments = (f"{name}={text_literal(pointer)}" for name, pointer in keys if pointer)
    return f"error_fields({', '.join(arguments)})"


def _clients(planner: MethodPlanner) -> tuple[str, ...]:
    """The classes of the runtime that the clients are."""
    if "downloads" in planner.features and planner.is_http:
        return ("Downloads", "AsyncDownloads")
    return ("SyncClient", "AsyncClientBase")


def _sent_with_all(name: str, parameter: Parameter) -> Variable:
    """The keyword of what every request sends: required where it is, and no value is documented."""
    annotation = _OF_KEYWORDS.get(parameter.type.name, "str")
    if parameter.values and annotation == "str":
        annotation = f"Literal[{', '.join(map(text_literal, parameter.values))}] | str"
    default = "" if parameter.is_required else "None"
    if parameter.default is not None:
        default = text_literal(text) if isinstance(text := parameter.default, str) else repr(text)
    return Variable(
        name=name,
        annotation=f"{annotation} | None" if default == "None" else annotation,
        default=default,
        location="query" if parameter.location == "query" else "header",
        wire_name=parameter.name,
        doc=Doc(parameter.description),
    )


def common_values(spec: Spec, given: Mapping[str, Any] = {}) -> dict[str, Any]:
    """The keywords that a client needs for what every request sends: values by wire name, else as a sample has them."""
    shown = shown_values(spec)
    needed = (item for item in client_keywords(spec) if item.location != "address")
    return {
        item.name: given.get(item.wire_name, shown.get(item.wire_name.lower(), "example"))
        for item in needed
        if not item.default or item.wire_name in given
    }


_LONGEST_VALUE = 60  # characters of an example


def shown_values(spec: Spec) -> dict[str, str]:
    """The values of headers and options in sample requests by name in lower case, the first of each."""
    shown: dict[str, str] = {}
    requests = (sample.request for operation in spec.operations for sample in operation.samples)
    for request in filter(None, requests):
        for name, value in values_in(request).items():
            shown.setdefault(name, value)
    return shown


def values_in(request: SampleRequest) -> dict[str, str]:
    """The values of headers and options by name in lower case, but placeholders."""
    options = parse_qsl(request.target.partition("?")[2])
    return {
        name.lower(): value
        for name, value in reversed((*request.headers, *options))
        if len(value) <= _LONGEST_VALUE and not placeholders(value)
    }


_X = re.compile(r"x-(?=[a-z])", re.I)  # before a name that is not registered: "X-Account"
_OF_KEYWORDS = {
    "boolean": "bool",
    "int32": "int",
    "int64": "int",
    "integer": "int",
    "number": "float",
}

# What else a client takes.
_OPTIONS = ("self", "credential", "base_url", "allow_http", "user_agent", "timeout", "retries", "transport", "headers", "proxy", "max_content", "event_hooks", "options", "url")  # fmt: skip


def client_keywords(spec: Spec) -> tuple[Variable, ...]:
    """What every request sends, and the variables of the usual server, as keywords of the clients."""
    taken: dict[str, str] = dict.fromkeys(_OPTIONS, "")
    found: list[Variable] = []
    for sent in spec.parameters:
        name = free_name(snake_case(_X.sub("", sent.name)), taken)
        taken[name] = sent.name
        found.append(_sent_with_all(name, sent))
    for item in spec.servers[0].variables if spec.servers else ():
        name = free_name(snake_case(item.name), taken)
        taken[name] = item.name
        known = f"Literal[{', '.join(map(text_literal, item.values))}] | " if item.values else ""
        found.append(
            Variable(
                name=name,
                annotation=f"{known}str" if item.default else f"{known}str | None",
                default=text_literal(item.default) if item.default else "None",
                wire_name=item.name,
                doc=Doc(item.description),
            )
        )
    return tuple(sorted(found, key=lambda item: bool(item.default)))
