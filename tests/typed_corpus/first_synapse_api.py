"""What a user of `synapse_api` writes first."""

import sys

from synapse_api import Client

with Client("token", base_url=sys.argv[1]) as client:
    admin = client.synapse.admin
    for user in admin.v2.users.list(limit="10"):
        print(user.name, user.displayname, user.creation_ts)
    print(admin.v2.users.list().total())
    print(admin.v2.users["@ada:lamps.example"].get().threepids)
    admin.v1.rooms["!hall:lamps.example"].block.replace(block=True)
    for room in admin.v1.rooms.list(order_by="size"):
        print(room.name, room.joined_members)
