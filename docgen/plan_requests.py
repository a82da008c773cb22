"""The tree of request builders: one class a place in the API, one method an operation.

A `Spec` and a `Target` enter; the `File`s of `requests/` and the client leave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from docgen.plan_models import ModelPlanner
from docgen.plan_records import (
    Argument,
    Builder,
    Call,
    Child,
    File,
    Method,
    RequestModule,
    Step,
)
from docgen.records import replace
from docgen.spec.model import ITEM_OPTIONS, QUERY_OPTIONS, Operation, Parameter, Spec
from docgen.spec.page_urls import page_url
from docgen.spec.path_tree import Node, Segment, tree, walk
from docgen.syntax.naming import free_name, module_name, pascal_case, singular, snake_case
from docgen.syntax.plain_text import plain_text
from docgen.syntax.url_path import EXPRESSION

if TYPE_CHECKING:
    from docgen.plan import Target

_QUOTING = ("quote", "quote_path", "literal")  # functions that an argument must not hide
_LARGEST = 150  # places and operations in a module
_LONGEST_NAME = 50  # characters; deeper places are named by the last of their segments
_LONGEST_CLASS = 70  # likewise, after which the last segment has to be enough


def plan_requests(spec: Spec, target: Target, models: ModelPlanner) -> Iterator[File]:
    """The modules of builders, by the literals that their paths begin with, and the client.

    Places with the same steps and operations below them, such as `/me/messages` and
    `/users/{user-id}/messages`, share a class.
    """
    root = tree(spec)
    planner = _Planner(spec, target, models)
    nodes = [node for node in walk(root) if not node.is_lifted]
    planned = {node: planner.builder(node) for node in nodes}
    firsts = _firsts(nodes, planned, {o.id: o.page for o in spec.operations})
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
    for name, found in sorted(modules.items()):
        builders = _imported(
            replace(settled(node), aliases=tuple(aliases.get(node, ()))) for node in found
        )
        yield File(
            path=f"requests/{name}.py",
            template="requests.py.jinja",
            record=_module(planner, builders, f"Requests below {found[0].path}.", ".."),
        )
    yield File(path="requests/__init__.py", template="requests_init.py.jinja", record=None)
    record = _module(
        planner,
        _imported([settled(root)]),
        "The clients, and the root of the tree of requests.",
        ".",
    )
    yield File(path="client.py", template="client.py.jinja", record=record)


def _imported(builders: Iterable[Builder]) -> tuple[Builder, ...]:
    """The builders of a module with a name of their own for each class that they import."""
    found = list(builders)
    taken = {builder.name for builder in found}
    names: dict[tuple[str, str], str] = {}
    for child in (child for builder in found for child in builder.children if child.module):
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
        for builder in found
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
    found: dict[Node, tuple[str, str]] = {}
    for node, literals in _modules(nodes).items():
        words = [snake_case(name) for name in literals] or ["item"]
        while len(words) > 1 and sum(map(len, words)) > _LONGEST_NAME:
            del words[1 if len(words) > 2 else 0]
        module = free_name(module_name("_".join(words)), ("__init__",))
        found[node] = (module, _class_name(node, taken.setdefault(module, set())))
    return found


def _modules(nodes: Sequence[Node]) -> dict[Node, tuple[str, ...]]:
    """The literals that name the module of each place: two, and more where a module gets too large to read."""
    found = {node: node.literals[:2] for node in nodes}
    depth = 2
    while True:
        sizes: Counter[tuple[str, ...]] = Counter()
        for node, literals in found.items():
            sizes[literals] += 1 + len(node.operations)
        large = {words for words, size in sizes.items() if size > _LARGEST and len(words) == depth}
        depth += 1
        deeper = {n: n.literals[:depth] for n, words in found.items() if words in large}
        if not large:
            return found
        found |= deeper


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


def _module(planner: _Planner, builders: tuple[Builder, ...], doc: str, root: str) -> RequestModule:
    methods = [m for b in builders for m in b.methods]
    children = [c for b in builders for c in b.children]
    paths = " ".join([*(m.suffix for m in methods), *(c.suffix for c in children)])
    arguments = [a for m in methods for a in (*m.positional, *m.keywords)]
    arguments += [a for c in children for a in c.arguments]
    annotations = " ".join([*(a.annotation for a in arguments), *(m.returns for m in methods)])
    names = {"Mode", "RequestBuilder"}
    if root == ".":
        names |= {"Async", "Sync"}
    names |= {m.decorator for m in methods} | ({"Request"} if methods else set())
    names |= {n for n in _QUOTING if re.search(rf"\b{n}\(", paths)}
    names |= {n for n in ("Accepted", "Page") if re.search(rf"\b{n}\b", annotations)}
    names |= {m.options for m in methods if m.options}
    if any(m.scopes for m in methods):
        names.add("scopes")
    words = set(re.findall(r"[\w.]+", annotations))
    typing: list[str] = []
    if "Sequence" in words:
        typing.append("from collections.abc import Sequence")
    by_module: dict[str, list[str]] = {}
    for word in sorted(words):
        if module := planner.target.imports.get(word):
            by_module.setdefault(module, []).append(word)
    typing += [f"from {m} import {', '.join(by_module[m])}" for m in sorted(by_module)]
    if any(m.options for m in methods):
        typing.append("from typing import Unpack")
    if any(word.startswith("models.") for word in words):
        typing += [*([""] if typing else []), f"from {root} import models"]
    below = "requests." if root == "." else ""
    others = sorted({(c.module, c.imported) for c in children if c.module})
    if others and typing and "import models" not in typing[-1]:
        typing.append("")
    typing += [f"from .{below}{module} import {imported}" for module, imported in others]
    return RequestModule(
        doc=doc,
        root=root,
        builders=builders,
        runtime_names=tuple(sorted(names, key=lambda n: (n[0].islower(), n))),
        typing_imports=tuple(typing),
        base_url=planner.spec.base_url,
    )


class _Planner:
    """Names of builders, and the methods of each."""

    def __init__(self, spec: Spec, target: Target, models: ModelPlanner) -> None:
        self.spec, self.target, self.models = spec, target, models

    def builder(self, node: Node) -> Builder:
        """A place with its methods and steps; the names of the classes come later."""
        taken = {*self.target.reserved_methods}
        if not node.path:
            taken |= {*self.target.reserved_client_methods}
        methods: list[Method] = []
        for operation in node.operations:
            methods.append(self._method(operation, _own_name(operation), None, taken))
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

    def _child(self, child: Node, taken: set[str]) -> Child:
        segment = child.segment
        arguments, names = self._path_arguments(segment)
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
            suffix=_suffix(segment, names),
            path=child.path,
        )

    def _path_arguments(
        self, segment: Segment, documented: Sequence[Parameter] = ()
    ) -> tuple[tuple[Argument, ...], dict[str, str]]:
        """The arguments of a step, and wire name -> argument. A key is a string."""
        types = {p.name: p.type for p in documented if p.type.startswith("Edm.")}
        taken = {"self", *_QUOTING}
        names: dict[str, str] = {}
        for parameter in segment.parameters:
            names[parameter] = free_name(snake_case(parameter), taken)
            taken.add(names[parameter])
        arguments = (
            Argument(
                name=name,
                annotation=self.models.annotation(types.get(wire, "Edm.String"), None),
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
        used = {"self", "body", "content", "options", *_QUOTING}
        if self.spec.has_query_options:
            used |= {name.lstrip("$") for name in QUERY_OPTIONS}
        keywords: list[Argument] = []
        suffix = ""
        if lifted:
            # The value of a call is a keyword; a parameter of the path is required.
            arguments, names = self._path_arguments(lifted, operation.parameters)
            keywords += arguments
            used |= {argument.name for argument in arguments}
            suffix = _suffix(lifted, names)
        positional, content, parameters = self._body(operation, keywords, used)
        returns = self._returns(operation)
        options = self._options(operation, returns)
        query: list[str] = []
        headers: list[str] = []
        for parameter in operation.parameters:
            if parameter.location == "path" or (options and _is_option(parameter)):
                continue
            argument = free_name(snake_case(parameter.name.lstrip("$@")), used)
            used.add(argument)
            keywords.append(self._argument(argument, parameter, operation))
            pair = f"{text_literal(parameter.name)}: {argument}"
            (query if parameter.location == "query" else headers).append(pair)
        scopes = dict.fromkeys(s for p in operation.permissions for s in p.scopes)
        url = page_url(self.spec, operation.page)
        text = plain_text(operation.description or f"{operation.method} {operation.path}")
        return Method(
            id=operation.id,
            name=name,
            decorator="collection" if returns.startswith("Page[") else "operation",
            scopes=tuple(scopes),
            positional=positional,
            keywords=tuple(sorted(keywords, key=lambda argument: bool(argument.default))),
            returns=returns,
            doc=f"{text}\n\n{url}" if url else text,
            verb=operation.method,
            suffix=suffix,
            query=tuple(query),
            headers=tuple(headers),
            options=options,
            content=content,
            parameters=parameters,
        )

    def _options(self, operation: Operation, returns: str) -> str:
        """The query options that a GET takes: those of a collection, or those of one resource."""
        if not self.spec.has_query_options or operation.method != "GET" or returns == "None":
            return ""
        documented = {"$" + p.name.lstrip("$") for p in operation.parameters if _is_option(p)}
        is_many = returns.startswith("Page[") or documented - set(ITEM_OPTIONS)
        if is_many:
            return "ListOptions"
        return "" if returns in ("bytes", "str", "int") else "ItemOptions"

    def _argument(self, name: str, parameter: Parameter, operation: Operation) -> Argument:
        """The keyword of a parameter. A required header is often what every request of an API has."""
        is_asked = operation.asks_for(parameter) and parameter.location != "header"
        annotation = self.models.annotation(parameter.type, None)
        if annotation.startswith("list["):
            annotation = f"Sequence[{annotation[5:-1]}]"
        return Argument(
            name=name,
            annotation=annotation if annotation == "Any" or is_asked else f"{annotation} | None",
            default="" if is_asked else "None",
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
        if body.type == "Edm.Stream":
            return (Argument(name="content", annotation="bytes", location="body"),), "content", ()
        if body.type:
            annotation = self.models.annotation(body.type, None)
            if annotation.startswith("list["):
                annotation = f"Sequence[{annotation[5:-1]}]"
            is_change = operation.kind == "update" and annotation.startswith("models.")
            content = "body.changes()" if is_change and body.type in self.models.types else "body"
            return (Argument(name="body", annotation=annotation, location="body"),), content, ()
        pairs: list[str] = []
        for parameter in body.properties:
            name = free_name(snake_case(parameter.name), used)
            used.add(name)
            keywords.append(self._argument(name, parameter, operation))
            pairs.append(f"{text_literal(parameter.name)}: {name}")
        return (), "", tuple(pairs)

    def _returns(self, operation: Operation) -> str:
        success = [r for r in operation.responses if r.status < 400]
        typed = next((r.type for r in success if r.type), "")
        if not typed:
            return "Accepted" if any(r.status == 202 for r in success) else "None"
        if typed.startswith("Collection("):
            return f"Page[{self.models.annotation(typed[11:-1], None)}]"
        return self.models.annotation(typed, None)


def plan_calls(files: Iterable[File]) -> dict[str, Call]:
    """Operation id -> how it is called, from the modules of the tree."""
    modules = [file.record for file in files if isinstance(file.record, RequestModule)]
    builders = {place.path: place for module in modules for place in module.places}
    calls: dict[str, Call] = {}
    waiting: list[tuple[str, tuple[Step, ...]]] = [("", ())]
    while waiting:
        path, steps = waiting.pop()
        for method in builders[path].methods:
            calls[method.id] = Call(steps=steps, method=method)
        for child in builders[path].children:
            step = Step(name=child.name, arguments=child.arguments)
            waiting.append((child.path, (*steps, step)))
    return calls


def _is_option(parameter: Parameter) -> bool:
    """Whether a query parameter is a system query option, with or without its "$"."""
    name = "$" + parameter.name.lstrip("$")
    return parameter.location == "query" and name in QUERY_OPTIONS


def _own_name(operation: Operation) -> str:
    if operation.kind == "function":
        return "get"
    return "post" if operation.kind == "action" else operation.kind


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


def text_literal(text: str) -> str:
    """A Python string literal, in the quotes that need fewer backslashes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{_escaped(text, quote)}{quote}"


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escaped(text: str, quote: str) -> str:
    if text.isprintable() and "\\" not in text and quote not in text:
        return text
    return "".join(f"\\{c}" if c == quote else _ESCAPES.get(c) or _visible(c) for c in text)


def _visible(c: str) -> str:
    if c.isprintable():
        return c
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def _suffix(segment: Segment, names: dict[str, str]) -> str:
    """The expression for a step of the path: a literal, or an f-string that quotes its values."""
    if not segment.parameters:
        return text_literal(segment.text)
    # Python 3.11 takes no quote of the f-string itself, and no backslash, inside of its expressions.
    parts: list[str] = []
    end = 0
    for match in EXPRESSION.finditer(segment.text):
        before = segment.text[end : match.start()]
        parts.append(_escaped(before, '"'))
        function = (
            "quote_path" if before == ":/" else "literal" if before.endswith("'") else "quote"
        )
        parts.append(f"{{{function}({names[match[1]]})}}")
        end = match.end()
    parts.append(_escaped(segment.text[end:], '"'))
    return 'f"' + "".join(parts) + '"'
