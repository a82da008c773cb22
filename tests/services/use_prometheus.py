"""What a user of Prometheus writes: queries, labels, targets, alerts, metadata, status, the database."""

import os

from prometheus_api import Client

with Client(base_url=os.environ["URL"]) as client:
    result = client.query.get(query="up")
    assert result.result_type == "vector" and result.result
    assert "prometheus" in list(client.label["job"].values.list())

    (target,) = client.targets.get().active_targets or []
    assert target.health == "up" and target.scrape_pool == "prometheus"
    (alert,) = client.alerts.list()
    assert alert.state == "firing"

    assert client.status.buildinfo.get().version
    tsdb = client.status.tsdb.get(limit=5)
    assert tsdb.head_stats and (tsdb.head_stats.num_series or 0) > 0
    client.admin.tsdb.clean_tombstones.post()
print("done")
