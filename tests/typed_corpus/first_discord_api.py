"""What a user of `discord_api` writes first."""

import sys

from discord_api import Client, Forbidden

with Client("token", base_url=sys.argv[1]) as client:
    channel = client.channels["41771983423143937"].get()
    message = client.channels["41771983423143937"].messages.create(content=f"Hello {channel.name}")
    print(message.id, message.author and message.author.username)
    for member in client.guilds["197038439483310086"].members.list(limit=100):
        print(member.user and member.user.username, member.joined_at)
    try:
        client.guilds["197038439483310086"].bans["1"].replace(delete_message_seconds=60)
    except Forbidden as error:
        print(error.code, error.message)
