"""What a script with Mastodon.py does most."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mastodon import Mastodon
from running import main


def calls(url: str) -> Mapping[str, Callable[[], object]]:
    client = Mastodon(
        access_token="docgen", api_base_url=url, version_check_mode="none", ratelimit_method="throw"
    )
    return {
        "the instance": lambda: client.instance_v2().domain,
        "who I am": lambda: client.account_verify_credentials().acct,
        "the home timeline": lambda: [status.id for status in client.timeline_home(limit=5)],
        "a hashtag's timeline": lambda: client.timeline_hashtag("cats")[0].content,
        "a status": lambda: client.status("103254962155278888").account.username,
        "a new status": lambda: client.status_post("Hello", visibility="unlisted").content,
        "a picture": lambda: client.media_post(b"GIF89a", mime_type="image/gif").id,
        "a favourite": lambda: client.status_favourite("99734435964943478").id,
        "a status and its context": lambda: client.status_context("103270115826048975").descendants,
        "notifications": lambda: [n.type for n in client.notifications(types=["mention"])],
        "an account by its name": lambda: client.account_lookup("trwnh").id,
        "followers": lambda: [a.id for a in client.account_followers("1020382", limit=2)],
        "following": lambda: client.account_follow("3", reblogs=False).following,
        "search": lambda: client.search_v2("cats", result_type="hashtags").hashtags,
        "lists": lambda: client.list_create("Friends").title,
    }


main(calls)
