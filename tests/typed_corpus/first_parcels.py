"""What a user of `parcels` writes first."""

import sys

from parcels import Client, NotFound

with Client("key", base_url=sys.argv[1]) as client:
    home = client.addresses.create(
        name="Ada", street="Hill 1", postal_code="10115", city="Berlin", country="DE"
    )
    assert home.id
    parcel = client.parcels.create(from_=home.id, to="adr_2", weight_g=1200)
    for each in client.parcels.list(status="in_transit"):
        print(each.id, each.status, each.created_at)
    try:
        print(client.parcels[parcel.id or ""].events.list().first())
    except NotFound as error:
        print(error.message)
