"""Requests below /external/connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.request import (
    Accepted,
    ItemOptions,
    ListOptions,
    Mode,
    Page,
    Request,
    RequestBuilder,
    collection,
    operation,
    quote,
    scopes,
)

if TYPE_CHECKING:
    from typing import Unpack

    from .. import models


class ConnectionsRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections`"""

    def __getitem__(self, connections_id: str) -> ConnectionRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}`"""
        return ConnectionRequestBuilder(self, f"/{quote(connections_id)}")

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @collection("models.ExternalConnection")
    def list(self, **options: Unpack[ListOptions]) -> Request[Page[models.ExternalConnection]]:
        """List the externalConnection objects that your app may see: the ones that it created, and
        the ones whose configuration names it.

        https://learn.microsoft.com/graph/api/externalconnection-list

        Example:

            for external_connection in client.external.connections.list():
                print(external_connection)
        """
        return self._request("GET", options=options)

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation("models.ExternalConnection")
    def create(self, body: models.ExternalConnection) -> Request[models.ExternalConnection]:
        """Create an externalConnection, the container for the content of one outside system.

        https://learn.microsoft.com/graph/api/external-post-connections
        """
        return self._request("POST", content=body)


class ConnectionRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}`"""

    @property
    def groups(self) -> ConnectionGroupsRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/groups`"""
        return ConnectionGroupsRequestBuilder(self, "/groups")

    @property
    def items(self) -> ConnectionItemsRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/items`"""
        return ConnectionItemsRequestBuilder(self, "/items")

    @property
    def operations(self) -> ConnectionOperationsRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/operations`"""
        return ConnectionOperationsRequestBuilder(self, "/operations")

    @property
    def schema(self) -> ConnectionSchemaRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/schema`"""
        return ConnectionSchemaRequestBuilder(self, "/schema")

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation("models.ExternalConnection")
    def get(self, **options: Unpack[ItemOptions]) -> Request[models.ExternalConnection]:
        """Read one externalConnection, for example to find out whether it is ready to take items.

        https://learn.microsoft.com/graph/api/externalconnection-get

        Example:

            client.external.connections["fernparts"].get()
        """
        return self._request("GET", options=options)

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation()
    def update(self, body: models.ExternalConnection) -> Request[None]:
        """Rename an externalConnection, describe it anew or change who may manage it.

        https://learn.microsoft.com/graph/api/externalconnection-update
        """
        return self._request("PATCH", content=body.changes())

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation()
    def delete(self) -> Request[None]:
        """Delete an externalConnection with its schema, its items and its groups. Nothing of it can
        be brought back.

        https://learn.microsoft.com/graph/api/externalconnection-delete

        Example:

            client.external.connections["ferntours"].delete()
        """
        return self._request("DELETE")


class ConnectionGroupsRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/groups`"""

    def __getitem__(self, external_group_id: str) -> ConnectionGroupRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/groups/{externalGroupId}`"""
        return ConnectionGroupRequestBuilder(self, f"/{quote(external_group_id)}")

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation("models.ExternalGroup")
    def create(self, body: models.ExternalGroup) -> Request[models.ExternalGroup]:
        """Create an externalGroup in a connection, so that the access control entries of its items
        can refer to it.

        https://learn.microsoft.com/graph/api/externalconnection-post-groups

        Example:

            client.external.connections["fernrepairs"].groups.create(
                models.ExternalGroup(
                    id="mechanics",
                    display_name="Mechanics",
                    description="Everybody who repairs bicycles, in all three workshops.",
                ),
            )
        """
        return self._request("POST", content=body)


class ConnectionGroupRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/groups/{externalGroupId}`"""

    @property
    def members(self) -> ConnectionGroupMembersRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/groups/{externalGroupId}/members`"""
        return ConnectionGroupMembersRequestBuilder(self, "/members")

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation()
    def delete(self) -> Request[None]:
        """Delete an externalGroup of a connection. Its members remain what they are elsewhere, but
        they lose the access that they had through the group.

        https://learn.microsoft.com/graph/api/externalgroup-delete

        Example:

            client.external.connections["fernrepairs"].groups["apprentices"].delete()
        """
        return self._request("DELETE")


class ConnectionGroupMembersRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/groups/{externalGroupId}/members`"""

    def __getitem__(
        self,
        external_group_member_id: str,
    ) -> ConnectionGroupMemberRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/groups/{externalGroupId}/members/{externalGroupMemberId}`"""
        return ConnectionGroupMemberRequestBuilder(self, f"/{quote(external_group_member_id)}")

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation("models.ExternalGroupMember")
    def create(self, body: models.ExternalGroupMember) -> Request[models.ExternalGroupMember]:
        """Add an externalGroupMember, which stands for a user or for another group, to an
        externalGroup.

        https://learn.microsoft.com/graph/api/externalgroup-post-members

        Example:

            client.external.connections["fernrepairs"].groups["mechanics"].members.create(
                models.ExternalGroupMember(
                    id="b09d4e63-a815-47f2-86cb-5e3f7201d9ac",
                    type=models.ExternalGroupMemberType.USER,
                    identity_source=models.IdentitySourceType.AZURE_ACTIVE_DIRECTORY,
                ),
            )
        """
        return self._request("POST", content=body)


class ConnectionGroupMemberRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/groups/{externalGroupId}/members/{externalGroupMemberId}`"""

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation()
    def delete(self) -> Request[None]:
        """Remove an externalGroupMember from its externalGroup. The user or group that it stands
        for is not deleted.

        https://learn.microsoft.com/graph/api/externalgroupmember-delete

        Example:

            client.external.connections["fernrepairs"].groups["mechanics"].members[
                "b09d4e63-a815-47f2-86cb-5e3f7201d9ac"
            ].delete()
        """
        return self._request("DELETE")


class ConnectionItemsRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/items`"""

    def __getitem__(self, external_item_id: str) -> ConnectionItemRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/items/{externalItemId}`"""
        return ConnectionItemRequestBuilder(self, f"/{quote(external_item_id)}")

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @collection("models.ExternalItem")
    def list(self, **options: Unpack[ListOptions]) -> Request[Page[models.ExternalItem]]:
        """List the externalItem objects of an externalConnection, page by page.

        https://learn.microsoft.com/graph/api/externalconnection-list-items

        Example:

            for external_item in client.external.connections["fernparts"].items.list(
                select=["id", "properties"],
                top=2,
            ):
                print(external_item)
        """
        return self._request("GET", options=options)


class ConnectionItemRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/items/{externalItemId}`"""

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation("models.ExternalItem")
    def get(self, **options: Unpack[ItemOptions]) -> Request[models.ExternalItem]:
        """Read one externalItem of a connection, with its properties, its text and the list of
        those who may find it.

        https://learn.microsoft.com/graph/api/externalitem-get

        Example:

            client.external.connections["fernparts"].items["bell0031"].get()
        """
        return self._request("GET", options=options)

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation("models.ExternalItem")
    def replace(self, body: models.ExternalItem) -> Request[models.ExternalItem]:
        """Put an externalItem into an externalConnection.

        https://learn.microsoft.com/graph/api/externalconnection-put-items
        """
        return self._request("PUT", content=body)

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation("models.ExternalItem")
    def update(self, body: models.ExternalItem) -> Request[models.ExternalItem]:
        """Change parts of an externalItem and leave the rest as it is.

        https://learn.microsoft.com/graph/api/externalitem-update
        """
        return self._request("PATCH", content=body.changes())

    @scopes("ExternalItem.ReadWrite.OwnedBy", "ExternalItem.ReadWrite.All")
    @operation()
    def delete(self) -> Request[None]:
        """Remove an externalItem from its connection, for example because it was deleted in the
        outside system.

        https://learn.microsoft.com/graph/api/externalitem-delete

        Example:

            client.external.connections["fernparts"].items["wheel2110"].delete()
        """
        return self._request("DELETE")


class ConnectionOperationsRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/operations`"""

    def __getitem__(self, connection_operation_id: str) -> ConnectionOperationRequestBuilder[Mode]:
        """`/external/connections/{connectionsId}/operations/{connectionOperationId}`"""
        return ConnectionOperationRequestBuilder(self, f"/{quote(connection_operation_id)}")

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @collection("models.ConnectionOperation")
    def list(self, **options: Unpack[ListOptions]) -> Request[Page[models.ConnectionOperation]]:
        """List the connectionOperation objects of an externalConnection, whether they are running
        or have ended.

        https://learn.microsoft.com/graph/api/externalconnection-list-operations

        Example:

            for connection_operation in client.external.connections["fernparts"].operations.list():
                print(connection_operation)
        """
        return self._request("GET", options=options)


class ConnectionOperationRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/operations/{connectionOperationId}`"""

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation("models.ConnectionOperation")
    def get(self, **options: Unpack[ItemOptions]) -> Request[models.ConnectionOperation]:
        """Find out how far a long-running connectionOperation has come, and why it failed if it
        did.

        https://learn.microsoft.com/graph/api/connectionoperation-get

        Example:

            client.external.connections["fernparts"].operations[
                "8b3a60d2-1f57-4e0c-9c2a-f5d7e1b04a96"
            ].get()
        """
        return self._request("GET", options=options)


class ConnectionSchemaRequestBuilder(RequestBuilder[Mode]):
    """`/external/connections/{connectionsId}/schema`"""

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation("models.Schema")
    def get(self, **options: Unpack[ItemOptions]) -> Request[models.Schema]:
        """Read the schema of an externalConnection, with all the properties that its items may
        have.

        https://learn.microsoft.com/graph/api/schema-get

        Example:

            client.external.connections["fernrepairs"].schema.get()
        """
        return self._request("GET", options=options)

    @scopes("ExternalConnection.ReadWrite.OwnedBy")
    @operation("Accepted")
    def create(self, body: models.Schema) -> Request[Accepted]:
        """Start to register the schema of an externalConnection.

        https://learn.microsoft.com/graph/api/externalconnection-post-schema
        """
        return self._request("POST", content=body)
