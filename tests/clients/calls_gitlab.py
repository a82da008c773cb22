"""What a script with python-gitlab does most."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import gitlab
from running import main


def calls(url: str) -> Mapping[str, Callable[[], object]]:
    client = gitlab.Gitlab(url, private_token="docgen", retry_transient_errors=False)
    project = client.projects.get(1, lazy=True)
    issue = project.issues.get(1, lazy=True)
    return {
        "a project": lambda: client.projects.get(3).path_with_namespace,
        "projects, all pages": lambda: [p.id for p in client.projects.list(iterator=True)],
        "open issues with two labels": lambda: client.issues.list(
            state="opened", labels=["foo", "bar"], get_all=True
        ),
        "an issue by its number": lambda: project.issues.get(41).title,
        "a new issue": lambda: project.issues.create({"title": "Broken lamp"}).iid,
        "an issue closed": lambda: project.issues.update(85, {"state_event": "close"})["state"],
        "a note on an issue": lambda: issue.notes.create({"body": "Seen."}).body,
        "merge requests": lambda: [m.iid for m in project.mergerequests.list(state="opened", all=True)],
        "a branch made": lambda: project.branches.create({"branch": "new", "ref": "main"}).commit,
        "a file": lambda: project.files.get("app/models/key.rb", ref="main").file_name,
        "commits of a branch": lambda: [c.id for c in project.commits.list(ref_name="main", all=True)],
        "pipelines": lambda: [p.status for p in project.pipelines.list(get_all=True)],
        "a label made": lambda: project.labels.create({"name": "bug", "color": "#ff0000"}).name,
        "members": lambda: [m.username for m in project.members.list(get_all=True)],
        "users by name": lambda: client.users.list(username="jack_smith", get_all=True)[0].id,
    }  # fmt: skip


main(calls)
