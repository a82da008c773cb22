r"""A request's target as documentation spells it -> the paths that it means.

A placeholder is written in many ways, of which all become an expression `{name}` (RFC 6570, level 1):

    :id  :id.json      a colon at the start of a segment
    [:id]              a whole one in brackets
    {id}  {{id}}  #{id}  \{id\}
    <int:id>  {id:int}  {id:[0-9]+}  :id(\d+)  (?P<id>\d+)    with a type, or a pattern
    <id>  <lamp ID>    also percent-escaped or as entities
    [id]  (id or name) a whole segment in brackets
    *path              a rest with slashes
    $ID  LAMP_ID       a variable, or capitals that fill a segment
    *name*  ___:name___  <i>name</i>  emphasis that fills one
    7, a UUID          the sample of a key, in any segment but the first, or a version: `/api/0/lamps`
    https://a.example  an address as the rest of a path: `/proxy/https://a.example/b`
    {/id}  {?page}     with an operator, which names a query too
    {name=rooms/*}     a variable with the segments that it has, of which each `*` is named by the one before it

An optional tail, `(/:page)`, `[/<event_id>]`, `/<index?>`, `[.json]`, gives a target for each form; `(root|recovery)` one
for each alternative. The part before the first slash, a scheme and host or a placeholder, is the server.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from docgen.records import Record
from docgen.syntax.naming import singular
from docgen.syntax.plain_text import without_escapes, without_links
from docgen.syntax.url_path import erased

_MOST_FORMS = 16  # of one target
_FRAGMENT = re.compile(r"#(?!\{)")
_LONGEST = 2_000  # characters of a target
_SERVER = re.compile(
    r"(?:(?:[a-z0-9-]+\.){1,5}[a-z]{2,10}(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|localhost|[a-z][a-z0-9-]*:\d{2,5})(?=/)|(?:[a-z][a-z0-9+.-]*:)?//[^/\s?#]+"
    r"|\{{1,2}[\w-]+\}{1,2}(?=[a-z][\w-]*/)"  # "{api_url}lamps/7", where the address ends in a slash
    r"|(?:https?://)?[{<$\[][^/?\s]*(?=/)|(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?=/)",
    re.I,
)
# Placeholders of what comes before a path, as authors call them: "{base_url}", "<your-domain>", "[HOST]".
_HOST = re.compile(
    r"://|addr|api|base|cluster|domain|end-?point|fqdn|gateway|host|hub|instance|\bip\b|node|origin|port|proxy|root"
    r"|server|site|tenant|ur[il]|地址|域名|主机|服务器|网关|ドメイン|ホスト|サーバ|도메인|서버|주소",
    re.I,
)
_EMPHASIS = re.compile(
    r"(?<=/)(?:(\*{1,3}|_{1,3}(?=:)):?([A-Za-z][\w-]*?)\1|<(i|em|var|b|strong)>([^<>/]+)</\3>)(?=[/.?]|\Z)"
)
# Steps of a root: a number after them is a version.
_ROOT = re.compile(r"(?:/(?:api|rest))+\Z", re.I)
# What a path begins with that names no thing.
STEP_OF_ROOT = re.compile(r"api|rest|public|services?|v\d[\w.-]*|\d+(?:[.-]\d+)*", re.IGNORECASE)
ROOT_OF_PATH = re.compile(rf"(?:/(?:{STEP_OF_ROOT.pattern})(?=/))++", re.IGNORECASE)
_ROOT_OF_API = re.compile(rf"https?://[^/\s]+(?:/(?:{STEP_OF_ROOT.pattern}))*", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.\d+")
_OPTIONAL = re.compile(r"\(([/.][^()]*)\)|\[([/.][^\[\]]*)\]|(/[<{]\w+)\?([>}])|(/:\w+)\?(?=/|\Z)")
_VARIABLE = re.compile(r"[{<$][^/]*")  # an address that only the reader knows: "{REDIRECT_URL}"
_OPTIONAL_END = re.compile(r"/:\w+\?\Z")
_ALTERNATIVES = re.compile(r"\(([\w-]+(?:\|[\w-]+)+)\)|[{\[]([\w-]+(?:\|[\w-]+)+)[}\]]")
# An expression with an operator, of RFC 6570: "{?page,size}", "{&page}", "{/lamp_id}", "{#part}".
_OPERATOR = re.compile(r"\{([?&/#;.])([\w.%-]+(?:\*|:\d+)?(?:,[\w.%-]+(?:\*|:\d+)?)*)\}")
# "{lamp.name=rooms/*/lamps/*}", as google.api.http has them
_RESOURCE = re.compile(r"\{([A-Za-z_][\w.]*+)=(?=[^{}]*\*)([\w.~/*-]++)\}")
_SEGMENT_OF_RESOURCE = re.compile(r"(?:([^/*]++)/)?\*{1,2}(?=/|\Z)")
_EXPRESSION = re.compile(r"\{\{?\s*([^{}/]*?)\s*\}?\}|<\s*([^<>/]*?)\s*>")
_COLON = re.compile(r"(?<![^/.(\[=,':-])[:*]([A-Za-z_][\w-]*)(?:\[\])?")
_WHOLE = re.compile(
    r"[\[(]:?([A-Za-z][\w -]*)[\])]|\$\{?([A-Za-z_]\w*)\}?|([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|ID|UUID|GUID)"
)
_ADDRESS_INSIDE = re.compile(
    r"\A([^?]*?/)https?:/.*", re.S
)  # of another service, as the rest of a path
_VALUES = re.compile(r"(=[^&,]*+)(?:,[^&,=]++(?=[&,]|\Z))++")
_SAMPLE_KEY = re.compile(
    r"\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[^\d]*(?:\d[^\d]*){3})[0-9A-Za-z]{8,64}"
    # "lmp_NffrFeUfNV2Hib"
    r"|(?-i:[a-z]{2,8}_(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])[0-9A-Za-z]{8,64})",
    re.I,
)
# "<int:id>", "{id:[0-9]+}", "(?P<id>\\d+)", ":id(\\d+)", as routers have them: a type or a pattern, and a name
_CLASSES = r"(?:[^{}()\[\]/]|\[[^\[\]]*+\]|\{[\d,]*+\})*+"
_TYPED = re.compile(
    r"<(?P<before>int|integer|float|str|string|path|slug|uuid|any|number)(?:\([^()<>]*+\))?+:[ ]?(?P<flask>[A-Za-z_]\w*+)>"
    rf"|\{{(?P<braced>[A-Za-z_][\w-]*+):[ ]?(?P<after>{_CLASSES})\}}"
    rf"|\(\?P?<(?P<group>[A-Za-z_]\w*+)>(?P<inner>{_CLASSES})\)"
    rf"|(?<=/):(?P<colon>[A-Za-z_]\w*+)\((?P<behind>{_CLASSES})\)"
)
_TYPES = (
    (
        "integer",
        re.compile(
            r"(?:int|integer|long|number|\^?(?:\\d|\[0-9\]|\[\\d\])(?:[+*]|\{[\d,]+\})?\$?)\Z", re.I
        ),
    ),
    ("uuid", re.compile(r"(?:uuid|guid)\Z", re.I)),
    ("double", re.compile(r"(?:float|double|decimal)\Z", re.I)),
)
# Alternatives that are what keys are called: "{id|slug}".
_KEYS = re.compile(r"(?:\w*_)?(?:id|uuid|name|slug|key|number|code)|[a-z]\w*Id", re.I)
_WORD = re.compile(r"[^\W_]+(?:_[^\W_]+)*")
_NAME = re.compile(r"[A-Za-z_][\w.-]*(?:\[[\w.-]*\])*")


class Target(Record, frozen=True, kw_only=True):
    """One path that a written target means."""

    server: str  # "https://shop.example", "{base_url}", "" where the target begins with its path
    path: str  # "/lamps/{lamp_id}", without a last slash
    query: tuple[str, ...]  # names of the query's parameters, as written


def server_of(text: str) -> str:
    """The server that a target begins with, or a placeholder for one; "" where it begins with its path."""
    match = _SERVER.match(text)
    is_parameter = match and match[0][0] in "{<[" and not _HOST.search(match[0])
    return match[0] if match and not is_parameter else ""


_PLACEHOLDER = re.compile(r"\{\{?([\w-]+)\}?\}|<([\w -]+)>|\$\{?([A-Za-z_]\w*)\}?")


def below_root(path: str) -> str:
    """A path without the steps that it begins with and that name no thing: `/lamps/7` of `/api/v1/lamps/7`."""
    root = ROOT_OF_PATH.match(path)
    return path[root.end() :] if root else path


def with_expressions(server: str) -> str:
    """A server with its placeholders as expressions: `https://<your-host>/$ACCOUNT_ID`."""
    return _PLACEHOLDER.sub(lambda m: f"{{{placeholder_name(m[1] or m[2] or m[3])}}}", server)


def placeholders(server: str) -> list[str]:
    """The names of the placeholders of a server."""
    return [placeholder_name(a or b or c) for a, b, c in _PLACEHOLDER.findall(server)]


def placeholder_name(written: str) -> str:
    """The name of a placeholder: ACCOUNT_ID as account_id, "your-host" as host."""
    words = [word.lower() for word in _WORD.findall(written)]
    own = words[1:] if len(words) > 1 and words[0] in ("your", "my") else words
    return "_".join(own) or written


_HOST_IN_WORDS = re.compile(r"(?<=://)<([^<>\n]{1,100})>(?=[/:?]|\Z)")


def with_named_host(target: str) -> str:
    """A target with the words in the place of its host as an expression: `http://<address and port>/lamps`."""
    if "://<" not in target:
        return target
    return _HOST_IN_WORDS.sub(lambda match: f"{{{placeholder_name(match[1])}}}", target)


def typed_placeholders(written: str) -> Iterator[tuple[str, str]]:
    """The names of placeholders with the types that a target states for them: "id", "integer" of `/lamps/<int:id>`."""
    for found in _TYPED.finditer(written[:_LONGEST]) if ":" in written or "(?" in written else ():
        of = found["before"] or found["after"] or found["inner"] or found["behind"] or ""
        known = next((name for name, pattern in _TYPES if pattern.match(of.strip())), "")
        if known:
            yield "_".join(_WORD.findall(_name_of(found))), known


def _name_of(typed: re.Match[str]) -> str:
    return typed["flask"] or typed["braced"] or typed["group"] or typed["colon"]


# Each is read as a declaration, and compared with samples.
@lru_cache(4096)
def targets(written: str) -> tuple[Target, ...]:
    """The targets that a written one means, at most 16; () for what is no target."""
    text = without_escapes(without_links(html.unescape(written[:_LONGEST]))).strip()
    text = with_named_host(text)
    text = text.replace("%7B", "{").replace("%7D", "}").strip("`'\"")
    if "*" in text and "=" in text:
        text = _RESOURCE.sub(_segments_of, text)
    if any(sign in text for sign in ("/*", "/_", "/<")):
        text = _EMPHASIS.sub(r"{\2\4}", text)
    text = _OPERATOR.sub(_expanded, text)
    if ":" in text or "(?" in text:
        text = _TYPED.sub(lambda found: f"{{{_name_of(found)}}}", text)
    server = server_of(text)
    rest = text[len(server) :]
    if "http" in rest:
        rest = _ADDRESS_INSIDE.sub(r"\1{url}", rest)
    if "?" in rest:
        rest = re.sub(r"\[(?=\?)|\](?=$)", "", rest, count=2) if "[?" in rest else rest
    path, _, query = _cut_query(rest)
    path = _FRAGMENT.split(path, maxsplit=1)[0]
    if not _OPTIONAL_END.search(path):
        path = path.rstrip("?")
    if not server and (not path or _VARIABLE.fullmatch(path)):
        return ()
    by_shape = {
        erased(form): Target(
            server=server,
            path=form,
            query=tuple(dict.fromkeys(_names(query))),
        )
        for whole in reversed(list(islice(_forms(path), _MOST_FORMS)))
        if (form := _template(whole)) is not None
    }
    return tuple(sorted(by_shape.values(), key=lambda target: len(target.path)))


def _segments_of(resource: re.Match[str]) -> str:
    """The segments of a variable: `rooms/{room}/lamps/{lamp}` of `{name=rooms/*/lamps/*}`."""

    def named(segment: re.Match[str]) -> str:
        before = f"{segment[1]}/" if segment[1] else ""
        return f"{before}{{{singular(_plain_name(segment[1] or '')) or resource[1]}}}"

    return _SEGMENT_OF_RESOURCE.sub(named, resource[2])


def resource_variables(written: str) -> list[str]:
    """The names of the variables of a target that have segments: "lamp.name" of `/v1/{lamp.name=rooms/*}`."""
    return [name for name, _ in _RESOURCE.findall(written)] if "*" in written else []


def _expanded(expression: re.Match[str]) -> str:
    """An expression with an operator, by expressions without; the names of a query with values."""
    names = [re.sub(r"\*|:\d+", "", name) for name in expression[2].split(",")]
    match expression[1]:
        case "?" | "&" as first:
            return first + "&".join(f"{name}={{{name}}}" for name in names)
        case "/":
            return "".join(f"/{{{name}}}" for name in names)
        case _:
            return ""  # matrix parameters, endings and fragments are no part of the path


def _cut_query(rest: str) -> tuple[str, str, str]:
    """Path and query. `<index?>` and `/:page?` are optional."""
    start = next(
        (
            m.start()
            for m in re.finditer(r"\?(?![>}])", rest)
            if "=" in rest[m.start() :] or not re.match(r"\?(?:/|\Z)", rest[m.start() :])
        ),
        len(rest),
    )
    return rest[:start], rest[start : start + 1], rest[start + 1 :]


def _forms(path: str) -> Iterator[str]:
    """The path without and with its optional parts, one of each of its alternatives."""
    todo = [path]
    for _ in range(_MOST_FORMS * 4):
        if not todo:
            return
        form = todo.pop(0)
        if match := _OPTIONAL.search(form):
            before, after = form[: match.start()], form[match.end() :]
            inner = match[1] or match[2] or match[5] or f"{match[3]}{match[4]}"
            # `archive[.format]` names an ending; what comes back without one is the same operation.
            todo += (
                [before + after]
                if inner.startswith(".")
                else [before + after, before + inner + after]
            )
        elif match := _ALTERNATIVES.search(form):
            names = (match[1] or match[2]).split("|")
            names = [f"{{{names[0]}}}"] if all(map(_KEYS.fullmatch, names)) else names
            todo += [form[: match.start()] + name + form[match.end() :] for name in names]
        else:
            yield form


def _template(path: str) -> str | None:
    """The path with expressions; None for what cannot be one."""
    if not path.startswith("/"):
        path = f"/{path}"
    segments: list[str] = []
    used: dict[str, int] = {}
    before = ""
    for segment in path.rstrip("/").split("/")[1:]:
        if not segment:
            continue
        is_version = _ROOT.match("".join(f"/{s}" for s in segments)) and segment.isdecimal()
        is_literal = is_version or _DECIMAL.fullmatch(segment)
        text = segment if is_literal else _segment(segment, before, used)
        if re.search(r"[\s<>\"\\^`|{}]", re.sub(r"\{[\w-]+\}", "", text)):
            return None
        segments.append(text)
        before = before if "{" in text else text
    return "/" + "/".join(segments)


def _segment(text: str, before: str, used: dict[str, int]) -> str:
    def named(name: str) -> str:
        words = "_".join(_WORD.findall(name)) or "value"
        if not words.isascii() or words[0].isdigit():
            words = (
                f"{singular(_plain_name(before)) or 'value'}_{words}"
                if words.isascii()
                else "value"
            )
        if words in used:
            # `groups/:id/members/:id`: the second is named by the segment before it.
            words = f"{singular(_plain_name(before))}_{words}".lstrip("_")
        while words in used:
            used[words] += 1
            words = f"{words}_{used[words]}"
        used[words] = 1
        return f"{{{words}}}"

    if match := _WHOLE.fullmatch(text):
        return named(re.split(r"\bor\b", match[1])[0] if match[1] else match[2] or match[3])
    key, dot, ending = text.partition(".")
    if before and _SAMPLE_KEY.fullmatch(key):
        return named(f"{singular(_plain_name(before))}_id") + dot + ending
    text = text.replace("#{", "{").replace("${", "{")
    text = _EXPRESSION.sub(lambda m: named(m[1] or m[2] or ""), text)
    return _COLON.sub(lambda m: named(m[1]), text)


def _plain_name(segment: str) -> str:
    return "_".join(re.findall(r"[A-Za-z0-9]+", segment.partition(".")[0]))


# "&<params>", behind names with values: any others
_REST = re.compile(r"<[^<>=]*>")


def _names(query: str) -> Iterator[str]:
    # "?sort=name,size" has one name, "?sort,page" two.
    pairs = re.split(r"[&,]|\[&", _VALUES.sub(r"\1", query))
    is_of_values = any("=" in pair for pair in pairs)
    for pair in pairs:
        if is_of_values and _REST.fullmatch(pair.strip()):
            continue
        name = pair.partition("=")[0].strip("[] {}<>")
        raw = pair.partition("=")[0].strip()
        if _NAME.fullmatch(raw):
            yield raw
        elif _NAME.fullmatch(name):
            yield name


def is_root(url: str) -> bool:
    """Whether an address has nothing after its host but steps that name no thing: `https://shop.example/api/v2`."""
    return _ROOT_OF_API.fullmatch(url) is not None
