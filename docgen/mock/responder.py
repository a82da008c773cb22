"""The documented response to each request.

In: a `Spec` and one request. Out: the documented response, or an error that says what is wrong with the
request. It has no state from one request to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from docgen.mock.authentication import check_credentials
from docgen.mock.batches import BATCH, batch_response
from docgen.mock.messages import (
    IN_QUERY,
    LONGEST_TARGET,
    MEDIA_TYPE,
    ORIGIN,
    Refusal,
    Request,
    Response,
    empty_content,
    is_encoded,
    json_response,
    normal_path,
    query_text,
)
from docgen.mock.pages import page_of, with_link
from docgen.mock.recordings import (
    FOLLOWS,
    Pairs,
    Place,
    Recording,
    fields_of,
    has_content,
    likeness,
    shown_values,
    size_of,
)
from docgen.mock.validation import Contents, cut, json_value
from docgen.spec.minimal_value import MinimalValues
from docgen.spec.model import ANY_MEDIA_TYPE, Operation, Paging, SampleResponse, Spec
from docgen.spec.odata import NEXT_LINKS, option_name
from docgen.spec.routes import Route, Routes
from docgen.spec.types import ANY, BINARY
from docgen.syntax.headers import Headers, header, is_json, own_headers
from docgen.syntax.url_path import relative_target

# RFC 9110, 7.6.1, and what the server states by itself.
_NOT_SENT = ("connection", "keep-alive", "transfer-encoding", "upgrade", "trailer", "content-length",
             "content-encoding", "date", "server")  # fmt: skip

_PART = 0.25  # of the values of the richest sample; one with fewer shows a part of the content

_CONTENT = "/docgen-content"  # where a redirect leads whose place no page shows


class Service:
    """The responses of one spec."""

    def __init__(self, spec: Spec, *, requires_credentials: bool = False) -> None:
        self.spec = spec
        self._requires_credentials = requires_credentials
        self._minimal = MinimalValues(
            spec,
            has_scalars=True,
            shown={} if spec.protocol == "odata" else shown_values(spec),
        )
        self._contents = Contents(spec)
        self._root = _root_of(spec)
        self._common = {item.name.lower() for item in spec.parameters}
        keys = {scheme.parameter.lower() for scheme in spec.security_schemes}
        self._of_all = keys | self._common  # what chooses no answer
        self._recordings = {o.id: tuple(self._samples(o)) for o in spec.operations}
        self._exact: dict[tuple[str, str, Pairs], list[Recording]] = {}
        self._other_places: dict[str, Response] = {_CONTENT: empty_content()}
        for operation in spec.operations:
            for recording in self._recordings[operation.id]:
                if recording.request:
                    key = (recording.request.method, recording.path, recording.options)
                    self._exact.setdefault(key, []).append(recording)
                if location := header(recording.response.headers, "location"):
                    is_content = 300 <= recording.response.status < 400
                    done = json_response(200, {"status": "completed"})
                    self._other_places.setdefault(
                        normal_path(self._relative(location).partition("?")[0]),
                        empty_content() if is_content else done,
                    )
        self._routes = Routes((o.method, o.path, o) for o in spec.operations)

    def respond(self, request: Request) -> Response:
        """The documented response to a documented request, or an error in the documented shape."""
        try:
            response = self._respond(request)
            if not 200 <= response.status < 600:
                raise Refusal(501, f"the documented status {response.status} ends no request")
            return response
        except Refusal as refused:
            return self.refused(refused)

    def refused(self, refusal: Refusal) -> Response:
        """A refusal, with the code that the pages list for its status if they list one."""
        codes = {e.code for e in self.spec.errors if e.code and e.status == str(refusal.status)}
        return refusal.response(codes.pop() if len(codes) == 1 else "", self.spec.error_fields)

    def _respond(self, request: Request) -> Response:
        place = self._place(request)
        method = request.method
        routes = self._routes_at(place.path)
        known = {route.method for route in routes}
        if method == "HEAD" and "HEAD" not in known:
            method = "GET"
        if place.path == "*" and method == "OPTIONS":
            return Response(status=204, headers=(("Allow", "*"),))
        if not routes and place.path == BATCH and self.spec.protocol == "odata":
            return self._batch(place)
        if not routes:
            if place.path in self._other_places and method in ("GET", "OPTIONS"):
                return self._other_places[place.path]
            raise Refusal(404, f"no page documents the path {cut(place.path)}")
        if method not in known:
            allowed = known | {"OPTIONS"} | ({"HEAD"} if "GET" in known else set())
            allow = ("Allow", ", ".join(sorted(allowed)))
            if method == "OPTIONS":
                return Response(status=204, headers=(allow,))
            raise Refusal(405, f"{cut(method)} is not documented for this path", allow)
        operation = next(route.operation for route in routes if route.method == method)
        if self._requires_credentials:
            check_credentials(self.spec, operation, request)
        self._check_common(request)
        if request.header("if-match").strip().removeprefix("W/").strip('"') == "stale":
            raise Refusal(412, "the value of If-Match is stale")
        exact = [
            recording
            for recording in self._exact.get((method, place.path, place.options), ())
            if has_content(recording, request.content)
        ]
        if exact and not self._is_aside(operation, place, exact):
            best = max(exact, key=lambda recording: likeness(recording, place))
            return self._documented(operation, best, place, is_exact=True)
        if fault := self._contents.query_fault(operation, place.options):
            raise Refusal(400, fault)
        media_type = request.header("content-type")
        if fault := self._contents.fault(operation, request.content, media_type):
            raise Refusal(400, fault)
        fitting = [s for s in self._recordings[operation.id] if s.is_success]
        if fitting:
            whole = max((r.size for r in fitting if not r.traits), default=0) * _PART
            best = max(fitting, key=lambda r: (r.size >= whole, *likeness(r, place)))
            return self._documented(operation, best, place, is_exact=False)
        return self._minimal_response(operation, place)

    def _is_aside(self, operation: Operation, place: Place, exact: Sequence[Recording]) -> bool:
        """Whether a request that says nothing in particular is shown with failures only, and succeeds elsewhere."""
        is_plain = "{" not in operation.path and not (place.options or place.request.content)
        succeeds = any(recording.is_success for recording in self._recordings[operation.id])
        return is_plain and succeeds and not any(recording.is_success for recording in exact)

    def _check_common(self, request: Request) -> None:
        """Raises `Refusal` for a request without what every request sends."""
        options = {
            unquote(o.partition("=")[0]) for o in request.target.partition("?")[2].split("&")
        }
        for item in self.spec.parameters:
            name = item.name
            is_sent = name in options if item.location == "query" else request.header(name.lower())
            if item.is_required and not is_sent:
                what = "query option" if item.location == "query" else "header"
                raise Refusal(400, f"the {what} {name} is missing, which every request sends")

    def _batch(self, place: Place) -> Response:
        """The responses to the requests of a batch."""
        request, allow = place.request, ("Allow", "OPTIONS, POST")
        if request.method == "OPTIONS":
            return Response(status=204, headers=(allow,))
        if request.method != "POST":
            raise Refusal(405, "a batch is sent with POST", allow)
        if self._requires_credentials:
            check_credentials(self.spec, None, request)
        return batch_response(request, place.prefix, self.respond)

    def _routes_at(self, path: str) -> list[Route[Operation]]:
        """The routes that a path fits; `/teams('a')` may mean `/teams/a`."""
        return self._routes.at(path) or self._routes.at(re.sub(r"\('([^']*)'\)", r"/\1", path))

    def _place(self, request: Request) -> Place:
        if len(request.target) > LONGEST_TARGET:
            raise Refusal(414, f"a target of at most {LONGEST_TARGET} characters expected")
        raw, _, query = ORIGIN.sub("", request.target).partition("?")
        if not is_encoded(request.target):
            raise Refusal(400, "the target is no percent-encoded UTF-8")
        path, prefix = normal_path(raw), ""
        if found := self._root.match(path):
            prefix, path = found[0], path[found.end() :]
        options = self._options(query)
        traits = self._traits(options, request.headers)
        is_object = request.content.lstrip()[:1] == b"{"
        return Place(
            request=request,
            prefix=prefix,
            path=path,
            options=options,
            traits=traits,
            fields=fields_of(json_value(request.content)) if is_object else frozenset(),
        )

    def _options(self, query: str) -> Pairs:
        """The options of a query, sorted; in OData `select` means `$select`."""
        pairs = [pair.partition("=") for pair in query.split("&") if pair]
        named = ((unquote(name), unquote(value)) for name, _, value in pairs)
        if self.spec.protocol == "odata":
            named = ((option_name(name), value) for name, value in named)
        return tuple(sorted(pair for pair in named if pair[0].lower() not in self._common))

    def _traits(self, options: Pairs, headers: Headers) -> frozenset[tuple[str, str]]:
        """The options and headers that may choose what is answered, as credentials do not."""
        pairs = (*options, *((name.lower(), value) for name, value in own_headers(headers)))
        return frozenset(pair for pair in pairs if pair[0].lower() not in self._of_all)

    # What is documented

    def _samples(self, operation: Operation) -> Iterator[Recording]:
        body = operation.request_body
        sent = {item.name for item in body.properties} if body else set[str]()
        for sample in operation.samples:
            if sample.response is None or _is_cut(operation, sample.response):
                continue
            target = sample.request.target if sample.request else ""
            path, _, query = target.partition("?")
            options = self._options(query)
            headers = sample.request.headers if sample.request else ()
            # Some references show what is sent in the content as options of curl.
            chosen = tuple(option for option in options if option[0] not in sent)
            yield Recording(
                request=sample.request,
                response=sample.response,
                path=normal_path(path),
                options=options,
                traits=self._traits(chosen, headers),
                is_of_page=bool(sample.response.at and sample.response.at.path == operation.page),
                size=size_of(sample.response.json),
                fields=fields_of(sample.request.json if sample.request else None)
                | {option for option in options if option[0] in sent},
            )

    def _documented(
        self, operation: Operation, recording: Recording, place: Place, *, is_exact: bool
    ) -> Response:
        response = recording.response
        headers = tuple(self._headers(response, place))
        if response.status in (204, 304):  # whatever the page shows, HTTP has no content there
            return Response(status=response.status, headers=headers)
        if not response.has_json:
            content = response.text.encode()
            return Response(status=response.status, headers=headers, content=content)
        value = response.json
        paging = self._paging(operation)
        if paging and response.status < 300:
            value, link = self._paged(value, paging, place)
            headers = (*(h for h in headers if h[0].lower() != "link" or not link), *link)
        elif isinstance(value, dict):
            value = dict(value)
            if not is_exact:
                _apply_options(value, dict(place.options))
            self._rewrite_links(value, recording, place, is_exact)
        return json_response(response.status, value, headers)

    def _paging(self, operation: Operation) -> Paging | None:
        """How the pages of an operation's list follow each other; OData's options say that themselves."""
        return None if self.spec.protocol == "odata" else operation.paging or self.spec.paging

    def _paged(self, value: Any, paging: Paging, place: Place) -> tuple[Any, Headers]:
        """The items of a list that a request asks for, and the `Link` to the next page."""
        options = dict(place.options)
        page = page_of(value, paging, options)
        if not page.is_linked:
            return page.content, ()
        path = ORIGIN.sub("", place.request.target).partition("?")[0]
        query = query_text({**options, **page.next}.items())
        link = f"{place.request.origin}{path}?{query}" if page.next else None
        headers = (("Link", f'<{link}>; rel="next"'),) if link and not page.link_at else ()
        return with_link(page.content, page.link_at, link), headers

    def _headers(self, response: SampleResponse, place: Place) -> Iterator[tuple[str, str]]:
        is_preferred = bool(place.request.header("prefer"))
        for name, value in response.headers:
            folded = name.lower()
            if folded == "location":
                yield name, self._here(value, place)
            elif folded == "content-type" and response.has_json and "json" not in value.lower():
                continue
            elif folded == "preference-applied" and not is_preferred:
                continue
            elif folded not in _NOT_SENT and re.fullmatch(r"[ -~]*", value):
                yield name, value
        if response.text and not header(response.headers, "content-type"):
            yield "Content-Type", MEDIA_TYPE[False]

    def _relative(self, location: str) -> str:
        return relative_target(location, (self.spec.base_url,)) or _CONTENT

    def _here(self, location: str, place: Place) -> str:
        """A documented place, on this server."""
        path, question, query = self._relative(location).partition("?")
        path = quote(unquote(path), safe="/!$&'()*+,;=:@~")
        query = quote(query, safe=f"{IN_QUERY}&=%")
        return f"{place.request.origin}{place.prefix}{path}{question}{query}"

    def _rewrite_links(
        self, value: dict[str, Any], recording: Recording, place: Place, is_exact: bool
    ) -> None:
        """Lead the links of a page to this server. The last page of a collection has none."""
        for name in (*NEXT_LINKS, "@odata.deltaLink"):
            link = value.get(name)
            if not isinstance(link, str):
                continue
            options = [*self._options(link.partition("?")[2])]
            if name in NEXT_LINKS:
                tokens = [option for option in options if option[0].lower() in FOLLOWS]
                # A sample may show the link that was followed as the next one.
                if (place.is_following and not is_exact) or set(tokens) & set(place.options):
                    del value[name]
                    continue
                options += [] if tokens else [("$skiptoken", "2")]
            written = {option for option, _ in (*options, *recording.options)}
            options += [(n, v) for n, v in place.options if n not in written]
            path = ORIGIN.sub("", place.request.target).partition("?")[0]
            value[name] = f"{place.request.origin}{path}?{query_text(options)}"

    # What no sample shows

    def _minimal_response(self, operation: Operation, place: Place) -> Response:
        """The documented status, with the least value of the documented type."""
        response = operation.responses[0] if operation.responses else None
        status = response.status if response else 204
        if 300 <= status < 400:
            return Response(status=status, headers=(("Location", self._here("", place)),))
        if response is None or not response.type or status == 204:
            return Response(status=status)
        media_type = response.content[0].name
        if response.type == BINARY or not (is_json(media_type) or media_type == ANY_MEDIA_TYPE):
            return Response(status=status, headers=(("Content-Type", media_type),))
        last = unquote(place.path.rpartition("/")[2]) if operation.path.endswith("}") else "1"
        value = self._minimal.of(response.type, key=last)
        links: Headers = ()
        if paging := self._paging(operation):
            value, links = self._paged(value, paging, place)
        if not isinstance(value, dict):
            if self.spec.protocol != "odata":
                return json_response(status, value, links)
            if operation.path.endswith(
                "/$count"
            ):  # a plain number (OData URL conventions 4.01, 4.8)
                plain = (("Content-Type", "text/plain"),)
                return Response(status=status, headers=plain, content=str(value).encode())
            value = {"value": value}
        _apply_options(value, dict(place.options))
        return json_response(status, value, links)


def _root_of(spec: Spec) -> re.Pattern[str]:
    """What the paths of requests begin with: the path of the server, any text for each variable in it."""
    path = urlsplit(spec.servers[0].url).path if spec.servers else ""
    steps = (r"[^/]+" if "{" in step else re.escape(step) for step in path.split("/")[1:])
    return re.compile("".join(f"/{step}" for step in steps) + r"(?=/|\Z)")


def _is_cut(operation: Operation, shown: SampleResponse) -> bool:
    """Whether a sample shows no content, where the page documents one."""
    if shown.status != 200 or shown.has_json or shown.text:
        return False
    stated = next((r for r in operation.responses if r.status == 200), None)
    return bool(stated and stated.type and stated.type not in (ANY, BINARY))


def _apply_options(value: dict[str, Any], options: dict[str, str]) -> None:
    """`$top`, `$select` and `$count` on a collection, `$select` on one object."""
    items = value.get("value")
    top = options.get("$top")
    if top is not None and not re.fullmatch(r"[0-9]{1,10}", top):
        raise Refusal(400, "$top: a whole number expected")
    if isinstance(items, list):
        if options.get("$count") == "true":
            value.setdefault("@odata.count", len(items))
        value["value"] = [_selected(item, options) for item in items[: int(top or len(items))]]
    else:
        chosen = _selected(value, options)
        for name in [name for name in value if name not in chosen]:
            del value[name]


def _selected(item: Any, options: dict[str, str]) -> Any:
    select = options.get("$select", "*")
    if not isinstance(item, dict) or "*" in select:
        return item
    names = re.findall(r"[\w.-]+", f"{select},{options.get('$expand', '')}")
    return {name: value for name, value in item.items() if "@" in name or name in names}
