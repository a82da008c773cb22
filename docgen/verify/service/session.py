"""The order in which operations are called: an answer gives what the next request needs.

The operations that may be called and a function that sends one request enter; exchanges leave as they come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from docgen.records import Record
from docgen.spec.model import Operation, Paging, Spec
from docgen.syntax.http_message import WITH_CONTENT
from docgen.syntax.json_pointer import pointer_steps
from docgen.syntax.url_path import EXPRESSION, parameter_key
from docgen.verify.service.arguments import (
    SAFE,
    Arguments,
    Facts,
    Prepared,
    Values,
    missing_arguments,
    with_query,
)
from docgen.verify.service.exchange import Exchange, Purpose

Send = Callable[[Prepared, Purpose], Exchange]


class Uncalled(Record, frozen=True, kw_only=True):
    """An operation that was not called, and why."""

    operation: str
    reason: str
    is_forbidden: bool = False  # by the options


class Planned(Record, frozen=True, kw_only=True):
    """A request that would be sent, for --dry-run."""

    operation: str
    target: str  # with the names of what answers will give: "/rooms/{room_id}"
    guessed: tuple[str, ...] = ()


class Stop(Exception):
    """A limit is reached, or the user has stopped the run: nothing more is called."""


class Session:
    """One run over a service. `exchanges` has what came back also when the run ends early."""

    def __init__(self, spec: Spec, allowed: frozenset[str], values: Values) -> None:
        """`allowed`: the ids of the operations that may be called."""
        self._spec = spec
        self._values = values
        self._facts = Facts(spec)
        self._arguments = Arguments(spec, values, self._facts)
        self._waiting = [o for o in spec.operations if o.id in allowed]
        self._waiting.sort(key=lambda operation: operation.path.count("/"))  # lists before items
        self._forbidden = [o for o in spec.operations if o.id not in allowed]
        self._made: dict[str, Prepared] = {}  # target -> the request that deletes what was made
        self._unknown: list[Prepared] = []  # safe ones that were answered with 404
        self._missed: list[Prepared] = []  # of those, the ones before something was changed
        self.exchanges: list[Exchange] = []
        self.stopped = ""

    def run(self, send: Send) -> None:
        """Calls all that can be called, and deletes what was made where an operation for it is documented."""
        try:
            while prepared := self._next():
                self._waiting.remove(prepared.operation)
                self._call(prepared, send)
            for prepared in self._missed:
                self._sent(prepared, send, "again")
        except Stop as stop:
            self.stopped = str(stop)
        finally:
            self._clean_up(send)

    @property
    def uncalled(self) -> Iterator[Uncalled]:
        """The operations that were not called."""
        for operation in self._waiting:
            names = missing_arguments(operation, self._values, self._facts)
            reason = self.stopped or f"no value for {', '.join(names)}"
            yield Uncalled(operation=operation.id, reason=reason)
        for operation in self._forbidden:
            yield Uncalled(operation=operation.id, reason="it is not allowed", is_forbidden=True)

    def _next(self) -> Prepared | None:
        """The next request: safe ones whose arguments are known, then those that make or change something, then
        safe ones with arguments of samples, and at last those that delete.
        """
        for methods, may_guess in _ORDER:
            for operation in self._waiting:
                is_of = operation.method in methods if methods else operation.method not in _KNOWN
                prepared = (
                    self._arguments.prepare(operation, may_guess=may_guess) if is_of else None
                )
                if prepared:
                    return prepared
        return None

    def _call(self, prepared: Prepared, send: Send) -> None:
        operation = prepared.operation
        whole = self._arguments.with_optional(prepared)
        exchange = self._sent(prepared, send, "call")
        if exchange.status in _REFUSALS and operation.method in SAFE and whole:
            prepared, exchange = whole, self._sent(whole, send, "again")
        self._facts.add(prepared, exchange)
        if exchange.status == 404 and operation.method in SAFE and "{" in operation.path:
            self._unknown.append(prepared)
        if exchange.is_success and operation.method not in SAFE:
            # What was not there before may be there now.
            self._missed, self._unknown = [*self._missed, *self._unknown], []
        if operation.method == "POST" and exchange.is_success:
            self._remember(prepared)
        if operation.method == "DELETE" and exchange.is_success:
            self._made.pop(prepared.request.target, None)
        if operation.method == "GET" and exchange.is_success:
            self._page(prepared, exchange, send)

    def _sent(self, prepared: Prepared, send: Send, purpose: Purpose) -> Exchange:
        exchange = send(prepared, purpose)
        self.exchanges.append(exchange)
        return exchange

    def _page(self, prepared: Prepared, whole: Exchange, send: Send) -> None:
        """Requests the first two pages of one item each, of a list with two or more."""
        paging = paging_of(self._spec, prepared.operation)
        if paging is None or not paging.size or len(items_of(paging, whole.content) or ()) < 2:
            return
        limited = with_query(prepared, {paging.size: 1})
        first = self._sent(limited, send, "limited")
        following = next_option(paging, first.content)
        if first.is_success and following is not None and paging.parameter:
            self._sent(with_query(limited, {paging.parameter: following}), send, "next")

    def _remember(self, prepared: Prepared) -> None:
        """The request that deletes what was made, where one is documented."""
        for operation in self._spec.operations:
            if operation.method != "DELETE" or not _is_item_of(operation, prepared.operation):
                continue
            names = [parameter_key(name) for name in EXPRESSION.findall(operation.path)]
            if all(name in self._facts.find(names, {}, made_only=True) for name in names):
                made = Arguments(self._spec, Values({}), self._facts)
                if delete := made.prepare(operation, may_guess=False):
                    self._made[delete.request.target] = delete

    def _clean_up(self, send: Send) -> None:
        for prepared in reversed(list(self._made.values())):
            try:
                self._sent(prepared, send, "cleanup")
            except Stop:
                return


def without_content(spec: Spec, exchanges: Iterable[Exchange]) -> Iterator[Uncalled]:
    """The operations of which no page documents the content, and that the service refuses without one."""
    called = {e.operation: e for e in exchanges if e.purpose in ("call", "again")}
    for operation in spec.operations:
        last = called.get(operation.id)
        if last and last.status in _NEEDS_CONTENT and operation.method in WITH_CONTENT:
            if operation.request_body is None:
                reason = f"no request body is documented, and without one the service responds with {last.status}"
                yield Uncalled(operation=operation.id, reason=reason)


_NEEDS_CONTENT = (400, 411, 415, 422)
_REFUSALS = (400, 422)
_KNOWN = (*SAFE, "POST", "PUT", "PATCH", "DELETE")
_ORDER: tuple[tuple[tuple[str, ...], bool], ...] = (
    (SAFE, False),
    (("POST",), False),
    (("PUT", "PATCH"), False),
    (SAFE, True),
    (("POST", "PUT", "PATCH"), True),
    ((), True),
    (("DELETE",), True),
)


def _is_item_of(item: Operation, made: Operation) -> bool:
    """Whether an operation is on what another one makes: `/tokens/{token}` after `/tokens` or `/tokens/new`."""
    before, _, last = item.path.rpartition("/")
    return bool(EXPRESSION.fullmatch(last)) and made.path in (before, f"{before}/new")


def paging_of(spec: Spec, operation: Operation) -> Paging | None:
    """How an operation pages, None for one that does not."""
    paging = operation.paging or spec.paging
    known = {p.name for p in operation.parameters if p.location == "query"}
    if paging is None or paging.style == "none" or paging.size not in known:
        return None
    return paging


def at_pointer(content: Any, pointer: str) -> Any:
    """The value at a JSON Pointer, None where there is none."""
    for step in pointer_steps(pointer):
        content = content.get(step) if isinstance(content, dict) else None
    return content


def items_of(paging: Paging, content: Any) -> list[Any] | None:
    """The items of a page."""
    items = at_pointer(content, paging.items)
    return items if isinstance(items, list) else None


def next_option(paging: Paging, content: Any) -> Any:
    """The value of the query parameter that gets the next page after one of a single item; None at the end."""
    if paging.next:
        following = at_pointer(content, paging.next)
        if paging.style == "link" and isinstance(following, str):
            options = parse_qs(following.partition("?")[2])
            return next(iter(options.get(paging.parameter, ())), None)
        return following
    return {"page": 2, "offset": 1}.get(paging.style)


def dry_run(spec: Spec, allowed: frozenset[str], values: Values) -> Iterator[Planned]:
    """What a run would send, in its order; values that only answers give are in braces."""
    by_id = {o.id: o for o in spec.operations}
    facts = Facts(spec)
    arguments = Arguments(spec, values, facts)
    waiting = [o for o in by_id.values() if o.id in allowed]
    waiting.sort(key=lambda o: (_rank(o), o.path.count("/")))
    for operation in waiting:
        prepared = arguments.prepare(operation, may_guess=operation.method in SAFE)
        if prepared and not prepared.guessed:
            yield Planned(operation=operation.id, target=prepared.request.target)
        else:
            guessed = prepared.guessed if prepared else ()
            yield Planned(operation=operation.id, target=operation.path, guessed=guessed)


def _rank(operation: Operation) -> int:
    return next((i for i, (methods, _) in enumerate(_ORDER) if operation.method in methods), 3)
