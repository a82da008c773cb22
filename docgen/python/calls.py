"""The Python call of each operation, by its id."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.python.records import Call, File, RequestModule, Step


def plan_calls(files: Iterable[File]) -> dict[str, Call]:
    """Operation id -> how it is called, from the modules of the tree."""
    modules = [file.record for file in files if isinstance(file.record, RequestModule)]
    builders = {place.path: place for module in modules for place in module.places}
    calls: dict[str, Call] = {}
    waiting: list[tuple[str, tuple[Step, ...]]] = [("", ())]
    while waiting:
        path, steps = waiting.pop()
        for method in builders[path].methods:
            calls[method.id] = Call(steps=steps, method=method)
        for child in builders[path].children:
            step = Step(name=child.name, arguments=child.arguments)
            waiting.append((child.path, (*steps, step)))
    return calls


def call_text(call: Call) -> str:
    """`client.rooms[id].lamps.list`."""
    parts = ["client"]
    for step in call.steps:
        names = ", ".join(a.name for a in step.arguments)
        if step.name == "__getitem__":
            parts.append(f"[{names}]")
        else:
            parts.append(f".{step.name}({names})" if names else f".{step.name}")
    return "".join((*parts, ".", call.method.name))
