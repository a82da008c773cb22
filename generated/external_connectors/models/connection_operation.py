from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import field
from .graph.entity import Entity

if TYPE_CHECKING:
    from .. import models
    from .connection_operation_status import ConnectionOperationStatus


class ConnectionOperation(Entity):
    """Tells how far a long-running operation on an externalConnection has come. Registering a
    schema starts one, and its address is in the `Location` header of the answer.

    https://learn.microsoft.com/graph/api/resources/connectionoperation
    """

    wire_name = "microsoft.graph.externalConnectors.connectionOperation"

    error: models.graph.PublicError | None = field("error")
    """Why the operation failed. It is `null` unless status is `failed`."""

    status: ConnectionOperationStatus | None = field("status")
    """How far the operation has come. The possible values are: `unspecified`, `inprogress`,
    `completed`, `failed`, `unknownFutureValue`. Read-only.
    """
