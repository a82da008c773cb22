# pyright: strict
"""What users write with the SDK of Mastodon's reference: type-checked strictly, and run against `docgen serve`.

`run(client, async_client)` is called with clients of the server, which answers with the samples of the pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import assert_type

from mastodon_api import (
    ApiError,
    AsyncClient,
    Client,
    NotFound,
    Page,
    Request,
    Response,
    Unauthorized,
    models,
)

NOW = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)


# Accounts


def me(client: Client) -> str:
    try:
        account = client.accounts.verify_credentials.get()
    except Unauthorized as refused:
        return refused.message
    assert_type(account, models.CredentialAccount)
    source = account.source
    return f"{account.acct}: {source.note if source else ''}"


def silent(client: Client, account: str, days: int = 365) -> list[str]:
    """Who of those that one follows has not written for a while."""
    limit = NOW.date() - timedelta(days=days)
    found: list[str] = []
    for each in client.accounts[account].following.list(limit=80):
        assert_type(each.last_status_at, date | None)
        if each.last_status_at and each.last_status_at < limit:
            found.append(each.acct or "")
    return found


def friends(client: Client, account: str) -> set[str]:
    followers = {each.id for each in client.accounts[account].followers.list()}
    following = client.accounts[account].following.list()
    return {each.acct or "" for each in following if each.id in followers}


def look_up(client: Client, words: str) -> list[tuple[str, int]]:
    accounts = client.accounts.search.list(q=words, resolve=True, limit=10)
    return [(each.acct or "", each.followers_count or 0) for each in accounts]


def follow(client: Client, account: str) -> bool:
    place = client.accounts[account]
    relation = place.follow(reblogs=False, notify=True)
    assert_type(relation, models.Relationship)
    place.note(comment="Met at the fair.")
    return bool(relation.following or relation.requested)


def part(client: Client, account: str) -> tuple[bool | None, bool | None, bool | None]:
    place = client.accounts[account]
    return place.unfollow().following, place.mute().muting, place.block().blocking


# Statuses


def publish(client: Client, text: str) -> models.Status:
    status = client.statuses.create(
        status=text, media_ids=["1"], poll_options=["yes", "no"], poll_expires_in=3600
    )
    client.statuses[status.id or "1"].pin()
    return status


def tags_of(client: Client, account: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for status in client.accounts[account].statuses.list(exclude_reblogs=True, limit=40):
        counted.update(tag.name or "" for tag in status.tags or [])
    return counted


def thread(client: Client, status: str) -> list[str]:
    context = client.statuses[status].context.get()
    assert_type(context, models.Context)
    before, after = context.ancestors or [], context.descendants or []
    return [each.url or "" for each in (*before, *after)]


def liked_by(client: Client, status: str) -> list[str]:
    place = client.statuses[status]
    people = [each.acct or "" for each in place.favourited_by.list()]
    return people + [each.acct or "" for each in place.reblogged_by.list()]


def keep(client: Client, status: str) -> tuple[bool | None, bool | None]:
    place = client.statuses[status]
    saved, liked = place.bookmark(), place.favourite()
    return saved.bookmarked, liked.favourited


def edits(client: Client, status: str) -> list[datetime | None]:
    return [edit.created_at for edit in client.statuses[status].history.list()]


def vote(client: Client, poll: str) -> dict[str, int]:
    result = client.polls[poll].votes(choices=[0])
    return {option.title or "": option.votes_count or 0 for option in result.options or []}


def describe(client: Client, picture: str) -> models.MediaAttachment:
    media = client.media[picture].replace(description="A lamp", focus="0.0,0.5")
    assert_type(media, models.MediaAttachment)
    return media


# Timelines, notifications, lists, filters


def home(client: Client) -> Iterator[str]:
    for status in client.timelines.home.list(limit=40):
        if status.account and not status.reblog:
            yield f"{status.account.acct}: {status.content}"


def mentions(client: Client) -> list[str]:
    found: list[str] = []
    for notification in client.notifications.list(types=["mention"], limit=30):
        if notification.account:
            found.append(notification.account.acct or "")
    return found


def unread(client: Client) -> int:
    return client.notifications.unread_count.get().count or 0


def list_of(client: Client, title: str, accounts: list[str]) -> list[str]:
    made = client.lists.create(title=title, replies_policy="list")
    place = client.lists[made.id or "1"]
    place.accounts.post(account_ids=accounts)
    return [account.acct or "" for account in place.accounts.list()]


def hide(client: Client, word: str) -> list[str]:
    made = client.v2.filters.create(title=word, context=["home"], filter_action="warn")
    assert_type(made, models.Filter)
    client.v2.filters[made.id or "1"].keywords.create(keyword=word, whole_word=True)
    return [each.title or "" for each in client.v2.filters.list()]


def trending(client: Client) -> list[tuple[str, str]]:
    tags = [("tag", tag.name or "") for tag in client.trends.tags.list(limit=5)]
    statuses = client.trends.statuses.list()
    return tags + [("status", status.uri or "") for status in statuses]


# The instance


def about(client: Client) -> tuple[str, list[str]]:
    instance = client.v2.instance.get()
    assert_type(instance, models.Instance)
    rules = [rule.text or "" for rule in client.instance.rules.list()]
    return instance.domain or "", rules


def found(client: Client, words: str) -> tuple[int, int, int]:
    result = client.v2.search.get(q=words, limit=5)
    return len(result.accounts or []), len(result.statuses or []), len(result.hashtags or [])


# Requests as values, whole answers, other options


def first_page(client: Client) -> tuple[int, int, str]:
    response = client.timelines.public.list.response(local=True)
    assert_type(response, Response[Page[models.Status]])
    return response.status_code, len(response.value), response.headers.get("Link", "")


def described(client: Client) -> list[Request[models.Account]]:
    requests = [client.accounts[name].get.request() for name in ("1", "a b")]
    assert requests[1].url.endswith("/accounts/a%20b")
    return [request.with_headers({"Accept-Language": "de"}) for request in requests]


def careful(client: Client) -> str:
    quick = client.with_options(timeout=5, retries=0)
    try:
        return quick.tags["lamps"].follow().name or ""
    except NotFound:
        return "no such tag"
    except ApiError as error:
        return f"{error.status_code} {error.message}"


# The same names, awaited


async def in_parallel(client: AsyncClient) -> list[str]:
    from asyncio import gather

    instance, account = await gather(client.v2.instance.get(), client.accounts["1"].get())
    names = [instance.title or "", account.display_name or ""]
    async for status in client.bookmarks.list():
        assert_type(status, models.Status)
        names.append(status.language or "")
    return names


async def run(client: Client, async_client: AsyncClient) -> None:
    print(me(client), silent(client, "1"), friends(client, "1"), look_up(client, "lamps"))
    print(follow(client, "1"), part(client, "1"), publish(client, "Hello").visibility)
    print(tags_of(client, "1"), thread(client, "1"), liked_by(client, "1"), keep(client, "1"))
    print(edits(client, "1"), vote(client, "34830"), describe(client, "1").type)
    print(list(home(client))[:1], mentions(client), unread(client))
    print(list_of(client, "Lamps", ["1", "2"]), hide(client, "lamp"), trending(client)[:2])
    print(about(client), found(client, "lamp"), first_page(client), careful(client))
    for request in described(client):
        print(client.send(request).username)
    print(await in_parallel(async_client))
