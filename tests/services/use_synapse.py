"""What an administrator of Synapse writes: users, rooms, registration tokens, media, federation, background updates."""

import os

from synapse_admin import Client

NAME, ROOM = os.environ["SERVER_NAME"], os.environ["ROOM_ID"]

with Client(os.environ["TOKEN"], base_url=os.environ["URL"]) as client:
    v1, v2 = client.synapse.admin.v1, client.synapse.admin.v2

    alice = v2.users[f"@alice:{NAME}"].get()
    assert alice.name == f"@alice:{NAME}" and alice.displayname == "Alice" and alice.admin is False
    assert alice.threepids and alice.threepids[0].address == f"alice@{NAME}"
    assert v1.users[f"@alice:{NAME}"].joined_rooms.get().total == 5
    assert v1.users[f"@admin:{NAME}"].admin.get().admin is True
    assert v1.whois[f"@alice:{NAME}"].get().user_id == f"@alice:{NAME}"

    room = v1.rooms[ROOM].get()
    assert room.room_id == ROOM and room.name == "First" and (room.joined_members or 0) >= 2
    assert f"@bob:{NAME}" in (v1.rooms[ROOM].members.get().members or [])

    token = v1.registration_tokens.new(token="of-a-script", uses_allowed=3)
    assert token.token == "of-a-script" and token.pending == 0
    assert v1.registration_tokens["of-a-script"].replace(uses_allowed=4).uses_allowed == 4
    v1.registration_tokens["of-a-script"].delete()

    assert (v1.server_version.get().server_version or "").startswith("1.")
    assert v1.background_updates.status.get().enabled is True
    other = v1.federation.destinations[os.environ["OTHER"]].get()
    assert other.destination == os.environ["OTHER"] and other.failure_ts == 1557332397936
print("done")
