"""Everyday use of the SDK of an API that is not OData, for pyright and mypy in their strictest settings."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import assert_type

from parcels import NULL, ApiError, AsyncClient, Client, NotFound, Page, Request, Response, auth
from parcels._runtime.lists import AsyncItems, Items
from parcels.models import Parcel, ParcelStatus


def use(client: Client) -> None:
    parcels = client.parcels.list(status="in_transit", created_after=date(2026, 3, 1), limit=10)
    assert_type(parcels, Items[Parcel])
    for parcel in parcels:
        assert_type(parcel, Parcel)
        assert_type(parcel.status, ParcelStatus | None)
    assert_type(parcels.first(), Parcel | None)
    assert_type(parcels.pages(), Iterator[Page[Parcel]])
    assert_type(client.parcels.list.response(), Response[Page[Parcel]])

    made = client.parcels.create(from_="a", to="b", weight_g=800, reference=None)
    assert_type(made, Parcel)
    response = client.with_options(timeout=5, retries=0).parcels["p"].get.response()
    assert_type(response, Response[Parcel])
    assert_type(response.value, Parcel)
    assert_type(client.parcels["p"].get.request(), Request[Parcel])
    assert_type(client.addresses["a"].delete(), None)
    try:
        client.parcels["p"].cancel()
    except NotFound as error:
        assert_type(error.retry_after, float | None)
    except ApiError as error:
        assert_type(error.status_code, int)


async def use_async(client: AsyncClient) -> None:
    parcels = client.parcels.list()
    assert_type(parcels, AsyncItems[Parcel])
    async for parcel in parcels:
        assert_type(parcel, Parcel)
    assert_type(await parcels.first(), Parcel | None)
    assert_type(parcels.pages(), AsyncIterator[Page[Parcel]])
    assert_type((await client.parcels["p"].get.response()).value, Parcel)


use(Client(auth.Header("X-Api-Key", "...")))
use(Client(lambda: "...", base_url="http://parcels.internal", allow_http=True, user_agent="me/1"))
print(NULL)
