"""What a user of `prometheus_api` writes first."""

import sys
from datetime import datetime, timedelta, timezone

from prometheus_api import BadRequest, Client

NOON = datetime(2026, 1, 31, 12, tzinfo=timezone.utc)

with Client("", base_url=sys.argv[1]) as client:
    try:
        print(client.query.get(query="up").result)
    except BadRequest as error:
        print(error.code, error.message)
    for label in client.labels.list():
        print(label)
    print(client.series.list(match=["up"], start=NOON, end=NOON + timedelta(hours=1)))
    print([alert for alert in client.alerts.list()])
