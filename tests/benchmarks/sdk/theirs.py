"""What `make bench-sdk` measures of msgraph-sdk. Runs in an environment that has it."""

import asyncio
import sys
import time

START = time.perf_counter()

from msgraph import GraphServiceClient  # noqa: E402

IMPORTED = time.perf_counter() - START

from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from measure import repeated, rss, tell  # noqa: E402


class Credential:
    """A token that never ends."""

    async def get_token(self, *scopes: str, **options: Any) -> Any:
        raise NotImplementedError


def client() -> GraphServiceClient:
    return GraphServiceClient(credentials=Credential(), scopes=["https://graph.microsoft.com/.default"])  # type: ignore[arg-type]


def read(kind: Any, data: bytes) -> Any:
    from kiota_serialization_json.json_parse_node_factory import JsonParseNodeFactory

    return (
        JsonParseNodeFactory().get_root_parse_node("application/json", data).get_object_value(kind)
    )


def users(data: bytes) -> Any:
    from msgraph.generated.models.user_collection_response import UserCollectionResponse

    return read(UserCollectionResponse, data)


def messages(data: bytes) -> Any:
    from msgraph.generated.models.message_collection_response import MessageCollectionResponse

    return read(MessageCollectionResponse, data)


def written(item: Any) -> bytes:
    from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter

    writer = JsonSerializationWriter()
    writer.write_object_value(None, item)
    return writer.get_serialized_content()


def request(graph: GraphServiceClient) -> str:
    from kiota_abstractions.base_request_configuration import RequestConfiguration
    from msgraph.generated.users.item.messages.messages_request_builder import (
        MessagesRequestBuilder as Builder,
    )

    query = Builder.MessagesRequestBuilderGetQueryParameters(
        select=["id", "subject"], top=10, filter="isRead eq false"
    )
    configuration = RequestConfiguration(query_parameters=query)
    builder = graph.users.by_user_id("48d31887").messages
    return builder.to_get_request_information(configuration).url


def main(task: str, folder: Path) -> None:
    page = (folder / "users.json").read_bytes()
    if task == "import":
        tell(seconds=IMPORTED, rss=rss())
    elif task == "first":
        client()
        name = users(page).value[0].display_name
        tell(seconds=time.perf_counter() - START, rss=rss(), name=name)
    else:
        graph = client()
        letters = (folder / "messages.json").read_bytes()
        people, mails = users(page).value, messages(letters).value
        tell(
            construct=repeated(client, 20),
            request=repeated(lambda: request(graph), 200),
            decode_users=repeated(lambda: users(page), 3),
            decode_messages=repeated(lambda: messages(letters), 3),
            encode_user=repeated(lambda: written(people[0]), 50),
            encode_message=repeated(lambda: written(mails[0]), 50),
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
            url=request(graph),
        )


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    main(sys.argv[1], Path(sys.argv[2]))
