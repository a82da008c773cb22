from . import graph as graph
from .access_type import AccessType as AccessType
from .acl import Acl as Acl
from .acl_type import AclType as AclType
from .configuration import Configuration as Configuration
from .connection_operation import ConnectionOperation as ConnectionOperation
from .connection_operation_status import ConnectionOperationStatus as ConnectionOperationStatus
from .connection_state import ConnectionState as ConnectionState
from .external import External as External
from .external_connection import ExternalConnection as ExternalConnection
from .external_group import ExternalGroup as ExternalGroup
from .external_group_member import ExternalGroupMember as ExternalGroupMember
from .external_group_member_type import ExternalGroupMemberType as ExternalGroupMemberType
from .external_item import ExternalItem as ExternalItem
from .external_item_content import ExternalItemContent as ExternalItemContent
from .external_item_content_type import ExternalItemContentType as ExternalItemContentType
from .identity_source_type import IdentitySourceType as IdentitySourceType
from .label import Label as Label
from .properties import Properties as Properties
from .property import Property as Property
from .property_type import PropertyType as PropertyType
from .schema import Schema as Schema

def find(name: str) -> type | None: ...
