"""Values that are maps or of several types: those of JSON are checked and not converted.

dict[str, X]    X | Y    dict[str, X | Y]    MutableMapping[str, models.X]    models.X | models.Y
"""

from __future__ import annotations

from typing import Any

from . import values

_MODELS = "MutableMapping[str, "


def reader(name: str, module: str) -> values.Reader:
    """What reads the values of an annotation in a module of this SDK."""
    if name.startswith(_MODELS):
        read_models: values.Reader = (
            values.part("maps").Maps(values.reader(name[len(_MODELS) : -1], module)).read
        )
        return read_models
    is_map = name.startswith("dict[str, ") and name.endswith("]")
    names = [name[10:-1]] if is_map else name.split(" | ")
    if not is_map and len(names) == 1:
        raise TypeError(f"not an annotation of a field: {name!r}")
    # What is not converted has to be of the type itself.
    readers = [values.text if each == "str" else values.reader(each, module) for each in names]
    # A model's reader is its `from_dict`.
    models = [model for read in readers if (model := getattr(read, "__self__", None))]
    readers = [read for read in readers if not hasattr(read, "__self__")]

    def read_map(value: Any) -> Any:
        if not values.is_object(value):
            raise ValueError("an object was expected")
        for item in value.values():
            if item is not None:
                readers[0](item)
        return value

    def read_one(value: Any) -> Any:
        faults = ["an object was expected"] if models else []
        for read in readers:
            try:
                read(value)
                return value
            except ValueError as fault:
                faults.append(str(fault))
        raise ValueError(", or ".join(faults))

    if models:
        read_models = values.part("unions").Unions(models, read_one).read
        return read_models
    return read_map if is_map else read_one
