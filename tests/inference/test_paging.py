"""How the pages of lists follow each other."""

from __future__ import annotations

import pytest

from docgen.inference.paging import ListFacts, paged, with_paging
from docgen.records import replace
from docgen.spec.model import Operation, Parameter, Property, Response, Type, content_of
from docgen.spec.types import STRING, TypeUse, array_of, use_of

LAMP = use_of("api.Lamp")
LAMPS = use_of("api.LampList")


def lists(returns: TypeUse, *parameters: str) -> Operation:
    """A GET that takes query parameters."""
    return Operation(
        method="GET",
        path="/lamps",
        kind="get",
        parameters=tuple(Parameter(name=name, location="query") for name in parameters),
        responses=(Response(status=200, content=content_of(returns)),),
    )


def lamp_list(*others: str) -> dict[str, Type]:
    """The type of an object with many lamps and other keys."""
    properties = (
        Property(name="lamps", type=array_of(LAMP)),
        *(Property(name=name, type=STRING) for name in others),
    )
    return {LAMPS.name: Type(name=LAMPS.name, kind="object", properties=properties)}


@pytest.mark.parametrize(
    ("parameters", "keys", "style", "parameter", "next_at"),
    [
        (("cursor", "limit"), ("next_cursor",), "cursor", "cursor", "/next_cursor"),
        (("page_token",), ("next_page_token",), "cursor", "page_token", "/next_page_token"),
        (("from", "limit"), ("next_token",), "cursor", "from", "/next_token"),
        ((), ("next",), "link", "", "/next"),
        (("page", "per_page"), ("total",), "page", "page", ""),
        (("offset", "limit"), ("total",), "offset", "offset", ""),
        (("after", "limit"), ("has_more",), "after", "after", ""),
    ],
)
def test_a_list_under_a_key(
    parameters: tuple[str, ...], keys: tuple[str, ...], style: str, parameter: str, next_at: str
):
    facts = ListFacts(keys={LAMPS.name: "lamps"})
    paging = paged(lists(LAMPS, *parameters), lamp_list(*keys), facts)
    assert paging is not None
    assert (paging.style, paging.items, paging.parameter, paging.next) == (
        style,
        "/lamps",
        parameter,
        next_at,
    )


def test_a_header_field_leads_to_the_next_page_of_an_array():
    paging = paged(lists(array_of(LAMP), "page", "per_page"), {}, ListFacts(has_next_links=True))
    assert paging is not None
    assert (paging.style, paging.items, paging.size) == ("link", "", "per_page")


@pytest.mark.parametrize(
    ("returns", "parameters"), [(LAMP, ("page",)), (array_of(LAMP), ("color", "start"))]
)
def test_what_is_one_thing_or_has_no_pages(returns: TypeUse, parameters: tuple[str, ...]):
    assert paged(lists(returns, *parameters), {}, ListFacts()) is None


def test_what_every_list_takes_is_not_for_an_array_beside_other_keys_where_lists_are_whole_contents():
    page = Parameter(name="page", location="query")
    facts = ListFacts(parameters=(page,), keys={LAMPS.name: "lamps"})
    whole, report = lists(array_of(LAMP)), replace(lists(LAMPS), path="/report")
    operations, _ = with_paging([*[whole] * 4, report], [*lamp_list("total").values()], facts)
    assert [o.parameters for o in operations] == [*[(page,)] * 4, ()]
    operations, _ = with_paging([report], [*lamp_list("total").values()], facts)
    assert operations[0].parameters == (page,)
