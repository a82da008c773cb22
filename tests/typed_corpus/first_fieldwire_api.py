"""What a user of `fieldwire_api` writes first."""

import sys

from fieldwire_api import Client

with Client("token", base_url=sys.argv[1]) as client:
    project = client.projects.create(name="Hall")
    for each in client.projects.list():
        print(each.id, each.name, each.created_at)
    tasks = client.projects[project.id or ""].tasks
    task = tasks.create(name="Hang the lamp")
    bubble = tasks[task.id or ""].bubbles.create(content="Hung.")
    print(bubble.content)
