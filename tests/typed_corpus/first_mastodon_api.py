"""What a user of `mastodon_api` writes first."""

import sys
from pathlib import Path

from mastodon_api import Client

with Client("token", base_url=sys.argv[1]) as client:
    me = client.accounts.verify_credentials.get()
    photo = Path(sys.argv[0])
    media = client.v2.media(file=photo, description="A lamp")
    status = client.statuses.create(status="Lit.", media_ids=[media.id or ""])
    print(status.url, client.statuses[status.id or ""].favourite().favourites_count)
    for follower in client.accounts[me.id or ""].followers.list(limit=5):
        print(follower.acct, follower.created_at)
