"""The types of microsoft.graph.externalConnectors, each imported when its name is first used."""

from .._runtime.lazy import namespace

__getattr__, __dir__, find = namespace(
    __name__,
    wire_name="microsoft.graph.externalConnectors",
    classes={
        "AccessType": ("access_type", "accessType"),
        "Acl": ("acl", "acl"),
        "AclType": ("acl_type", "aclType"),
        "Configuration": ("configuration", "configuration"),
        "ConnectionOperation": ("connection_operation", "connectionOperation"),
        "ConnectionOperationStatus": ("connection_operation_status", "connectionOperationStatus"),
        "ConnectionState": ("connection_state", "connectionState"),
        "External": ("external", "external"),
        "ExternalConnection": ("external_connection", "externalConnection"),
        "ExternalGroup": ("external_group", "externalGroup"),
        "ExternalGroupMember": ("external_group_member", "externalGroupMember"),
        "ExternalGroupMemberType": ("external_group_member_type", "externalGroupMemberType"),
        "ExternalItem": ("external_item", "externalItem"),
        "ExternalItemContent": ("external_item_content", "externalItemContent"),
        "ExternalItemContentType": ("external_item_content_type", "externalItemContentType"),
        "IdentitySourceType": ("identity_source_type", "identitySourceType"),
        "Label": ("label", "label"),
        "Properties": ("properties", "properties"),
        "Property": ("property", "property"),
        "PropertyType": ("property_type", "propertyType"),
        "Schema": ("schema", "schema"),
    },
    subpackages=[
        "graph",
    ],
)
