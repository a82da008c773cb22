from __future__ import annotations

from ..._runtime.model import Model, field


class Entity(Model):
    """The base type of every resource that can be addressed by an identifier.

    https://learn.microsoft.com/graph/api/resources/entity
    """

    wire_name = "microsoft.graph.entity"

    id: str | None = field("id")
    """The identifier of the resource. It is unique among the resources of the same collection and
    never changes. Read-only.
    """
