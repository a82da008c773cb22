"""Operations that the documentation calls deprecated."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from packages import answers, client, package, runtime_files

LAMP = {"name": "api.lamp", "kind": "object", "properties": [{"name": "id", "type": "string"}]}
ONE: dict[str, Any] = {"responses": [{"status": 200, "content": [{"type": "api.lamp"}]}]}
OLD = {**ONE, "path": "/old", "is_deprecated": True}
MANY = {
    **{"path": "/lamps", "kind": "list", "is_deprecated": True},
    "responses": [{"status": 200, "content": [{"type": {"array": "api.lamp"}}]}],
}


def test_a_deprecated_operation_warns_and_works():
    handle, _ = answers({"id": "a"}, [{"id": "b"}], {"id": "c"})
    with package([OLD, MANY, {**ONE, "path": "/new"}], types=[LAMP]) as root:
        api = client(root, handle)
        with pytest.warns(DeprecationWarning, match=r"get is deprecated, says the documentation"):
            assert api.old.get().id == "a"
        with pytest.warns(DeprecationWarning, match=r"list is deprecated"):
            assert [lamp.id for lamp in api.lamps.list()] == ["b"]
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert api.new.get().id == "c"


def test_its_file_is_in_a_package_that_has_such_an_operation():
    assert "deprecation.py" in runtime_files([OLD], types=[LAMP])
    assert "deprecation.py" not in runtime_files([{**ONE, "path": "/new"}], types=[LAMP])
