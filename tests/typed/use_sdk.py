"""What type checkers know about a generated SDK. It is checked, never run.

A line that must be wrong has an ignore comment; both checkers report one that is not needed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import assert_type

from external_connectors import ApiError, AsyncClient, Client
from external_connectors._runtime.accepted import Accepted
from external_connectors._runtime.odata_request import AsyncItems, Items, Page
from external_connectors._runtime.request import Request
from external_connectors.models import (
    Acl,
    AclType,
    ConnectionOperation,
    ExternalConnection,
    ExternalGroup,
    ExternalItem,
    Label,
    Properties,
    Property,
    Schema,
    graph,
)


def calls(client: Client) -> None:
    connections = client.external.connections
    connection = connections["parts"]
    assert_type(connection.get(), ExternalConnection)
    assert_type(connections.create(ExternalConnection(id="parts")), ExternalConnection)
    assert_type(connection.schema.get(), Schema)
    assert_type(connection.items["1"].replace(ExternalItem()), ExternalItem)

    accepted = connection.schema.create(Schema())
    assert_type(accepted, Accepted)
    assert_type(accepted.wait(client, ConnectionOperation), ConnectionOperation)

    items = connection.items.list(select=["id"], top=50)
    assert_type(items, Items[ExternalItem])
    assert_type(items.first(), ExternalItem | None)
    assert_type(items.pages(), Iterator[Page[ExternalItem]])
    for item in items:
        assert_type(item, ExternalItem)
    for page in items.pages():
        assert_type(page.value, list[ExternalItem])
    with client as same:
        assert_type(same, Client)


async def async_calls(client: AsyncClient) -> None:
    connections = client.external.connections
    connection = connections["parts"]
    assert_type(await connection.get(), ExternalConnection)
    assert_type(await connections.create(ExternalConnection()), ExternalConnection)

    accepted = await connection.schema.create(Schema())
    assert_type(accepted, Accepted)
    assert_type(await accepted.wait(client, ConnectionOperation), ConnectionOperation)

    items = connection.items.list(top=50)
    assert_type(items, AsyncItems[ExternalItem])
    assert_type(await items.first(), ExternalItem | None)
    assert_type(items.pages(), AsyncIterator[Page[ExternalItem]])
    async for item in items:
        assert_type(item, ExternalItem)
    async with client as same:
        assert_type(same, AsyncClient)


def values(client: Client, asynchronous: AsyncClient) -> None:
    connection = client.external.connections["parts"]
    assert_type(connection.get.request(), Request[ExternalConnection])
    assert_type(connection.delete.request(), Request[None])
    assert_type(connection.items.list.request(), Request[Page[ExternalItem]])
    assert_type(connection.get.scopes, tuple[str, ...])
    assert_type(
        asynchronous.external.connections["parts"].get.request(), Request[ExternalConnection]
    )


def attributes(item: ExternalItem, group: ExternalGroup, operation: ConnectionOperation) -> None:
    assert_type(item.id, str | None)
    assert_type(item.acl, list[Acl] | None)
    assert_type(item.properties, Properties | None)
    assert_type(group.display_name, str | None)
    assert_type(operation.error, graph.PublicError | None)
    assert_type(Property().labels, list[Label] | None)
    assert_type(Acl().type, AclType | None)
    assert_type(AclType("later").is_known, bool)
    assert_type(ExternalItem.from_json("{}"), ExternalItem)
    assert_type(ExternalItem.from_dict({}), ExternalItem)
    group.display_name = None
    match item:
        case ExternalItem(id=str(name)):
            assert_type(name, str)
        case _:
            pass


def faults(client: Client, asynchronous: AsyncClient, group: ExternalGroup) -> None:
    connection = client.external.connections["parts"]
    ExternalGroup(display_nam="x")  # type: ignore[call-arg]
    ExternalGroup("x")  # type: ignore[call-arg]
    Acl(type="user")  # type: ignore[arg-type]
    group.displayName = "x"  # type: ignore[attr-defined]
    group.members = [Acl()]  # type: ignore[list-item]
    connection.got  # type: ignore[attr-defined]
    connection.get(1)  # type: ignore
    connection.items.list(top="1")  # type: ignore[arg-type]
    connection.update(Schema())  # type: ignore[arg-type]
    asynchronous.external.connections["parts"].get().id  # type: ignore[attr-defined]
    for _ in asynchronous.external.connections.list():  # type: ignore[attr-defined]
        pass
    client.external.connections[7]  # type: ignore[index]


def as_values(client: Client) -> None:
    first = client.external.connections["parts"].get.request()
    listed = client.external.connections.list.request()
    assert_type(first.with_headers({"Prefer": None}), Request[ExternalConnection])
    assert_type(listed.with_query({"$top": 1}), Request[Page[ExternalConnection]])
    assert_type(client.send(first), ExternalConnection)
    assert_type(client.send(listed), Page[ExternalConnection])
    results = client.batch([first, first])
    assert_type(results[0], ExternalConnection | ApiError)
    mixed = client.batch([first, listed], depends_on={1: [0]})
    assert_type(mixed.of(first), ExternalConnection)
    assert_type(mixed.of(listed), Page[ExternalConnection])


async def as_values_awaited(client: AsyncClient) -> None:
    first = client.external.connections["parts"].get.request()
    assert_type(await client.send(first), ExternalConnection)
    assert_type((await client.batch([first])).of(first), ExternalConnection)


def links_and_uploads(client: Client, asynchronous: AsyncClient) -> None:
    listed = client.external.connections.list.request()
    assert_type(client.follow("", like=listed), Items[ExternalConnection])
    assert_type(client.follow("", like=listed).delta_link, str | None)
    assert_type(asynchronous.follow("", like=listed), AsyncItems[ExternalConnection])
    assert_type(client.upload("", b"x", ExternalItem), ExternalItem | None)


async def downloads(
    client: Client, asynchronous: AsyncClient, content: Request[bytes], item: Request[ExternalItem]
) -> None:
    with client.stream(content) as pieces:
        assert_type(next(pieces), bytes)
    async with asynchronous.stream(content) as later:
        async for piece in later:
            assert_type(piece, bytes)
    client.stream(item)  # type: ignore[arg-type]
