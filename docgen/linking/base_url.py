"""The base URL of an API: what comes before the documented paths in the requests of samples.

In: pages and a dialect. Out: the dialect with the base URL, and with the prefix that samples have before each path.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, ServerDoc
from docgen.records import replace
from docgen.spec.model import Operation, Server, ServerVariable
from docgen.spec.routes import Routes
from docgen.syntax.path_spellings import (
    STEP_OF_ROOT,
    placeholders,
    server_of,
    with_expressions,
    with_named_host,
)
from docgen.syntax.url_path import (
    EXPRESSION,
    PathTemplate,
    is_external,
    path_template,
    relative_target,
    shape,
    url_root,
    version_segment,
    with_version,
)

_PLACEHOLDER = re.compile(r"\{+[\w-]+\}+|<[\w -]+>|\$\{?\w+\}?")
_SHELL_VARIABLE = re.compile(r"/\$\{?([A-Za-z_]\w*)\}?(?=[/.?]|\Z)")


def as_sent(path: str, dialect: Dialect) -> str:
    """The path of a sample with values in place of a shell's variables; OData has segments such as `$count`."""
    is_plain = dialect.is_odata or "/$" not in path
    return path if is_plain else _SHELL_VARIABLE.sub(r"/\1", path)


def below_base(target: str, dialect: Dialect) -> str:
    """A target as documented paths are written: below the base URL."""
    if dialect.is_odata:
        return relative_target(target, dialect.url_prefixes)
    target = with_named_host(target.strip())
    server = server_of(target)
    if server and (called := _server_pattern(dialect.base_url).match(target)):
        return target[called.end() :] or "/"
    path = target.removeprefix(server)
    path = path if path.startswith(("/", "?")) else f"/{path}"
    for prefix in dialect.url_prefixes:
        if path.startswith(prefix) and path[len(prefix) : len(prefix) + 1] in ("/", "?", ""):
            return path[len(prefix) :]
    return path


@lru_cache(16)
def _server_pattern(base_url: str) -> re.Pattern[str]:
    """What targets at a base URL with placeholders begin with, as they are or with values; nothing for another one."""
    url = with_expressions(base_url)
    if "{" not in url:
        return re.compile("(?!)")
    parts = re.split(r"(\{\w+\})", url)
    texts = (
        rf"(?:[\w~-]+|{_PLACEHOLDER.pattern})" if p[:1] == "{" else re.escape(p) for p in parts
    )
    return re.compile("".join(texts) + r"(?=[/?]|\Z)")


def template_of(target: str, dialect: Dialect) -> PathTemplate:
    """The template of a documented target; but for OData's, its placeholders are expressions with final names."""
    path = below_base(target, dialect)
    if dialect.is_odata:
        return path_template(path)
    path, _, query = path.partition("?")
    names = tuple(pair.partition("=")[0] for pair in query.split("&") if pair)
    return PathTemplate(
        path=path.rstrip("/") or "/",
        parameters=tuple(EXPRESSION.findall(path)),
        query=tuple((name, "") for name in names),
    )


def with_root(dialect: Dialect, pages: Sequence[Page]) -> Dialect:
    """The dialect with the base URL of these pages, "" without one that a client could call."""
    if not dialect.is_odata:
        return _with_stated_root(dialect, pages)
    prefix = _sampled_prefix(pages, dialect)
    if not prefix:
        return replace(dialect, base_url=_base_url(pages, dialect))
    base_url = "" if "{" in prefix else prefix
    return replace(dialect, base_url=base_url, url_prefixes=(*dialect.url_prefixes, prefix))


# "/v1.20/lamps", of a request without a host
_BEGINS_WITH_ROOT = re.compile(rf"/(?:{STEP_OF_ROOT.pattern})/", re.IGNORECASE)


def _with_stated_root(dialect: Dialect, pages: Sequence[Page]) -> Dialect:
    """The dialect with the base URL of pages that state their paths from the root, or below what samples call.

    The base URL ends in what all paths begin with and names no thing, `/api/v2`; paths of two versions keep theirs.
    """
    called = _sampled_prefix(pages, dialect)
    if called.startswith("/"):
        # A version that samples have before their paths, where they name no host.
        stated = _as_stated(dialect, pages)
        base = stated.base_url
        base = f"{base}{called}" if base and not base.endswith(called) else base
        return replace(stated, base_url=base, url_prefixes=(*stated.url_prefixes, called))
    if called:
        server = server_of(called)
        path = called.removeprefix(server)
        is_address = _HOST.fullmatch(server) and "{" not in path
        return replace(
            dialect, base_url=called if is_address else "", url_prefixes=(path,) if path else ()
        )
    return _as_stated(dialect, pages)


def _as_stated(dialect: Dialect, pages: Sequence[Page]) -> Dialect:
    """The dialect with the address that most requests call or the prose states, and what all paths begin with."""
    # What only curl shows may be a service of the reader's own.
    docs = [doc for page in pages for doc in page.operations]
    docs = [doc for doc in docs if not doc.is_secondary] or docs
    stated = [target.target for doc in docs for target in doc.targets]
    paths = [below_base(target, dialect).partition("?")[0] for target in stated]
    server = _server(pages, stated, {path.split("/")[1] for path in paths})
    host = _HOST.match(server)
    if host is None:
        # Without a host nothing could hold what is taken off the paths.
        return replace(dialect, url_prefixes=())
    # What is at another host says nothing of the paths at this one.
    stated = [target for target in stated if not _is_elsewhere(target, server)]
    paths = [below_base(target, dialect).partition("?")[0] for target in stated]
    rest = server[host.end() :]
    # Absolute targets have it in their paths, relative ones do not.
    relative = [path for path, target in zip(paths, stated) if not _HOST.match(target)]
    absolute = (f"{target}/" for target in stated if _HOST.match(target))
    if _is_of_paths(rest, relative) or not all(t.startswith(f"{server}/") for t in absolute):
        rest = ""
    common = _common([path.removeprefix(rest).split("/")[1:] for path in paths])
    base = rest if rest.endswith(common) else rest + common
    prefixes = dict.fromkeys(filter(None, (base, common)))
    return replace(dialect, base_url=f"{host[0]}{base}", url_prefixes=tuple(prefixes))


def _is_of_paths(rest: str, paths: Sequence[str]) -> bool:
    """Whether most paths begin with what a server has after its host, or any has another version than it has."""
    first, version = rest.split("/")[1:2], _VERSION.search(rest)
    others = [path for path in paths if not f"{path}/".startswith(f"{rest}/")]
    is_beside = any(p.split("/")[1:2] == first or (version and _VERSION.match(p)) for p in others)
    return is_beside or 2 * len(others) < len(paths)


def _server(pages: Sequence[Page], stated: Sequence[str], first: Collection[str]) -> str:
    """The address that most requests call, or the one that the prose states where hardly any do."""
    targets = (sample.message.target for page in pages for sample in page.samples)
    # What else is called, an upload's address, has no step that a documented path begins with.
    sampled = (target for target in targets if not {*target.split("/")[3:]}.isdisjoint(first))
    hosts = Counter(match[0] for target in (*stated, *sampled) if (match := _HOST.match(target)))
    called = max(sorted(hosts), key=lambda host: hosts[host], default="")
    docs = _stated_servers(pages)
    # An address at the reader's own machine comes last.
    servers = sorted(dict.fromkeys(s.url for s in docs), key=lambda url: bool(_LOOPBACK.match(url)))
    same = next((s for s in servers if (host := _HOST.match(s)) and host[0] == called), "")
    # One that no words call a server is less than any that is called.
    is_told = any(not server.is_alone for server in docs)
    is_rare = not called or _LOOPBACK.match(called) or is_told and hosts[called] < _FEW
    return same or ([*servers, called][0] if is_rare else called)


def _common(paths: Sequence[Sequence[str]]) -> str:
    """What all paths begin with, up to the last segment that names no thing: "/api/v2", "" for none."""
    common: list[str] = []
    for steps in zip(*paths):
        if len(set(steps)) > 1 or not STEP_OF_ROOT.fullmatch(steps[0]):
            break
        common.append(steps[0])
    return "".join(f"/{step}" for step in common)


def usual_prefix(paths: Sequence[str]) -> str:
    """The steps that most paths begin with and that name no thing: "/api/v1", "" for none."""
    steps = [path.split("/")[1:] for path in paths]
    prefix: list[str] = []
    while True:
        depth = len(prefix)
        below = [each for each in steps if each[:depth] == prefix and len(each) > depth + 1]
        counts = Counter(each[depth] for each in below)
        most = max(sorted(counts), key=lambda step: counts[step], default="")
        if not STEP_OF_ROOT.fullmatch(most) or counts[most] < _NEARLY_ALL * len(paths):
            return "".join(f"/{step}" for step in prefix)
        prefix.append(most)


_NEARLY_ALL = 0.75  # of the paths of an API, which may have some in another version
_VERSION = re.compile(r"/v\d[\w.-]*(?=/|\Z)", re.IGNORECASE)
_FEW = 3  # requests to a host, before it overrules the prose
_LOOPBACK = re.compile(r"https?://(?:localhost|127\.|0\.0\.0\.0|\[::1\])", re.IGNORECASE)
_HOST = re.compile(rf"https?://(?:[\w.:-]|{_PLACEHOLDER.pattern})+")


def server_at(base_url: str, known: Mapping[str, ServerVariable]) -> tuple[Server, ...]:
    """The server at a base URL, its placeholders as variables, which are `known` by their names."""
    if not base_url:
        return ()
    names = dict.fromkeys(placeholders(base_url))
    variables = tuple(known.get(name) or ServerVariable(name=name) for name in names)
    return (Server(url=with_expressions(base_url), variables=variables),)


def _stated_servers(pages: Sequence[Page]) -> list[ServerDoc]:
    """The servers of pages; without words for one, the root that stands alone, or the roots of one block, if no other does."""
    docs = [server for page in pages for server in page.servers]
    told = [server for server in docs if not server.is_alone]
    is_one = len({server.url for server in docs}) == 1 or len({s.label for s in docs}) == 1
    return told or (docs if is_one else [])


def servers_of_pages(pages: Sequence[Page], base_url: str) -> tuple[Server, ...]:
    """The server at the base URL, and those that a page states beside it: a sandbox."""
    known = _stated_variables(pages)
    docs = _stated_servers(pages)
    main = next((doc for doc in docs if base_url.startswith(doc.url)), None)
    if main is None:
        return server_at(base_url, known)
    # What all paths begin with is in the base URL, and need not be in what is stated.
    common = base_url.removeprefix(main.url)
    beside = (doc for doc in docs if doc.label == main.label)
    about = {f"{doc.url}{common}": doc.description for doc in beside}
    urls = dict.fromkeys((base_url, *about))
    found = (server for url in urls for server in server_at(url, known))
    return tuple(replace(s, description=about.get(url, "")) for url, s in zip(urls, found))


def with_own_servers(
    operations: Sequence[Operation], pages: Sequence[Page], dialect: Dialect
) -> tuple[list[Operation], list[Diagnostic]]:
    """The operations, with their servers where request lines, or the one server of a page, have them at another host; reported."""
    found: dict[tuple[str, str], tuple[str, Span]] = {}
    at_base: set[tuple[str, str]] = set()
    for page in pages if dialect.base_url and not dialect.is_odata else ():
        stated = {s.url for s in page.servers if not (s.is_alone or placeholders(s.url))}
        of_page = stated.pop() if len(stated) == 1 else ""
        for target in (target for doc in page.operations for target in doc.targets):
            path = template_of(target.target, dialect).path
            key = target.method, shape(path)
            origin = _HOST.match(target.target)
            server = _below_host(target.target, path) if origin else of_page
            if server and _is_elsewhere(server, dialect.base_url):
                found.setdefault(key, (server, target.at))
            else:
                at_base.add(key)
    linked, findings = list[Operation](), list[Diagnostic]()
    for operation in operations:
        key = operation.method, shape(operation.path)
        if key in found and key not in at_base:
            server, at = found[key]
            operation = replace(operation, servers=(Server(url=with_expressions(server)),))
            findings.append(diagnose("DG355", at, url=server, base_url=dialect.base_url))
        linked.append(operation)
    return linked, findings


def _is_elsewhere(target: str, base_url: str) -> bool:
    """Whether a target names another host or port than an API's, by whatever scheme."""
    return is_external(*(url.replace("http:", "https:", 1) for url in (target, base_url)))


def _below_host(target: str, path: str) -> str:
    """The server of an absolute target: what is before the steps of the path."""
    steps = target.partition("?")[0].rstrip("/").split("/")
    return "/".join(steps[: max(len(steps) - path.strip("/").count("/") - 1, 3)])


def _stated_variables(pages: Sequence[Page]) -> dict[str, ServerVariable]:
    """What pages say of the variables of servers.

    A value that only samples show is somebody's own: a variable has a default where a page states one, or its values.
    """
    rows = {row.name: row for page in reversed(pages) for row in page.server_variables}
    return {
        name: ServerVariable(
            name=name,
            default=row.default or next(iter(row.values), ""),
            values=row.values,
            description=row.description,
            at=row.at,
        )
        for name, row in rows.items()
    }


def _base_url(pages: Sequence[Page], dialect: Dialect) -> str:
    """The origin and version that most requests begin with, or the dialect's base URL.

    "" for pages of another namespace whose samples name no host: a token must not go to a guess.
    """
    sampled = {sample.message.target for page in pages for sample in page.samples}
    documented = {t.target for page in pages for doc in page.operations for t in doc.targets}
    roots: Counter[str] = Counter()
    known = tuple(filter(None, (dialect.base_url, *dialect.url_prefixes)))
    # A callback has one address in many samples; a response has none.
    for target in filter(None, {*sampled, *(t for t in documented if url_root(t))}):
        is_known = target.startswith(known)
        version = version_segment(target) if is_known else ""
        roots[with_version(dialect.base_url, version) if is_known else url_root(target)] += 1
    most = max(sorted(roots), key=lambda root: roots[root], default="")
    spaces = {page.namespace.lower() for page in pages if page.namespace}
    is_own = any(space.startswith(dialect.base_namespace.lower()) for space in spaces)
    return most or (dialect.base_url if is_own or not spaces else "")


def _sampled_prefix(pages: Sequence[Page], dialect: Dialect) -> str:
    """What samples call before the documented paths, "" for an API's root and where they disagree.

    A page documents `/lamps/{id}`, and its sample requests `https://shop.example/rest/lamps/7`. One path
    alone may as well be at another place of the API, but behind a version, or `/api`, it is where it should be
    if no page states the address.
    """
    # Most pages of a known API call its base URL alone, which then need not be compared with what they document.
    elsewhere = _paths_by_prefix(pages, dialect, is_known=False)
    is_unstated = not dialect.is_odata and not _stated_servers(pages)
    if not any(
        prefix and (len(paths) > 1 or is_unstated and _is_root(prefix))
        for prefix, paths in elsewhere.items()
    ):
        return ""
    paths_of = _paths_by_prefix(pages, dialect, is_known=True)
    for prefix, paths in elsewhere.items():
        paths_of.setdefault(prefix, set()).update(paths)
    return max(sorted(paths_of), key=lambda prefix: len(paths_of[prefix]))


def _is_root(prefix: str) -> bool:
    """Whether a prefix has steps that name no thing, `https://shop.example/api/v2`, `/v1.20`."""
    host = _HOST.match(prefix)
    steps = prefix[host.end() if host else 0 :].split("/")[1:]
    return bool(steps) and all(map(STEP_OF_ROOT.fullmatch, steps))


def _paths_by_prefix(
    pages: Sequence[Page], dialect: Dialect, *, is_known: bool
) -> dict[str, set[str]]:
    """What sample requests call before a path that their page documents, each with these paths.

    Of the requests to the base URL where it `is_known`, else of those to other addresses.
    """
    paths_of: dict[str, set[str]] = {}
    for page in pages:
        for prefix, path in _before_documented(page, dialect, is_known):
            paths_of.setdefault(prefix, set()).add(path)
    return paths_of


def _before_documented(page: Page, dialect: Dialect, is_known: bool) -> Iterator[tuple[str, str]]:
    """For each such request of a page: what it calls before a path that the page documents, and that path."""
    base = dialect.base_url
    sent = [s.message for s in page.samples if s.message.target and not s.is_declaration]
    called = [
        m
        for m in sent
        if m.target.startswith("http") and bool(base and m.target.startswith(base)) == is_known
    ]
    if not (is_known or dialect.is_odata):
        called += (m for m in sent if _BEGINS_WITH_ROOT.match(m.target))
    if not called:
        return
    # What only a sample shows says nothing of what is before the paths.
    docs = (doc for doc in page.operations if not doc.is_secondary)
    targets = [target for doc in docs for target in doc.targets]
    documented = [(target.method, template_of(target.target, dialect).path) for target in targets]
    routes = Routes((method, p, p) for method, p in documented if not p.startswith("/{"))
    for request in called:
        url = request.target.partition("?")[0].rstrip("/")
        whole = below_base(url, dialect)
        for tail in [whole] if is_known else _tails(whole):
            if path := routes.find(request.method, as_sent(tail, dialect)):
                prefix = "" if tail == whole else url.removesuffix(tail)
                if not prefix.startswith("/") or _is_root(prefix):
                    yield prefix, path
                break


def _tails(path: str) -> Iterator[str]:
    """A path and what is left of it without its first steps."""
    while path:
        yield path
        _, slash, rest = path[1:].partition("/")
        path = slash + rest
