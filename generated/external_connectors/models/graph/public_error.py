from __future__ import annotations

from ..._runtime.model import Model, field


class PublicError(Model):
    """Explains why something that ran on the server went wrong. A failed connectionOperation
    carries one of these in its error property.

    https://learn.microsoft.com/graph/api/resources/publicerror
    """

    wire_name = "microsoft.graph.publicError"

    code: str | None = field("code")
    """A short, stable word for the kind of failure. Compare this value in your code rather than the
    message.
    """

    message: str | None = field("message")
    """An explanation in English, written for the developer. Log it, but don't show it to the people
    who use your app.
    """

    target: str | None = field("target")
    """The part of the request that the failure is about, for example the name of a schema
    property.
    """
