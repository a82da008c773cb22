"""What a user of `gitlab_api` writes first."""

import sys

from gitlab_api import ApiError, Client

with Client("glpat", base_url=sys.argv[1]) as client:
    project = client.projects["group/app"]
    issue = project.issues.create(title="Broken lamp", labels="lamp,hall")
    for each in project.issues.list(state="opened"):
        print(each.iid, each.title, each.author and each.author.username)
    try:
        project.issues[issue.iid or 1].replace(state_event="close")
    except ApiError as error:
        print(error.status_code, error.message)
