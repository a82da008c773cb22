"""What a script with msgraph-sdk does most."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.request_information import RequestInformation
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.body_type import BodyType
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.event import Event
from msgraph.generated.models.group import Group
from msgraph.generated.models.item_body import ItemBody
from msgraph.generated.models.message import Message
from msgraph.generated.models.user import User
from msgraph.generated.users.item.send_mail.send_mail_post_request_body import (
    SendMailPostRequestBody,
)
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from running import main


class Token(AuthenticationProvider):
    async def authenticate_request(
        self, request: RequestInformation, additional_authentication_context: Any = None
    ) -> None:
        request.headers.add("Authorization", "Bearer docgen")


Parameters = UsersRequestBuilder.UsersRequestBuilderGetQueryParameters


def calls(url: str) -> Mapping[str, Callable[[], object]]:
    loop = asyncio.new_event_loop()
    adapter = GraphRequestAdapter(Token())
    adapter.base_url = url + "/v1.0"
    client = GraphServiceClient(request_adapter=adapter)
    user, group, team = (
        client.users.by_user_id("87d349ed"),
        client.groups.by_group_id("b320"),
        client.teams.by_team_id("893075dd"),
    )
    text = ItemBody(content="They were awesome!", content_type=BodyType.Text)
    two = RequestConfiguration(query_parameters=Parameters(top=2, select=["displayName", "id"]))

    async def done(call: Coroutine[Any, Any, Any]) -> bool:
        # 204 has no content.
        await call
        return True

    async def of(call: Coroutine[Any, Any, Any], *names: str) -> Any:
        """An attribute of what came back; of a collection, of its first item."""
        value = await call
        for name in names:
            value = getattr(value, name)
            value = value[0] if isinstance(value, list) and name == "value" else value
        return value

    made: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
        "me": lambda: of(client.me.get(), "id"),
        "users": lambda: of(client.users.get(), "value", "display_name"),
        "two users, two properties": lambda: of(client.users.get(two), "value", "display_name"),
        "a user": lambda: of(user.get(), "user_principal_name"),
        "a user made": lambda: of(
            client.users.post(
                User(
                    account_enabled=True,
                    display_name="Adele",
                    mail_nickname="adele",
                    user_principal_name="adele@contoso.com",
                )
            ),
            "id",
        ),
        "a user changed": lambda: done(user.patch(User(office_location="18/2111"))),
        "a user deleted": lambda: done(user.delete()),
        "the manager": lambda: of(user.manager.get(), "id"),
        "messages": lambda: of(client.me.messages.get(), "value", "subject"),
        "a message": lambda: of(client.me.messages.by_message_id("AAMk").get(), "subject"),
        "a draft": lambda: of(
            client.me.messages.post(Message(subject="Did you see last night's game?", body=text)),
            "id",
        ),
        "mail sent": lambda: done(
            client.me.send_mail.post(
                SendMailPostRequestBody(
                    message=Message(subject="Meet for lunch?", body=text), save_to_sent_items=False
                )
            )
        ),
        "events": lambda: of(client.me.events.get(), "value", "subject"),
        "an event made": lambda: of(
            client.me.events.post(Event(subject="Let's go for lunch", body=text)), "id"
        ),
        "groups": lambda: of(client.groups.get(), "value", "display_name"),
        "a group made": lambda: of(
            client.groups.post(
                Group(
                    display_name="Library",
                    mail_enabled=False,
                    mail_nickname="library",
                    security_enabled=True,
                )
            ),
            "id",
        ),
        "members of a group": lambda: of(group.members.get(), "value", "id"),
        "the drive": lambda: of(client.me.drive.get(), "id"),
        "channels of a team": lambda: of(team.channels.get(), "value", "id"),
        "a message in a channel": lambda: of(
            team.channels.by_channel_id("19:4a95").messages.post(
                ChatMessage(body=ItemBody(content="Hello World"))
            ),
            "id",
        ),
    }
    return {name: lambda call=call: loop.run_until_complete(call()) for name, call in made.items()}


main(calls)
