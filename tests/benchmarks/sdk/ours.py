"""What `make bench-sdk` measures of the SDK that docgen makes. Runs in an environment that has it."""

import sys
import time

START = time.perf_counter()

from docgen_graph import Client  # noqa: E402

IMPORTED = time.perf_counter() - START

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from measure import repeated, rss, tell  # noqa: E402

HEADERS = {"content-type": "application/json"}


def client() -> Client:
    return Client("token")


def items(request: Any, data: bytes) -> Any:
    return request.decode(200, HEADERS, data).value


def request(graph: Client) -> str:
    messages = graph.users["48d31887"].messages
    return messages.list.request(select=["id", "subject"], top=10, filter="isRead eq false").url


def main(task: str, folder: Path) -> None:
    page = (folder / "users.json").read_bytes()
    if task == "import":
        tell(seconds=IMPORTED, rss=rss())
    elif task == "first":
        name = items(client().users.list.request(), page)[0].display_name
        tell(seconds=time.perf_counter() - START, rss=rss(), name=name)
    else:
        import orjson

        graph = client()
        letters = (folder / "messages.json").read_bytes()
        of_users = graph.users.list.request()
        of_messages = graph.users["a"].messages.list.request()
        people, mails = items(of_users, page), items(of_messages, letters)
        user, mail = orjson.loads(page)["value"][0], orjson.loads(letters)["value"][0]
        tell(
            construct=repeated(client, 200),
            request=repeated(lambda: request(graph), 500),
            decode_users=repeated(lambda: items(of_users, page), 50),
            decode_messages=repeated(lambda: items(of_messages, letters), 50),
            encode_user=repeated(people[0].to_json, 500),
            encode_message=repeated(mails[0].to_json, 500),
            read_users=repeated(
                lambda: [
                    (u.id, u.display_name, u.mail, u.job_title, u.mobile_phone) for u in people
                ],
                50,
            ),
            read_messages=repeated(
                lambda: [
                    (m.id, m.subject, m.is_read, m.received_date_time, m.importance) for m in mails
                ],
                50,
            ),
            limit_decode_users=repeated(lambda: orjson.loads(page), 50),
            limit_decode_messages=repeated(lambda: orjson.loads(letters), 50),
            limit_encode_user=repeated(lambda: orjson.dumps(user), 500),
            limit_encode_message=repeated(lambda: orjson.dumps(mail), 500),
            url=request(graph),
        )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
