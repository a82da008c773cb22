"""The types of microsoft.graph, each imported when its name is first used."""

from ..._runtime.lazy import namespace

__getattr__, __dir__, find = namespace(
    __name__,
    wire_name="microsoft.graph",
    classes={
        "Entity": ("entity", "entity"),
        "PublicError": ("public_error", "publicError"),
    },
)
