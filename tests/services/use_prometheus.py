"""What a user of Prometheus writes: queries, labels, targets, alerts, metadata, status, the database."""

import os

from prometheus_api import Client

with Client(base_url=os.environ["URL"]) as client:
    v1 = client.api.v1

    result = v1.query.get(query="up")
    assert result.result_type == "vector" and result.result
    assert "prometheus" in list(v1.label["job"].values.list())

    (target,) = v1.targets.get().active_targets or []
    assert target.health == "up" and target.scrape_pool == "prometheus"
    (alert,) = v1.alerts.get().alerts or []
    assert alert.state == "firing"

    assert v1.status.buildinfo.get().version
    tsdb = v1.status.tsdb.get(limit=5)
    assert tsdb.head_stats and (tsdb.head_stats.num_series or 0) > 0
    v1.admin.tsdb.clean_tombstones.post()
print("done")
