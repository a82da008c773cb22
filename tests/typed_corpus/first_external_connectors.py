"""What a user of `external_connectors` writes first."""

import sys

from external_connectors import Client, models

with Client("token", base_url=sys.argv[1]) as client:
    new = models.ExternalConnection(id="contosohr", name="Contoso HR")
    connection = client.external.connections.create(new)
    connection.description = "People of Contoso"
    client.external.connections["contosohr"].update(connection)
    for item in client.external.connections["contosohr"].items.list(top=5):
        print(item.id, [entry.value for entry in item.acl or []])
