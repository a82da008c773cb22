# pyright: strict
"""What users write with the SDK of Discord's reference: type-checked strictly, and run against `docgen serve`.

`run(client, async_client)` is called with clients of the server, which answers with the samples of the pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import assert_type

from discord_api import (
    ApiError,
    AsyncClient,
    Client,
    Forbidden,
    NotFound,
    Page,
    Request,
    Response,
    TooManyRequests,
    models,
)

GUILD, CHANNEL, USER, APPLICATION = "197038439483310086", "155117677105512449", "7", "8"
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)


# Messages


def say(client: Client, text: str) -> models.Message:
    field = models.EmbedField(name="Lamps", value="7", inline=True)
    embed = models.Embed(title="Today", color=0xFFCC00, fields=[field], timestamp=NOW)
    return client.channels[CHANNEL].messages.create(content=text, embeds=[embed], tts=False)


def attach(client: Client, name: str, content: bytes) -> models.Message:
    return client.channels[CHANNEL].messages.create(
        content="See the picture.", files_n=(name, content, "image/png")
    )


def recent(client: Client, hours: int = 24) -> Iterator[models.Message]:
    """Of the newest hundred; iterating over the list itself would read all of them."""
    for message in next(client.channels[CHANNEL].messages.list(limit=100).pages()):
        assert_type(message, models.Message)
        if message.timestamp and message.timestamp > NOW - timedelta(hours=hours):
            yield message


def chatty(client: Client) -> Counter[str]:
    counted: Counter[str] = Counter()
    for message in next(client.channels[CHANNEL].messages.list(limit=50).pages()):
        if message.author and not message.author.bot:
            counted[message.author.username or ""] += 1
    return counted


def links(client: Client, message: str) -> list[str]:
    found = client.channels[CHANNEL].messages[message].get()
    embedded = [embed.url for embed in found.embeds or [] if embed.url]
    return embedded + [each.url for each in found.attachments or [] if each.url]


def clean(client: Client, messages: list[str]) -> int:
    if len(messages) > 1:
        client.channels[CHANNEL].messages.bulk_delete(messages=messages)
    for message in messages[:1]:
        client.channels[CHANNEL].messages[message].delete()
    return len(messages)


def cheered(client: Client, message: str) -> list[str]:
    reactions = client.channels[CHANNEL].messages[message].reactions["👍"]
    return [user.username or "" for user in next(reactions.list(limit=50).pages())]


def thread(client: Client, message: str, name: str) -> models.Channel:
    place = client.channels[CHANNEL].messages[message]
    return place.threads(name=name, auto_archive_duration=1440)


# Channels and invites


def rename(client: Client, name: str) -> str:
    try:
        channel = client.channels[CHANNEL].update(name=name, topic="All about lamps")
    except Forbidden as refused:
        return f"{refused.code}: {refused.message}"
    return channel.name or ""


def invite(client: Client) -> models.Invite:
    return client.channels[CHANNEL].invites.create(max_age=3600, max_uses=1, unique=True)


def invited(client: Client) -> list[str]:
    return [each.code or "" for each in client.guilds[GUILD].invites.list()]


def hook(client: Client, name: str) -> tuple[str, str]:
    made = client.channels[CHANNEL].webhooks.create(name=name)
    assert_type(made, models.Webhook)
    for each in client.channels[CHANNEL].webhooks.list():
        print(each.name, each.channel_id)
    return made.id or "", made.name or ""


# Guilds, members, roles


def guild(client: Client) -> tuple[str, list[str]]:
    found = client.guilds[GUILD].get(with_counts=True)
    assert_type(found, models.Guild)
    return found.name or "", [role.name or "" for role in found.roles or []]


def members(client: Client) -> list[str]:
    found: list[str] = []
    for member in next(client.guilds[GUILD].members.list(limit=1000).pages()):
        if member.user and member.joined_at and member.joined_at < NOW:
            found.append(member.nick or member.user.username or "")
    return found


def named(client: Client, words: str) -> list[str]:
    found = client.guilds[GUILD].members.search.list(query=words, limit=5)
    return [member.user.username or "" for member in found if member.user]


def silence(client: Client, user: str, minutes: int) -> datetime | None:
    until = NOW + timedelta(minutes=minutes)
    member = client.guilds[GUILD].members[user].update(communication_disabled_until=until)
    return member.communication_disabled_until


def roles(client: Client) -> dict[str, int]:
    made = client.guilds[GUILD].roles.create(name="Keeper", hoist=True, mentionable=True)
    assert_type(made, models.Role)
    return {role.name or "": role.position or 0 for role in client.guilds[GUILD].roles.list()}


def banned(client: Client) -> list[tuple[str, str]]:
    ban = client.guilds[GUILD].bans.list(limit=10).first()
    return [(ban.user.username or "", ban.reason or "")] if ban and ban.user else []


def emojis(client: Client) -> list[str]:
    return [each.name or "" for each in client.guilds[GUILD].emojis.list() if each.available]


def events(client: Client) -> list[tuple[str, datetime | None]]:
    found = client.guilds[GUILD].scheduled_events.list(with_user_count=True)
    return [(each.name or "", each.scheduled_start_time) for each in found]


def rules(client: Client) -> list[str]:
    found = client.guilds[GUILD].auto_moderation.rules.list()
    return [rule.name or "" for rule in found if rule.enabled]


def history(client: Client) -> int:
    log = client.guilds[GUILD].audit_logs.get(limit=10)
    assert_type(log, models.AuditLog)
    return len(log.audit_log_entries or [])


# Applications and the user


def commands(client: Client) -> list[str]:
    place = client.applications[APPLICATION].commands
    place.create(name="lamp", description="Turns a lamp on", type=1)
    return [each.name or "" for each in place.list(with_localizations=True)]


def connected(client: Client) -> list[str]:
    return [each.name or "" for each in client.users.me.connections.list()]


def gateway(client: Client) -> str:
    bot = client.gateway.bot.get()
    return f"{client.gateway.get().url} {bot.shards}"


# Requests as values, whole answers, other options


def first_page(client: Client) -> tuple[int, int]:
    response = client.guilds[GUILD].emojis.list.response()
    assert_type(response, Response[Page[models.Emoji]])
    return response.status_code, len(response.value)


def described(client: Client) -> list[Request[models.User]]:
    requests = [client.users[name].get.request() for name in ("80351110224678912", "a/b")]
    assert requests[1].url.endswith("/users/a%2Fb")
    return [request.with_headers({"Accept-Language": "de"}) for request in requests]


def careful(client: Client) -> str:
    quick = client.with_options(timeout=5, retries=0)
    try:
        return quick.users.me.get().username or ""
    except NotFound:
        return "nobody"
    except TooManyRequests as refused:
        return f"again in {refused.retry_after} seconds"
    except ApiError as error:
        return f"{error.status_code} {error.message}"


# The same names, awaited


async def in_parallel(client: AsyncClient) -> list[str]:
    from asyncio import gather

    user, channel = await gather(client.users.me.get(), client.channels[CHANNEL].get())
    names = [user.username or "", channel.name or ""]
    async for sticker in client.guilds[GUILD].stickers.list():
        assert_type(sticker, models.Sticker)
        names.append(sticker.name or "")
    return names


async def run(client: Client, async_client: AsyncClient) -> None:
    print(say(client, "Hello").id, attach(client, "lamp.png", b"\x89PNG").id, chatty(client))
    print(len(list(recent(client))), links(client, "1"), clean(client, ["1", "2"]))
    print(cheered(client, "1"), thread(client, "1", "Lamps").id, rename(client, "lamps"))
    print(invite(client).code, invited(client), hook(client, "Lamps"), guild(client))
    print(members(client), named(client, "ne"), silence(client, USER, 10), roles(client))
    print(banned(client), emojis(client), events(client), rules(client), history(client))
    print(commands(client), connected(client), gateway(client), first_page(client))
    for request in described(client):
        print(client.send(request).username)
    print(careful(client), await in_parallel(async_client))
