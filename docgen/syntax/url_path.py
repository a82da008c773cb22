"""Paths of URLs as documentation writes them.

A documented target enters; a path template with unique parameter names leaves, and patterns over
concrete paths. It knows neither pages nor Python.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from docgen.records import Record, replace
from docgen.syntax.naming import singular, words

_ABSOLUTE = re.compile(r"^https?://[^/\s?]*", re.IGNORECASE)
_VERSION_SEGMENT = re.compile(r"^/(?:api/)?(v\d+(?:\.\d+)?|beta)(?=/|$|\?|\()", re.IGNORECASE)
_VERSIONS = re.compile(r"(?<=/)(?:v\d+(?:\.\d+)?|beta)(?=/|$)", re.IGNORECASE)
# `/rooms/:id`; `root:/{path}:` has a colon at the end of a segment.
_COLON = re.compile(r"(?<=/):([A-Za-z_][\w-]*)(?=/|$)")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|<([^<>]*)>|\(([a-z]+(?:-[a-z]+)+)\)")
# A value in a documented call, `interval='week'`, `width=640`: an argument, not a part of the path.
_ARGUMENT = re.compile(r"((?<=[(,])[A-Za-z_]\w*=)(?:('[^'{}<>]*')|[\w.:+-]+(?=[,)]))")
# `usage(period='{value}')`: the parameter is called as the call calls it.
_CALLED = re.compile(r"[(,]([A-Za-z_]\w*)='?\Z")
# A key in a sample: a GUID, Base64 with its padding, a thread's address.
_SAMPLE_KEY = re.compile(
    r"/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w+=-]{8,}==|\d+:[\w-]+@[\w.]+)(?=/|$)",
    re.IGNORECASE,
)
# Space after a comma between keys or arguments, `rates({from}, '{to}')`; quoted text is kept.
_COMMA_SPACE = re.compile(r"('[^']*')|(?<=,)\s++")
_BRACKET = re.compile(r"[()/]")
_SPACES = re.compile(r"(?<!\s)\s++(?=[/)}|(]|$)|(?<=[/({|,])\s++")
# `cell(row={n}, column={n})`, `prices({id}, '{code}')`: arguments and keys, not the text of one
_ARGUMENTS = re.compile(r"\([^()?'/]*(?:'[^']*'[^()?'/]*)*\)")
_BETWEEN = re.compile(r",\s+(?=['{]|\w+=)")
_OPTIONAL_QUERY = re.compile(r"\[(\?[^\[\]]*)\]$")  # `/content[?includeIDs=true]`
_NEAR = 200  # characters before a placeholder that name its owner
_MOST_SEGMENTS = 100
EXPRESSION = re.compile(r"\{([^{}]*)\}")  # RFC 6570, level 1


class PathTemplate(Record, frozen=True, kw_only=True):
    """A path with RFC 6570 level 1 expressions, each with a name of its own."""

    path: str  # "/users/{user-id}/messages/{message-id}"
    parameters: tuple[str, ...]  # names in order
    query: tuple[tuple[str, str], ...]  # the query of the documented target


def with_queries(template: PathTemplate, others: Iterable[PathTemplate]) -> PathTemplate:
    """The template with the parameters in the queries of others of its path, each once."""
    pairs = [pair for each in (template, *others) for pair in each.query]
    values = dict(reversed(pairs))
    return replace(template, query=tuple({name: values[name] for name, _ in pairs}.items()))


# Called for each sample and for each operation that it may belong to.
@lru_cache(20_000)
def relative_target(target: str, prefixes: tuple[str, ...] = ()) -> str:
    """A target without scheme, host, API version and the documentation's own prefixes.

    Starts with a slash, or is "" for the root. There is no space between the keys in brackets.
    """
    path = target.strip()
    if path.endswith("]"):
        path = _OPTIONAL_QUERY.sub(r"\1", path)
    for prefix in sorted(prefixes, key=len, reverse=True):
        if path.lower().startswith(prefix.lower()):
            path = path[len(prefix) :]
            break
    path = _ABSOLUTE.sub("", path)
    path = path.removeprefix("~")
    if ", " in path:
        before, separator, query = path.partition("?")
        path = _ARGUMENTS.sub(lambda m: _BETWEEN.sub(",", m[0]), before) + separator + query
    if path and path[0] not in "/?":
        path = "/" + path
    path, separator, query = _VERSION_SEGMENT.sub("", path).partition("?")
    if ", " in path:
        path = "".join(_without_comma_spaces(path))
    return path + separator + query


def _without_comma_spaces(path: str) -> Iterator[str]:
    """The parts of a path without the spaces after commas in brackets."""
    start = closing = 0
    for match in _COMMA_SPACE.finditer(path):
        if match[1]:
            continue
        if closing < match.end():
            bracket = _BRACKET.search(path, match.end())
            closing = bracket.start() if bracket else len(path)
        if path[closing : closing + 1] == ")":
            yield path[start : match.start()]
            start = match.end()
    yield path[start:]


def url_root(url: str) -> str:
    """Scheme, host and API version of an absolute URL, with the `/api` before it, "" when the host is missing or a placeholder."""
    origin = _ABSOLUTE.match(url)
    if origin is None or not re.fullmatch(r"https?://[\w.:-]+", origin[0]):
        return ""
    version = _VERSION_SEGMENT.match(url[origin.end() :])
    return origin[0] + (version[0].lower() if version else "")


# Called for each response and each request that it may answer.
@lru_cache(20_000)
def is_external(target: str, base_url: str) -> bool:
    """Whether a target names another host than an API's; a host with a placeholder may be any."""
    theirs, ours = (_ABSOLUTE.match(url) for url in (target, base_url))
    hosts = [match[0].lower() for match in (theirs, ours) if match and "{" not in match[0]]
    return len(set(hosts)) == 2


# Called for each sample of an operation.
@lru_cache(20_000)
def version_segment(url: str) -> str:
    """The API version that an absolute URL names after its host, "" without one."""
    origin = _ABSOLUTE.match(url)
    match = _VERSION_SEGMENT.match(url[origin.end() :]) if origin else None
    return match[1].lower() if match else ""


def base_version(base_url: str) -> str:
    """The API version that a base URL ends in; that of the service may be named before it."""
    return next(reversed(_VERSIONS.findall(base_url)), "").lower()


def with_version(base_url: str, version: str) -> str:
    """A base URL with another API version; unchanged when either is missing."""
    versions = list(_VERSIONS.finditer(base_url))
    if not versions or not version:
        return base_url
    return base_url[: versions[-1].start()] + version + base_url[versions[-1].end() :]


# Called for the base URL, and for each draft.
@lru_cache(20_000)
def path_template(target: str) -> PathTemplate:
    """The template that a documented target means, from a relative target.

    Placeholders in braces, angle brackets and hyphened round brackets become expressions. A name used twice is
    made unique by the segment before it: `/groups/{id}/members/{id}` has `group-id` and `member-id`.
    """
    path, _, query = target.partition("?")
    if " " in path or not (path.isascii() and path.isprintable()):
        path = _SPACES.sub("", path).replace("’", "'").replace("‘", "'")
    path = path.rstrip("/")
    # `/.../events/{id}` represents every parent that the lines above it name.
    if "=" in path:
        path = _ARGUMENT.sub(
            lambda m: f"{m[1]}'{{{m[1][:-1]}}}'" if m[2] else f"{m[1]}{{{m[1][:-1]}}}", path
        )
    path = _SAMPLE_KEY.sub("/{id}", path)
    if "/:" in path:
        path = _COLON.sub(r"{\1}", path)
    matches = list(_PLACEHOLDER.finditer(path))
    raw = [_identifier(next(g for g in m.groups() if g is not None)) for m in matches]
    counts = Counter(raw)
    names: dict[str, None] = {}
    parts: list[str] = []
    end = 0
    for match, written in zip(matches, raw):
        name = written or "value"
        before = path[max(0, match.start() - _NEAR) : match.start()]
        if argument := _CALLED.search(before):
            name = argument[1]
        elif counts[written] > 1 or name in ("id", "name", "value"):
            owner = _owner(before)
            name = f"{owner}-{name}" if owner else name
        unique, n = name, counts.get(f"\0{name}", 2)
        while unique in names:
            unique, n = f"{name}-{n}", n + 1
        counts[f"\0{name}"] = n
        names[unique] = None
        parts.append(path[end : match.start()])
        # `/teams/(team-id)` is a placeholder, `companies(company-id)` a key in brackets.
        is_key = match[3] and not path.endswith("/", 0, match.start())
        parts.append(f"({{{unique}}})" if is_key else f"{{{unique}}}")
        end = match.end()
    path = "".join(parts) + path[end:]
    return PathTemplate(path=path, parameters=tuple(names), query=tuple(_query(query)))


@lru_cache(10_000)
def _identifier(placeholder: str) -> str:
    first = re.split(r"\||\bor\b", placeholder)[0]
    words = re.findall(r"[A-Za-z0-9_]+", first)
    name = "-".join(words)
    return name if not name[:1].isdigit() else f"p-{name}"


@lru_cache(10_000)
def _owner(before: str) -> str:
    """The singular of the last literal segment or argument name before a placeholder."""
    argument = re.search(r"([A-Za-z_]\w*)\s*=\s*'?$", before)
    if argument:
        return argument[1]
    words = [
        w for w in re.findall(r"[A-Za-z][A-Za-z0-9_.]*", re.sub(r"\{[^{}]*\}", "", before)) if w
    ]
    return singular(words[-1].rpartition(".")[2]) if words else ""


def _query(query: str) -> Iterator[tuple[str, str]]:
    for pair in re.split(r"&", query):
        name, _, value = pair.partition("=")
        if re.fullmatch(r"\$?[A-Za-z][\w.-]*", name.strip()):
            yield name.strip(), value.strip()


def last_word(path: str) -> str:
    """The last literal segment of a path or a target without its key, in lower case; "" without any."""
    return next(_literals(path), "")


def _literals(path: str) -> Iterator[str]:
    """The literal segments without their keys, in lower case, the last one first."""
    segments = relative_target(path).partition("?")[0].split("/")
    texts = (re.split(r"[(:{]", segment, maxsplit=1)[0].lower() for segment in reversed(segments))
    return filter(None, texts)


def is_verb(title: str, method: str, path: str) -> bool:
    """Whether a title begins with the last word of a path, which is then a verb: "Encrypt data" of `/encrypt/{key}`.

    That of a read may be a noun, "Status of a lamp", unless what it is done to comes next: "Search lamps" of `/lamps/search`.
    A title that is no more than the word is a verb of a POST: "Login", and "lamps.turn", of which the path has the same.
    """
    last, before, *_ = (*_literals(without_format(path)), "", "")
    known, said, owner = (tuple(map(str.lower, words(text))) for text in (last, title, before))
    count = len(known)
    if last and said == known:
        return method == "POST" and (count > 1 or singular(last) == last)
    if not last or len(said) <= count or singular(known[0]) != known[0]:
        return False
    # "Encrypts data"
    is_said = (singular(said[0]), *said[1:count]) == known
    return is_said and (method != "GET" or singular(said[count]) == singular(owner[0]))


def steps(path: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each segment of a template: the shape of the path up to it, its text with bare expressions,
    and the names of these.
    """
    before = ""
    for segment in path.split("/")[1:]:
        before += f"/{shape(segment)}"
        yield before, *_step(segment)


@lru_cache(10_000)
def _step(segment: str) -> tuple[str, tuple[str, ...]]:
    names = tuple(EXPRESSION.findall(segment))
    return erased(segment), names


def erased(path: str) -> str:
    """A path template without the names of its expressions, which are never sent."""
    return EXPRESSION.sub("{}", path)


@lru_cache(10_000)
def parameter_key(name: str) -> str:
    """The name of a parameter as tables and path templates are compared: `user-id` is `userId`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


_JSON = re.compile(r"(?<=[\w}])\.json\Z", re.IGNORECASE)


def without_format(path: str) -> str:
    """A path template without the `.json` that every path of some APIs ends in: a format, no part of a name."""
    return _JSON.sub("", path)


@lru_cache(100_000)
def shape(path: str) -> str:
    """A path template without case and without the names of its expressions: equal for equal operations."""
    return erased(path).lower()


@lru_cache(10_000)
def is_path(path: str) -> bool:
    """Whether a template can be a URL's path: a slash, closed brackets, characters that print, no space outside of quotes, no more than 100 segments."""
    bare = re.sub(r"'[^']*'", "''", path)
    return (
        path.startswith("/")
        and len(path) > 1
        and path.count("/") <= _MOST_SEGMENTS
        and "//" not in path
        and path.isprintable()
        and not re.search(r"[\s<>\"\\^`|]", EXPRESSION.sub("{}", bare))
        and bare.count("(") == bare.count(")")
        and not re.search(r"[{}]", EXPRESSION.sub("", path))
    )


def last_segments(path: str, like: str) -> str:
    """The last segments of a path, as many as another has."""
    return "/" + "/".join(path.split("/")[-like.count("/") :])


def fits(template: str, path: str) -> bool:
    """Whether a template's pattern fits a path. Compiling it takes long: the literal text is compared first."""
    known, segments = _known_segments(template), _segments(path)
    if known is None or segments is None:
        start, end = template.partition("{")[0].lower(), template.rpartition("}")[2].lower()
        is_near = path.lower().startswith(start) and path.lower().endswith(end)
        if not is_near and (template + path).isascii():
            return False
        return path_pattern(template).fullmatch(path) is not None
    if len(segments) != len(known):
        return False
    is_mixed = False
    for literal, segment in zip(known, segments):
        if isinstance(literal, str):
            if segment != literal:
                return False
        elif literal is None:
            if not segment or _NO_KEY.match(segment):
                return False
        elif not segment.startswith(literal[0]) or not segment.endswith(literal[1]):
            return False
        elif literal[2]:
            is_mixed = True
        elif len(segment) <= len(literal[0]) + len(literal[1]):
            return False
    return not is_mixed or path_pattern(template).fullmatch(path) is not None


@lru_cache(1000)
def _segments(path: str) -> list[str] | None:
    """The segments of a path without case; None where only a pattern can compare."""
    return path.lower().split("/") if path.isascii() else None


_KEY = re.compile(r"\{[^{}]*\}")
_NO_KEY = re.compile(r"\$|\w+\(")  # a key is neither `$count` nor a call such as `delta(token='x')`


@lru_cache(10_000)
def _known_segments(template: str) -> tuple[str | None | tuple[str, str, bool], ...] | None:
    """The segments of a template without case, None for an expression, of one with both the literal text before
    and after its expressions, and whether there are several; None where only a pattern can compare.
    """
    # `:/{path}` may contain slashes, so the count of segments does not matter.
    if ":/{" in template or not template.isascii():
        return None
    return tuple(_known_segment(segment.lower()) for segment in template.split("/"))


def _known_segment(segment: str) -> str | None | tuple[str, str, bool]:
    if "{" not in segment:
        return segment
    if _KEY.fullmatch(segment):
        return None
    before, after = segment.partition("{")[0], segment.rpartition("}")[2]
    return before, after, not _KEY.fullmatch(segment, len(before), len(segment) - len(after))


@lru_cache(10_000)
def path_pattern(path: str) -> re.Pattern[str]:
    """A pattern over concrete paths with one group for each expression.

    A value contains no slash, except for the path of a file (`:/{path}:`), which ends at a colon.
    """
    text = re.escape(path)
    text = re.sub(r":/\\\{[^{}]*\\\}", ":/([^:]+?)", text)
    # A key is neither `$count` nor a call such as `delta(token='x')`; it may be a shell's variable, `$LAMP`.
    text = re.sub(r"(?<=/)\\\{[^{}]*\\\}(?=/|$)", r"((?!\\$(?-i:[a-z])|\\w+\\()[^/]+?)", text)
    # The nearest text after one of several expressions of a segment is the right one: no other need be tried.
    text = re.sub(r"\\\{[^{}]*\\\}([^/{]*?)(?=\\\{)", lambda m: f"(?>([^/]+?){m[1]})", text)
    text = re.sub(r"\\\{[^{}]*\\\}", "([^/]+?)", text)
    return re.compile(text, re.IGNORECASE)
