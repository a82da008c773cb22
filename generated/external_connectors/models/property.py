from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import Model, field

if TYPE_CHECKING:
    from .label import Label
    from .property_type import PropertyType


class Property(Model):
    """Defines one property of the items of a connection. A schema is a list of these.

    https://learn.microsoft.com/graph/api/resources/property
    """

    wire_name = "microsoft.graph.externalConnectors.property"

    aliases: list[str] | None = field("aliases")
    """Other names under which people may search for the property, each up to 32 characters long.
    Optional.
    """

    is_queryable: bool | None = field("isQueryable")
    """`true` if a search can name the property, as in `partNumber:FB-1842`. Optional."""

    is_refinable: bool | None = field("isRefinable")
    """`true` if people can narrow down their results by the values of the property. A refinable
    property cannot be searchable too. Optional.
    """

    is_retrievable: bool | None = field("isRetrievable")
    """`true` if search results carry the value, so that they can show it. Optional."""

    is_searchable: bool | None = field("isSearchable")
    """`true` if the text of the value is found by a search that names no property. Only strings and
    collections of strings can be searchable. Optional.
    """

    labels: list[Label] | None = field("labels")
    """What the property means. Labels let the search engine recognise, say, the title of an item
    under whatever name you gave it. Optional.
    """

    name: str | None = field("name")
    """The name of the property: up to 32 letters and digits. Required."""

    type: PropertyType | None = field("type")
    """The type of the values. It cannot be changed once the schema is registered. Required."""
