"""The parts of the runtime that a package has are those that its API uses."""

from __future__ import annotations

import pytest

from docgen.python.features import used_features
from docgen.spec.model import JSON, MediaType, Operation, Response, Spec
from docgen.spec.types import INT32, STRING, TypeUse, array_of


@pytest.mark.parametrize(
    ("use", "is_used"), [(STRING, True), (array_of(STRING), True), (array_of(INT32), False)]
)
def test_a_text_or_a_list_of_texts_is_read_by_the_part_for_contents(use: TypeUse, is_used: bool):
    response = Response(status=200, content=(MediaType(name=JSON, type=use),))
    operation = Operation(method="GET", path="/covers", kind="list", responses=(response,))
    spec = Spec(name="shop", namespace="shop", operations=(operation,))
    assert ("contents" in used_features(spec)) == is_used
