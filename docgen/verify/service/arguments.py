"""What an operation is called with: values of a file, of answers, of samples.

A values file, a sample and the answers that came enter; the request of an operation leaves as if it were documented, with the
arguments that are only a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from docgen.records import Record, replace
from docgen.spec.minimal_value import MinimalValues
from docgen.spec.model import Operation, SampleRequest, Spec
from docgen.syntax.headers import Headers
from docgen.syntax.url_path import EXPRESSION, parameter_key, path_pattern
from docgen.verify.binding import query_options
from docgen.verify.service.exchange import Exchange

SAFE = ("GET", "HEAD", "OPTIONS")
_MOST_FACTS = 2000
_MOST_ITEMS = 20  # of a list

Fact = Mapping[str, Any]  # the values of one thing, by the keys of parameters


class Prepared(Record, frozen=True, kw_only=True):
    """A request for an operation."""

    operation: Operation
    request: SampleRequest
    guessed: tuple[str, ...] = ()  # parameters with a value of a sample
    missing: tuple[str, ...] = ()  # required ones without any value, which are left out


class Values:
    """What a values file holds: values by the names of parameters, and in tables those of one operation."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._of = {key: dict(item) for key, item in values.items() if isinstance(item, Mapping)}
        self._all = {parameter_key(k): v for k, v in values.items() if not isinstance(v, Mapping)}

    @property
    def operations(self) -> Iterable[str]:
        """The ids of the operations that have a table."""
        return self._of

    def of(self, operation: Operation) -> dict[str, Any]:
        """All values of an operation, by the keys of parameters."""
        own = self._of.get(operation.id, {})
        return {**self._all, **{parameter_key(name): value for name, value in own.items()}}

    def common(self, spec: Spec) -> dict[str, Any]:
        """Those of what every request sends, by name."""
        names = {parameter_key(item.name): item.name for item in spec.parameters}
        return {name: self._all[key] for key, name in names.items() if key in self._all}

    def own(self, operation: Operation) -> dict[str, Any]:
        """Those of its table, by name."""
        return self._of.get(operation.id, {})


class Facts:
    """What answers say: one fact for each object, with the arguments that it was requested with."""

    def __init__(self, spec: Spec) -> None:
        self._found: dict[str, list[Fact]] = {}  # by each key of a fact
        self._made: dict[str, list[Fact]] = {}
        self._seen: set[tuple[tuple[str, Any], ...]] = set()
        # Prefix -> the parameter after it: what an item of the list at the prefix is named by.
        self._named: dict[str, str] = {}
        for operation in spec.operations:
            before, _, last = operation.path.rpartition("/")
            if match := EXPRESSION.fullmatch(last):
                self._named.setdefault(before, match[1])

    def add(self, prepared: Prepared, exchange: Exchange) -> None:
        """Keeps what an answer says. What a request other than a safe one gets was made by it."""
        operation = prepared.operation
        if not exchange.is_success:
            return
        taken = path_values(operation, exchange.target)
        certain = {k: v for k, v in taken.items() if k not in map(parameter_key, exchange.guessed)}
        named = self._named.get(operation.path.removesuffix("/new"), "")
        facts = [{**certain, **fact} for fact in _facts(exchange.content, named)]
        if operation.method in (*SAFE, "DELETE"):
            self._keep(facts, self._found)
            return
        made = {**certain, **_scalars(exchange.sent), **_scalars(exchange.content)}
        name = _name(made, named) if named and operation.method == "POST" else None
        made |= {parameter_key(named): name} if name is not None else {}
        self._keep([made, *({**made, **fact} for fact in facts)], self._made)

    def _keep(self, facts: Iterable[Fact], kept: dict[str, list[Fact]]) -> None:
        for fact in facts:
            identity = tuple(sorted(fact.items()))
            if identity not in self._seen and len(self._seen) < _MOST_FACTS:
                self._seen.add(identity)
                for key in fact:
                    kept.setdefault(key, []).append(fact)

    def find(self, names: Iterable[str], known: Fact, *, made_only: bool) -> Fact:
        """Values for as many of the names as one fact has, and others that agree with it.

        `made_only`: only those of what this run has made.
        """
        wanted = [name for name in names if name not in known]
        chosen: dict[str, Any] = dict(known)
        sources = (self._made,) if made_only else (self._made, self._found)
        while missing := [name for name in wanted if name not in chosen]:
            facts = (f for kept in sources for name in missing for f in kept.get(name, ()))
            fitting = [fact for fact in facts if _agrees(fact, chosen)]
            if not fitting:
                break
            best = max(fitting, key=lambda fact: sum(name in fact for name in missing))
            chosen |= {name: best[name] for name in missing if name in best}
        return chosen


def _agrees(fact: Fact, chosen: Fact) -> bool:
    return all(str(fact[key]) == str(value) for key, value in chosen.items() if key in fact)


def _scalars(value: Any) -> dict[str, Any]:
    """The texts and numbers of an object by the keys of parameters."""
    if not isinstance(value, dict):
        return {}
    return {
        parameter_key(str(k)): v
        for k, v in value.items()
        if isinstance(v, (str, int)) and not isinstance(v, bool) and v != ""
    }


def _facts(value: Any, named: str) -> Iterator[dict[str, Any]]:
    """A fact for each object; the items of the outermost list also have what they are `named` by."""
    if isinstance(value, dict):
        own = _scalars(value)
        if own:
            yield own
        for item in value.values():
            yield from _facts(item, named)
    elif isinstance(value, list):
        for item in value[:_MOST_ITEMS]:
            own = _scalars(item)
            name = _name(own, named) if named else None
            if name is not None:
                yield {parameter_key(named): name, **own}
            elif isinstance(item, str) and named:
                yield {parameter_key(named): item}
            yield from _facts(item, "")


def _name(own: Fact, parameter: str) -> Any:
    """What identifies an item: the key of the parameter's own name, `id`, the word before its `id`, or `name`."""
    key = parameter_key(parameter)
    stem = key.removesuffix("id")
    for name in (key, "id", stem, "name", "key"):
        if name in own:
            return own[name]
    return None


def path_values(operation: Operation, target: str) -> dict[str, str]:
    """The values in the path of a target, by the keys of parameters; empty where it does not fit."""
    match = path_pattern(operation.path).fullmatch(target.partition("?")[0].rstrip("/"))
    names = EXPRESSION.findall(operation.path)
    if match is None:
        return {}
    return {parameter_key(n): unquote(v) for n, v in zip(names, match.groups())}


class Arguments:
    """Prepares requests from the values file, from facts, and from the samples of an operation."""

    def __init__(self, spec: Spec, values: Values, facts: Facts) -> None:
        self._values, self._facts = values, facts
        self._least = MinimalValues(spec)
        after = (EXPRESSION.fullmatch(o.path.rpartition("/")[2]) for o in spec.operations)
        self._names = {parameter_key(match[1]) for match in after if match}

    def prepare(self, operation: Operation, *, may_guess: bool) -> Prepared | None:
        """The request of an operation; None while something it needs is missing.

        What an operation changes is never a guess: its path has values of the file, or of what this run made.
        `may_guess`: samples give what nothing else does.
        """
        is_safe = operation.method in SAFE
        given = self._values.of(operation)
        required = [p for p in operation.parameters if p.is_required or p.location == "path"]
        names = {parameter_key(p.name): p for p in required}
        known = {key: given[key] for key in names if key in given}
        in_path = [key for key, item in names.items() if item.location == "path"]
        known = {**self._facts.find(in_path, known, made_only=not is_safe), **known}
        sampled = _sampled(operation) if may_guess else {}
        guessed: list[str] = []
        missing: list[str] = []
        for key, parameter in names.items():
            if key in known:
                continue
            is_in_path = parameter.location == "path"
            if not may_guess or (is_in_path and (not is_safe or key not in sampled)):
                return None
            if key in sampled:
                known[key] = sampled[key]
                guessed.append(parameter.name)
            else:
                missing.append(parameter.name)
        # Optional parameters have only the values that the file has for this operation.
        known |= {parameter_key(name): value for name, value in self._values.own(operation).items()}
        return Prepared(
            operation=operation,
            request=_request(operation, known, self._content(operation, given)),
            guessed=tuple(guessed),
            missing=tuple(missing),
        )

    def with_optional(self, prepared: Prepared) -> Prepared | None:
        """The same request with each optional parameter that the file or a sample has a value for; None without one."""
        operation = prepared.operation
        given = {**_sampled(operation), **self._values.of(operation)}
        options = {
            p.name: given[parameter_key(p.name)]
            for p in operation.parameters
            if p.location == "query" and not p.is_required and parameter_key(p.name) in given
        }
        return with_query(prepared, options) if options else None

    def _content(self, operation: Operation, given: Fact) -> Any:
        """The JSON of a request: of the file, else of a sample with the values of the file in it, else the least."""
        body = operation.request_body
        if body is None:
            return None
        own = self._values.own(operation)
        if "content" in own:
            return own["content"]
        samples = [s.request.json for s in operation.samples if s.request and s.request.has_json]
        of_path = {parameter_key(name) for name in EXPRESSION.findall(operation.path)}
        base = samples[0] if samples else self._least_content(operation)
        if not isinstance(base, dict):
            return base
        listed = {p.name for p in body.properties}
        content = {
            key: value if parameter_key(key) in of_path else given.get(parameter_key(key), value)
            for key, value in base.items()
        }
        return content | {k: v for k, v in own.items() if k in listed or k in content}

    def _least_content(self, operation: Operation) -> Any:
        body = operation.request_body
        assert body is not None
        if body.type is not None:
            return self._least.of(body.type)
        return {p.name: self._least.of(p.type) for p in body.properties if p.is_required}


def missing_arguments(operation: Operation, values: Values, facts: Facts) -> list[str]:
    """The parameters of the path that nothing gives a value for."""
    names = [name for name in EXPRESSION.findall(operation.path)]
    known = {k: v for k, v in values.of(operation).items() if k in map(parameter_key, names)}
    found = facts.find(map(parameter_key, names), known, made_only=operation.method not in SAFE)
    return [name for name in names if parameter_key(name) not in found]


def with_query(prepared: Prepared, options: Mapping[str, Any]) -> Prepared:
    """The same request with other options in its query."""
    path, _, query = prepared.request.target.partition("?")
    kept = {name: value for name, value in query_options(query)} | dict(options)
    text = "&".join(f"{quote(n, safe='[]')}={quote(str(v), safe='')}" for n, v in kept.items())
    return replace(prepared, request=replace(prepared.request, target=f"{path}?{text}"))


def _sampled(operation: Operation) -> dict[str, Any]:
    """The values of the first sample's path and query, but of placeholders, by the keys of parameters."""
    values: dict[str, Any] = {}
    for sample in operation.samples:
        if sample.request is None:
            continue
        path, _, query = sample.request.target.partition("?")
        for name, value in (*path_values(operation, path).items(), *query_options(query)):
            if value and not _is_placeholder(value):
                values.setdefault(parameter_key(name), value)
    return values


def _is_placeholder(value: str) -> bool:
    return value[0] in "<{$:" or "..." in value or "…" in value


def _request(operation: Operation, known: Fact, content: Any) -> SampleRequest:
    def segment(name: str) -> str:
        return quote(_text(known[parameter_key(name)]), safe="")

    def of(location: str) -> list[tuple[str, str]]:
        keys = (
            (p.name, parameter_key(p.name)) for p in operation.parameters if p.location == location
        )
        return [(name, _text(known[key])) for name, key in keys if key in known]

    path = EXPRESSION.sub(lambda match: segment(match[1]), operation.path)
    options = "&".join(f"{quote(n, safe='[]')}={quote(v, safe='')}" for n, v in of("query"))
    has_json = content is not None and not isinstance(content, str)
    media_type = (("Content-Type", "application/json"),) if has_json else ()
    return SampleRequest(
        method=operation.method,
        target=f"{path}?{options}" if options else path,
        headers=(*of("header"), *_cookies(of("cookie")), *media_type),
        json=content if has_json else None,
        has_json=has_json,
        text=content if isinstance(content, str) else "",
    )


def _cookies(cookies: Sequence[tuple[str, str]]) -> Headers:
    """The field that sends cookies (RFC 6265, 5.4), none without any."""
    pairs = "; ".join(f"{name}={value}" for name, value in cookies)
    return (("Cookie", pairs),) if pairs else ()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(map(_text, value))
    return str(value)
