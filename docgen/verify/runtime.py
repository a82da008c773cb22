"""Everything of a generated runtime that verification and snippets use although users of an SDK should not.

In: an imported package. Out: the modules of its runtime. Templates may bring a runtime of their own: one that lacks
anything used here is a fault of these templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from docgen.python.target import TemplateFault

_USED = {
    "accepted": ("Accepted",),
    "batch": ("steps",),
    "client": ("SyncClient.send",),
    "errors": ("ApiError", "Error"),
    "model": ("Model._fields", "Model.from_dict", "Model.to_json"),
    "lists": ("Page",),
    "request": ("Request.content_bytes", "Request.decode"),
    "streams": ("Stream.__iter__", "_Reader.items"),
    "upload": ("Answer", "steps", "unsigned"),
    "values": ("reader", "wire_value"),
}

# What generated code raises for a documented message is a finding, not a traceback.
RAISED = (TypeError, ValueError, AttributeError, KeyError)

_OPTIONAL = (
    "accepted",
    "batch",
    "lists",
    "streams",
    "upload",
)  # None in packages of APIs without such operations


class Runtime:
    """The modules of a package's runtime. Raises `TemplateFault` if one lacks something used here."""

    def __init__(self, root: ModuleType) -> None:
        modules = {
            name: _module(root, name)
            for name in _USED
            if name not in _OPTIONAL or find_spec(f"{root.__name__}._runtime.{name}")
        }
        self.accepted: Any = modules.get("accepted")
        self.batch: Any = modules.get("batch")
        self.errors = modules["errors"]
        self.lists: Any = modules.get("lists")
        self.model = modules["model"]
        self.request = modules["request"]
        self.streams: Any = modules.get("streams")
        self.upload: Any = modules.get("upload")
        self.values = modules["values"]
        models = import_module(f"{root.__name__}.models")
        self.find_model: Callable[[str], Any] = getattr(models, "find", lambda _: None)

    def fields(self, model: type[Any]) -> dict[str, Any]:
        """The fields of a model by the names of their attributes."""
        return model._fields()

    def with_send(self, client: Any, send: Callable[[Any], Any]) -> Any:
        """The client, with `send` in place of its transport: a request in, its decoded result out."""
        client.send = send
        if streams := self.streams:

            def items(stream: Any) -> Iterator[Any]:
                found = streams._Reader(stream._request, stream._item)
                return found.items(send(stream._request), is_last=True)

            streams.Stream.__iter__ = items
        return client


def _module(root: ModuleType, name: str) -> Any:
    path = f"runtime/{name}.py"
    try:
        module = import_module(f"{root.__name__}._runtime.{name}")
    except ImportError as error:
        raise TemplateFault(path, None, f"verification cannot import it: {error}") from None
    for used in _USED[name]:
        value: Any = module
        for step in used.split("."):
            value = getattr(value, step, None)
        if value is None:
            raise TemplateFault(path, None, f"{used} is missing; verification needs it")
    return module
