"""The requests that a program sends, as far as its text writes them down.

The text of a fence enters; `ProgramRequest`s leave, in order. No client library is known: what says a method and an address
is a request, and options have much the same names in all of them.

    requests.post("https://lamps.example/v1/lamps", json=body)      a call that is named as the method
    fetch("/v1/lamps", {method: "POST", body: ...})                 one with the method among its options
    connection.request("POST", "/v1/lamps", body, headers)          or as an argument
    axios({method: "post", url: "/v1/lamps", data: body})           an object with both
    request.method = "POST"; request.body = body                    what is set one by one
    curl_setopt($curl, CURLOPT_POSTFIELDS, $body)                   also by calls
    client.lamps.post(request_body=body)                            without an address: that of the operation beside it
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from docgen.records import Record
from docgen.syntax.http_message import Message
from docgen.syntax.programs.drafts import Draft, is_address, method_of, role_of
from docgen.syntax.programs.expressions import Link, Values, chain, keyword, split
from docgen.syntax.programs.tokens import Token, tokens
from docgen.syntax.programs.values import (
    Encoded,
    Mapping,
    Pair,
    Text,
    Unknown,
    Value,
    encoded,
    with_pair,
)

_MOST = 50  # requests of a program, arguments of a call
_LONGEST_NAME = 6  # links of a name that holds a request
# Calls that send a GET unless they say otherwise, by their names in lower case.
_SENDING = frozenset(("fetch", "request", "axios", "ajax", "curl_init", "urlopen"))
_METHOD = re.compile(
    r"(?:http_?)?(get|post|put|patch|delete|head)(?:_?async|_?json|asjsonasync|request)?", re.I
)
_SETTER = re.compile(r"(?:curlopt|set|add|with)_?(?=\w)", re.I)
# A statement goes on after these, and on a line that begins with one.
_JOINING = frozenset((".", "->", "?.", "::", "+", "=", ":", "?", "&&", "||", ",", "=>"))


class ProgramRequest(Record, frozen=True, kw_only=True):
    """One request of a program."""

    message: Message  # its target "" where the program does not write it down
    line: int  # from 0


def program_requests(text: str) -> tuple[ProgramRequest, ...]:
    """The requests of a program, the first 50."""
    program = _Program()
    program.block(tokens(text))
    sent = ((draft.message(), draft.line) for draft in program.drafts)
    found = (ProgramRequest(message=message, line=line) for message, line in sent if message)
    return tuple(islice(found, _MOST))


class _Program:
    """What is known at one place of a program."""

    def __init__(self) -> None:
        self.values = Values()
        self.drafts: list[Draft] = []
        self.held: dict[str, Draft] = {}  # by the name of what holds it

    def block(self, items: Sequence[Token]) -> None:
        """Reads statements in their order."""
        for statement in _statements(items):
            if len(self.drafts) < _MOST:
                self.statement(statement)

    def statement(self, items: Sequence[Token]) -> None:
        at = next((n for n, t in enumerate(items) if t.kind == "sign" and t.text in ("=", ":=")), 0)
        if not at or at + 1 == len(items):
            self.find(items)
            return
        first = len(self.drafts)
        right = items[at + 1 :]
        self.find(right)
        links = _assigned(items[:at])
        if links:
            made = self.drafts[first] if len(self.drafts) == first + 1 else None
            self.assign(links, self.values.of(right), made)

    def assign(self, links: Sequence[Link], value: Value, made: Draft | None) -> None:
        """Gives a name its value: a variable, or an option of a request."""
        name = ".".join(link.name for link in links if link.name)
        key = links[-1].group
        holder, _, last = name.rpartition(".")
        if key is not None:
            self.assign_item(name, self.values.of(key.items), value)
        elif holder and role_of(last):
            self.assign_option(holder, last, value)
        else:
            self.values.names[name] = value
            if made is not None:
                self.held[name] = made

    def assign_option(self, holder: str, name: str, value: Value) -> None:
        """`request.method = "POST"`, and `uri.query = ...` of an address."""
        address, role = self.values.names.get(holder), role_of(name)
        if isinstance(address, Text) and role == "query":
            pairs = value.value if isinstance(value, Encoded) else value
            draft = Draft(0)
            draft.take("url", address)
            draft.take("query", pairs)
            draft.method = "GET"
            if message := draft.message():
                self.values.names[holder] = address._replace(text=message.target)
            return
        draft = self.held.get(holder)
        is_next = draft and (role == "method" and draft.method or role == "url" and draft.url)
        if draft is None or (is_next and not draft.is_default):
            draft = self.hold(holder, value.line)
        draft.option(name, value)

    def assign_item(self, name: str, key: Value, value: Value) -> None:
        """`request.params["page"] = 1`, `params["page"] = 1`, `request["Accept"] = "text/csv"`."""
        if not isinstance(key, Text):
            return
        one = Mapping((_pair(key.text, value),), value.line)
        holder, _, last = name.rpartition(".")
        role = role_of(last)
        if draft := self.held.get(name):
            draft.take("headers", one)
        elif role and holder and (role in ("query", "headers")):
            draft = self.held.get(holder) or self.hold(holder, value.line)
            draft.take(role, one)
        else:
            self.add_pair(name, one.pairs[0])

    def add_pair(self, name: str, pair: Pair) -> bool:
        """Adds a pair to the dictionary or the form that a name holds; whether it holds one."""
        known = self.values.names.get(name)
        form = known.value if isinstance(known, Encoded) and known.is_form else known
        if not isinstance(form, Mapping):
            return False
        whole = with_pair(form, pair)
        self.values.names[name] = encoded(whole, True, form.line) if known is not form else whole
        return True

    def hold(self, name: str, line: int) -> Draft:
        """A request to which a name gives its options one by one."""
        draft = Draft(line)
        # `request := GetRequest(key, "/lamps", host)`
        made_of = self.values.names.get(name)
        for value in made_of.arguments if isinstance(made_of, Unknown) else ():
            if isinstance(value, Text) and draft.url is None:
                draft.take("url", value)
        self.held[name] = draft
        self.drafts.append(draft)
        return draft

    def find(self, items: Sequence[Token], *, is_argument: bool = False) -> None:
        """Finds the requests in an expression and in its groups; a call without brackets is a whole one."""
        at = 0
        while at < len(items):
            token = items[at]
            if token.kind == "group" and token.text != "(":
                self.group(token, is_argument=is_argument)
                at += 1
            elif token.kind in ("name", "group"):
                links, end = chain(items, at)
                bare = items[end:] if at == 0 and _is_bare_call(items, end) else ()
                self.calls(links, bare, token.line)
                at = end
            else:
                at += 1

    def group(self, group: Token, *, is_argument: bool) -> None:
        """Finds the requests within brackets, or the one that an object is."""
        value = self.values.of_group(group) if group.text == "{" else None
        draft = Draft(group.line)
        if isinstance(value, Mapping) and not is_argument:
            draft.options(value)
        if draft.method and draft.url:
            self.drafts.append(draft)
        elif value is None and group.text == "{":
            self.block(group.items)
        else:
            for part in split(group.items):
                self.find(part)

    def calls(self, links: Sequence[Link], bare: Sequence[Token], line: int) -> None:
        """Finds the request that a chain of calls sends, and those in the arguments of other calls."""
        draft: Draft | None = None
        names: list[str] = []
        for number, link in enumerate(links):
            is_call = link.group is not None and bool(link.name)
            items = link.group.items if link.group else bare if number + 1 == len(links) else ()
            if is_call or items:
                call = _Call(self.values, link.name, names[-1] if names else "", items)
                receiver = ".".join(names) if number < _LONGEST_NAME else ""
                draft = self.call(call, receiver, draft, line)
            for part in split(link.group.items) if link.group else ():
                self.find(part, is_argument=draft is not None)
            names.append(link.name)

    def call(self, call: _Call, receiver: str, draft: Draft | None, line: int) -> Draft | None:
        """Reads one call: a request, or an option of the one that is made already; that request."""
        if call.name.lower().startswith("curl_setopt"):
            self.constants(call, line)
            return None
        if call.name.lower() in ("append", "set") and len(call.arguments) == 2:
            # `form.append("name", "Hall")`
            key, value = call.arguments
            if isinstance(key, Text) and self.add_pair(receiver, _pair(key.text, value)):
                return draft
        known = draft or self.held.get(receiver)
        if known and _adds_option(known, call):
            return known
        made = Draft(line)
        if _reads_request(made, call):
            self.drafts.append(made)
            if receiver and not call.method:
                self.held[receiver] = made  # `request.open("POST", url)`, then `request.send(body)`
            return made
        role = role_of(_SETTER.sub("", call.name))
        value = call.arguments[0] if len(call.arguments) == 1 else None
        if value and role in ("method", "url") and made.take(role, value):
            # `request.setMethod(...)`, and `Request.Builder().url(...)`, without what makes it a request.
            self.drafts.append(made)
            self.held[receiver] = made
            return made
        last = self.drafts[-1] if self.drafts else None
        if value and last and last.body is None and call.name.lower() == "write":
            last.take("body", value)  # `request.write(body)`, of what another call gave
        return draft

    def constants(self, call: _Call, line: int) -> None:
        """`curl_setopt($curl, CURLOPT_URL, ...)`, and the same of an array."""
        handle = call.names[0] if call.names else ""
        draft = self.held.get(handle) or self.hold(handle, line)
        options = call.arguments[1] if len(call.arguments) > 1 else None
        if isinstance(options, Mapping):
            pairs = [(pair.key, pair.value) for pair in options.pairs]
        else:
            pairs = [
                (each.name, v)
                for each, v in zip(call.arguments[1:2], call.arguments[2:3])
                if isinstance(each, Unknown)
            ]
        draft.is_default = draft.is_default or not draft.method
        draft.method = draft.method or "GET"
        for name, value in pairs:
            name = _SETTER.sub("", name)
            if name.upper() in ("POST", "PUT"):
                draft.method, draft.is_default = name.upper(), False
            else:
                draft.option(name, value)


class _Call:
    """A call with the values of its arguments."""

    def __init__(self, values: Values, name: str, before: str, items: Sequence[Token]) -> None:
        # `Post.new(...)` makes what stands before it.
        self.name = before if name == "new" and before else name
        self.arguments: list[Value] = []
        self.named: list[tuple[str, Value]] = []
        self.names: list[str] = []  # of the arguments that are names
        for part in islice(split(items), _MOST):
            if pair := keyword(part):
                self.named.append((pair[0], values.of(pair[1])))
                continue
            self.arguments.append(values.of(part))
            self.names.append(part[0].text if len(part) == 1 and part[0].kind == "name" else "")

    @property
    def method(self) -> str:
        """The method that it is named as."""
        match = _METHOD.fullmatch(self.name)
        return match[1].upper() if match else ""


def _reads_request(draft: Draft, call: _Call) -> bool:
    """Gives a draft what a call says; whether it is a request."""
    rest = call.arguments
    first = rest[0] if rest else Unknown("", 0)
    stated = next((method for value in rest[:2] if (method := method_of(value))), "")
    if is_address(first) and (call.method or call.name.lower() in _SENDING):
        draft.take("url", first)
        draft.method, draft.is_default = call.method or "GET", not call.method
        rest = rest[1:]
    elif stated and any(is_address(value) for value in rest[:2]):
        draft.method = stated
        draft.take("url", next(value for value in rest[:2] if is_address(value)))
        rest = rest[2:]
    elif is_address(first) and len(rest) > 1 and isinstance(rest[1], Mapping):
        draft.take("url", first)
        rest = rest[1:]
    elif call.method and isinstance(first, Mapping):
        draft.options(first)  # `request.post({url: ...})`
        draft.method, rest = call.method if draft.url else "", rest[1:]
    if draft.url is None and call.method and _of_operation(draft, call):
        return True
    for name, value in call.named:
        draft.option(name, value, is_argument=True)
    draft.method = draft.method or (call.method if draft.url else "")
    if draft.method or draft.url is not None:
        draft.rest(rest)
    if draft.is_default and not draft.url and not (draft.body or draft.query):
        return False  # `Request(url)` of another request
    return bool(draft.method) and draft.url is not None


def _of_operation(draft: Draft, call: _Call) -> bool:
    """Whether a call names a method and what is sent, and no address: `lamps.post(request_body=body)`."""
    named = [(name, value) for name, value in call.named if role_of(name) in ("body", "query")]
    by_name = zip(call.names, call.arguments)
    named += [(name, v) for name, v in by_name if role_of(name) in ("body", "query")]
    for name, value in named:
        draft.option(name, value)
    if not draft.body and not draft.query:
        return False
    draft.method, draft.url, draft.is_form = call.method, "", False
    return True


def _adds_option(draft: Draft, call: _Call) -> bool:
    """Gives a request what a call further on says: `.send(body)`, `.set("Accept", "text/csv")`, `.method("POST", body)`."""
    name = _SETTER.sub("", call.name).lower()
    values = call.arguments
    if draft.url is not None and any(is_address(value) for value in values):
        return False
    if call.method and not draft.method and not (values and is_address(values[0])):
        draft.method = call.method
        draft.rest(values[:1])
        return True
    if len(values) == 2 and isinstance(values[0], Text):
        one = Mapping((_pair(values[0].text, values[1]),), values[1].line)
        if method_of(values[0]):
            draft.take("method", values[0])
            return draft.take("body", values[1])
        role = "headers" if name in ("set", "property") else role_of(name)
        return role in ("query", "headers") and draft.take(role, one)
    if len(values) != 1:
        return False
    role = "body" if name in ("send", "write") else role_of(name)
    if call.name.lower() == "set" and isinstance(values[0], Mapping):
        role = "headers"
    return role is not None and draft.take(role, values[0])


def _pair(key: str, value: Value) -> Pair:
    return Pair(key, value, value.line, False)


def _assigned(items: Sequence[Token]) -> Sequence[Link]:
    """The name that a statement gives a value, without its type: `const body`, `request.Params["page"]`."""
    starts = [n for n, token in enumerate(items) if token.kind == "name"]
    for start in starts[:6]:
        links, end = chain(items, start)
        if end == len(items) and not any(link.name and link.group for link in links):
            return links
    return ()


def _is_bare_call(items: Sequence[Token], end: int) -> bool:
    """Whether arguments without brackets follow a chain: `RestClient.post "/lamps", { ... }`."""
    if not 3 <= end < len(items) or items[end - 1].kind != "name":
        return False
    following = items[end]
    return not following.starts_line and following.kind in ("text", "name", "symbol")


def _statements(items: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The statements of a block: up to a semicolon, or to a line that does not continue the one above it."""
    start = 0
    is_joined = True
    for at, token in enumerate(items):
        is_sign = token.kind == "sign"
        is_end = is_sign and token.text == ";"
        joins = is_sign and token.text in _JOINING
        if (is_end or (token.starts_line and not joins and not is_joined)) and at > start:
            yield items[start:at]
            start = at
        if is_end:
            start = at + 1
        is_joined = joins
    if start < len(items):
        yield items[start:]
