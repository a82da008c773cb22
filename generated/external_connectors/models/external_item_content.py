from __future__ import annotations

from typing import TYPE_CHECKING

from .._runtime.model import Model, field

if TYPE_CHECKING:
    from .external_item_content_type import ExternalItemContentType


class ExternalItemContent(Model):
    """The text of an externalItem, as plain text or as HTML. Search reads it in full and takes the
    excerpts from it that people see below a result.

    https://learn.microsoft.com/graph/api/resources/externalitemcontent
    """

    wire_name = "microsoft.graph.externalConnectors.externalItemContent"

    type: ExternalItemContentType | None = field("type")
    """How value is written. The possible values are: `text`, `html`, `unknownFutureValue`.
    Required.
    """

    value: str | None = field("value")
    """The text itself. Optional."""
