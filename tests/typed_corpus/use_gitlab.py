# pyright: strict
"""What users write with the SDK of GitLab's reference: type-checked strictly, and run against `docgen serve`.

`run(client, async_client)` is called with clients of the server, which answers with the samples of the pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import assert_type

from gitlab_api import (
    ApiError,
    AsyncClient,
    Client,
    NotFound,
    Page,
    Request,
    Response,
    UnprocessableContent,
    models,
)

PROJECT = "group/app"
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=timezone.utc)


# Issues


def stale(client: Client, days: int = 90) -> list[str]:
    """Open issues that nobody has touched for a while."""
    issues = client.projects[PROJECT].issues.list(
        state="opened",
        updated_before=NOW - timedelta(days=days),
        order_by="updated_at",
        sort="asc",
    )
    return [f"#{issue.iid} {issue.title}" for issue in issues if not issue.confidential]


def by_author(client: Client) -> Counter[str]:
    counted: Counter[str] = Counter()
    for issue in client.issues.list(scope="all", state="opened"):
        if issue.author and issue.author.username:
            counted[issue.author.username] += 1
    return counted


def overdue(client: Client) -> Iterator[tuple[int | None, str]]:
    for issue in client.groups["group"].issues.list(state="opened"):
        assert_type(issue, models.Issue)
        if issue.due_date and issue.due_date < NOW.date():
            yield issue.iid, issue.web_url or ""


def report(client: Client, title: str, labels: list[str]) -> models.Issue:
    issue = client.projects[PROJECT].issues.create(
        title=title, labels=",".join(labels), confidential=False, due_date="2026-03-01"
    )
    comment = client.projects[PROJECT].issues[str(issue.iid)].notes.create(body="On it.")
    assert_type(comment, models.Note)
    return issue


def close(client: Client, iid: int) -> bool:
    try:
        issue = client.projects[PROJECT].issues[str(iid)].replace(state_event="close")
    except NotFound:
        return False
    except UnprocessableContent as refused:
        print(refused.code, refused.message)
        return False
    return issue.state == "closed"


def time_on(client: Client, iid: int) -> int:
    issue = client.projects[PROJECT].issues[str(iid)]
    issue.time_estimate(duration="3h30m")
    issue.add_spent_time(duration="1h")
    stats = issue.time_stats.get()
    assert_type(stats, models.TimeStat)
    return stats.total_time_spent or 0


def watchers(client: Client, iid: int) -> list[str]:
    issue = client.projects[PROJECT].issues[str(iid)]
    issue.subscribe()
    people = [person.username or "" for person in issue.participants.list()]
    for emoji in issue.award_emoji.list():
        if emoji.user:
            people.append(emoji.user.username or "")
    return people


# Merge requests


def waiting(client: Client) -> list[models.MergeRequest]:
    found = client.projects[PROJECT].merge_requests.list(state="opened")
    return [each for each in found if not each.draft]


def propose(client: Client, branch: str) -> models.MergeRequest:
    return client.projects[PROJECT].merge_requests.create(
        source_branch=branch,
        target_branch="main",
        title=f"Merge {branch}",
        remove_source_branch=True,
    )


def changed_files(client: Client, iid: int) -> list[str]:
    request = client.projects[PROJECT].merge_requests[str(iid)]
    return [diff.new_path or "" for diff in request.diffs.list()]


def authors(client: Client, iid: int) -> set[str | None]:
    commits = client.projects[PROJECT].merge_requests[str(iid)].commits.list()
    return {commit.author_name for commit in commits}


def merge(client: Client, iid: int) -> str:
    request = client.projects[PROJECT].merge_requests[str(iid)]
    for pipeline in request.pipelines.list():
        if pipeline.status == "failed":
            return "failed"
    merged = request.merge.replace(squash=True)
    return merged.state or ""


# Pipelines and jobs


def failed_jobs(client: Client) -> list[tuple[str, str]]:
    jobs = client.projects[PROJECT].jobs.list()
    return [(job.name or "", job.stage or "") for job in jobs if job.status == "failed"]


def try_again(client: Client, job: int) -> models.Job:
    return client.projects[PROJECT].jobs[str(job)].retry()


def deployed(client: Client) -> dict[str, datetime | None]:
    """The last deployment of each environment."""
    found: dict[str, datetime | None] = {}
    for deployment in client.projects[PROJECT].deployments.list():
        if deployment.environment and deployment.environment.name:
            found.setdefault(deployment.environment.name, deployment.created_at)
    return found


def environments(client: Client) -> list[str | None]:
    made = client.projects[PROJECT].environments.create(name="review/lamp")
    assert_type(made, models.Environment)
    return [each.name for each in client.projects[PROJECT].environments.list()]


# Projects, groups, members


def projects_of(client: Client, group: str) -> list[str]:
    return [
        project.path_with_namespace or ""
        for project in client.groups[group].projects.list()
        if not project.archived
    ]


def tidy_labels(client: Client, prefix: str) -> int:
    labels = client.projects[PROJECT].labels
    old = [each for each in labels.list() if each.name and each.name.startswith(prefix)]
    for label in old:
        labels[str(label.id)].delete()
    return len(old)


def members(client: Client) -> list[str]:
    return [
        f"{member.name}: {member.access_level}"
        for member in client.projects[PROJECT].members.list()
    ]


def settings(client: Client) -> dict[str, str]:
    found: dict[str, str] = {}
    for variable in client.projects[PROJECT].variables.list():
        if variable.key and not variable.protected:
            found[variable.key] = variable.value or ""
    return found


def subgroups(client: Client, group: str) -> list[str]:
    names = [each.full_path or "" for each in client.groups[group].subgroups.list()]
    return names or [group]


# Requests as values, whole answers, other options


def first_page(client: Client) -> tuple[int, str]:
    response = client.projects[PROJECT].issues.list.response(labels="bug")
    assert_type(response, Response[Page[models.Issue]])
    return response.status_code, response.headers.get("Link", "")


def described(client: Client) -> list[Request[models.Project]]:
    requests = [client.projects[name].get.request() for name in ("a", "b/c")]
    assert requests[1].url.endswith("/projects/b%2Fc")
    return [request.with_headers({"Sudo": "3"}) for request in requests]


def careful(client: Client) -> str | None:
    quick = client.with_options(timeout=5, retries=0, headers={"Sudo": "3"})
    try:
        return quick.projects[PROJECT].get().default_branch
    except ApiError as error:
        return f"{error.status_code} {error.request_id}"


# The same names, awaited


async def in_parallel(client: AsyncClient) -> list[str]:
    from asyncio import gather

    project, languages = await gather(
        client.projects[PROJECT].get(), client.projects[PROJECT].languages.get()
    )
    found = [project.name or "", *languages]
    async for issue in client.projects[PROJECT].issues.list(state="closed"):
        assert_type(issue, models.Issue)
        found.append(issue.title or "")
    return found


async def run(client: Client, async_client: AsyncClient) -> None:
    print(stale(client), by_author(client), list(overdue(client)))
    issue = report(client, "Broken lamp", ["lamp", "urgent"])
    print(close(client, issue.iid or 1), time_on(client, 5), watchers(client, 93))
    print(len(waiting(client)), propose(client, "lamp").iid)
    print(changed_files(client, 1), authors(client, 1), merge(client, 1))
    print(failed_jobs(client), try_again(client, 1).status, deployed(client), environments(client))
    print(projects_of(client, "group"), tidy_labels(client, "b"), members(client))
    print(settings(client), subgroups(client, "group"), first_page(client))
    for request in described(client):
        print(client.send(request).id)
    print(careful(client), await in_parallel(async_client))
