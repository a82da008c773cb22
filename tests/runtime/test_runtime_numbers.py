"""Numbers that a float would round: kept to the last digit where the API documents decimals or numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, strategies as st
from packages import package, runtime_files

GET = {"path": "/lamp", "responses": [{"status": 200, "content": [{"type": "api.lamp"}]}]}
DIGITS = "12345678901234567890.123456789"


def lamp(**properties: str) -> list[dict[str, Any]]:
    return [
        {
            "name": "api.lamp",
            "kind": "object",
            "properties": [{"name": name, "type": kind} for name, kind in properties.items()],
        }
    ]


@pytest.fixture(scope="module")
def root() -> Iterator[Any]:
    with package([GET], types=lamp(price="decimal", ratio="number", count="integer")) as found:
        yield found


def lamp_of(root: Any) -> Any:
    return import_module(f"{root.__name__}.models").Lamp


@pytest.fixture(params=["orjson", "standard library"])
def codec(request: pytest.FixtureRequest, root: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    module = import_module(f"{root.__name__}._runtime.codec")
    if request.param == "orjson":
        pytest.importorskip("orjson")
    else:
        monkeypatch.setattr(module, "_fast", None)
    return module


def test_decimals_are_read_from_numbers_and_texts(root: Any):
    for wire, value in ((0.1, "0.1"), ("12.50", "12.50"), (3, "3"), ("1e3", "1e3")):
        assert lamp_of(root).from_dict({"price": wire}).price == Decimal(value)
    with pytest.raises(ValueError, match="Lamp.price: cannot read 'dear': a number was expected"):
        lamp_of(root).from_dict({"price": "dear"}).price
    with pytest.raises(ValueError, match="NaN has no JSON form"):
        lamp_of(root)(price=Decimal("NaN"))


@pytest.mark.parametrize("text", [DIGITS, "0.1", "1E+999", "-0.0000001"])
def test_decimals_keep_their_digits(root: Any, codec: Any, text: str):
    sent = json.loads(lamp_of(root)(price=Decimal(text)).to_json(), parse_float=Decimal)
    assert Decimal(sent["price"]) == Decimal(text)


def test_numbers_with_more_digits_than_a_float_are_read(root: Any, codec: Any):
    read = lamp_of(root).from_json('{"price": %s, "ratio": %s}' % (DIGITS, DIGITS))
    assert (read.price, read.ratio) == (Decimal(DIGITS), float(DIGITS))
    assert lamp_of(root).from_json('{"count": %d}' % 2**70).count == 2**70


def test_both_codecs_read_and_write_the_same(codec: Any):
    assert codec.loads('{"a":%s,"b":0.1}' % DIGITS) == {"a": Decimal(DIGITS), "b": 0.1}
    assert codec.dumps(codec.loads(f"[{DIGITS}]")) == b'["%s"]' % DIGITS.encode()
    assert type(codec.loads("0.30000000000000004")) is float
    assert codec.loads(codec.dumps(2**70)) == 2**70


@given(st.decimals(-100_000, 100_000, places=4))
def test_a_decimal_comes_back_from_json(root: Any, value: Decimal):
    Lamp = lamp_of(root)
    assert Lamp.from_json(Lamp(price=value).to_json()).price == value


@pytest.mark.slow
@given(st.dictionaries(st.text(), st.integers(-(2**80), 2**80) | st.text("0123456789. -:,")))
def test_long_numbers_and_texts_that_look_so_are_kept(root: Any, data: dict[str, Any]):
    assert json.loads(lamp_of(root).from_json(json.dumps(data)).to_json()) == data


def test_an_api_without_such_numbers_does_not_look_for_them():
    of_whole_numbers = runtime_files([GET], types=lamp(count="int64", share="double"))
    assert "decimals.py" not in of_whole_numbers
    assert "decimals.py" in runtime_files([GET], types=lamp(share="number"))
