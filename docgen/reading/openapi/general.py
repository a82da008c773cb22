"""What OpenAPI documents state of an API as a whole: its addresses, and how requests are authenticated.

A document enters; `ServerDoc`s, rows of their variables and `CredentialDoc`s leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from docgen.diagnostics.position import Span
from docgen.reading.openapi.operations import Call, prose
from docgen.reading.page import CredentialDoc, PropertyRow, ServerDoc, TypeRef
from docgen.records import Record
from docgen.syntax.keyed_text import KeyedText

_SCHEMES = ("https", "http")


class General(Record, frozen=True, kw_only=True):
    servers: tuple[ServerDoc, ...] = ()
    variables: tuple[PropertyRow, ...] = ()
    credentials: tuple[CredentialDoc, ...] = ()


def general_of(text: KeyedText, calls: Sequence[Call]) -> General:
    """What one document states."""
    servers, variables = [*_servers(text)], [*_variables(text)]
    return General(
        servers=tuple(servers),
        variables=tuple(variables),
        credentials=tuple(_credentials(text, calls)),
    )


def united(stated: Iterable[General]) -> General:
    """What the documents of a page state, each once."""
    documents = [*stated]
    servers = {server.url: server for each in documents for server in each.servers}
    variables = {row.name: row for each in documents for row in each.variables}
    return General(
        servers=tuple(servers.values()),
        variables=tuple(variables.values()),
        credentials=tuple(doc for each in documents for doc in each.credentials),
    )


def _servers(text: KeyedText) -> Iterator[ServerDoc]:
    value = text.value
    label = text.span(text.find("servers" if "servers" in value else "host"), "servers")
    listed = value.get("servers")
    for server in listed if isinstance(listed, list) else ():
        url = server.get("url") if isinstance(server, dict) else None
        if isinstance(url, str) and "://" in url:
            about = prose(server.get("description"))
            yield ServerDoc(url=url.strip().rstrip("/"), description=about, label=label)
    if isinstance(host := value.get("host"), str) and host:  # 2.0
        schemes = value.get("schemes")
        given = schemes if isinstance(schemes, list) else []
        scheme = next((s for s in _SCHEMES if s in given), "https")
        path = str(value.get("basePath") or "").strip("/")
        yield ServerDoc(url=f"{scheme}://{host}/{path}".rstrip("/"), label=label)


def _variables(text: KeyedText) -> Iterator[PropertyRow]:
    listed = text.value.get("servers")
    for server in listed if isinstance(listed, list) else ():
        variables = server.get("variables") if isinstance(server, dict) else None
        offset = text.find("variables", text.find("servers"))
        for name, each in variables.items() if isinstance(variables, dict) else ():
            if not isinstance(each, dict):
                continue
            at = text.span(text.find(str(name), offset), str(name))
            values = each.get("enum")
            yield PropertyRow(
                name=str(name),
                type=TypeRef(name="string", is_primitive=True),
                description=prose(each.get("description")),
                is_required=True,
                is_nullable=False,
                values=tuple(map(str, values)) if isinstance(values, list) else (),
                default=str(each.get("default") or ""),
                at=at,
                type_at=at,
            )


def _credentials(text: KeyedText, calls: Sequence[Call]) -> Iterator[CredentialDoc]:
    """The credentials of the operations; of several that a request may choose from, each counts."""
    components = text.value.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    schemes = text.value.get("securityDefinitions") if schemes is None else schemes
    if not isinstance(schemes, dict):
        return
    of_all = text.value.get("security")
    for call in calls:
        needed = call.value.get("security", of_all)
        for choice in needed if isinstance(needed, list) else ():
            names = [str(name) for name in choice] if isinstance(choice, dict) else []
            found = [doc for name in names if (doc := _credential(text, schemes, name))]
            keys = {doc.key for doc in found}
            for doc in found:
                yield CredentialDoc(
                    location=doc.location,
                    name=doc.name,
                    scheme=doc.scheme,
                    count=1,
                    beside=tuple(sorted(keys - {doc.key})),
                    is_sent=True,
                    known_from="statement",
                    at=doc.at,
                )


def _credential(text: KeyedText, schemes: dict[str, Any], name: str) -> CredentialDoc | None:
    scheme = text.opened(schemes.get(name))
    at = text.span(text.find(name), name)
    match str(scheme.get("type") or "").lower():
        case "http":
            return _authorization(str(scheme.get("scheme") or "bearer"), at)
        case "basic":
            return _authorization("basic", at)
        case "oauth2" | "openidconnect":
            return _authorization("Bearer", at)
        case "apikey" if scheme.get("in") in ("header", "query") and scheme.get("name"):
            location = "query" if scheme["in"] == "query" else "header"
            return CredentialDoc(location=location, name=str(scheme["name"]), count=1, at=at)
        case _:
            return None


def _authorization(scheme: str, at: Span) -> CredentialDoc:
    known = {"bearer": "Bearer", "basic": "basic"}
    word = known.get(scheme.lower(), scheme)
    return CredentialDoc(location="header", name="Authorization", scheme=word, count=1, at=at)
