"""What a user of `basecamp_api` writes first."""

import sys
from datetime import date

from basecamp_api import Client

with Client("token", account_id="999", base_url=sys.argv[1]) as client:
    for project in client.projects.list():
        print(project.id, project.name)
    todos = client.todolists["1069479519"].todos
    todos.create(content="Lamp", due_on=date(2026, 12, 1))
    for todo in todos.list(completed=False):
        print(todo.title, todo.due_on, [person.name for person in todo.assignees or []])
    client.todos["1"].completion.post()
