"""Records: what is compared and shown of those that tell where they stand."""

from __future__ import annotations

import dataclasses

import pytest

from docgen.diagnostics.diagnostic import diagnose
from docgen.diagnostics.position import Span
from docgen.reading.page import MemberRow, Page
from docgen.records import replace, texts, with_texts
from docgen.spec.model import Enum, Member, Permission, Property, Type
from docgen.spec.types import STRING

HERE, THERE = Span("a.md", 1), Span("b.md", 9)


def test_a_place_is_neither_compared_nor_shown():
    here, there = MemberRow(name="red", at=HERE), MemberRow(name="red", at=THERE)
    assert here == there and not here != there and hash(here) == hash(there)
    assert "Span" not in repr(here)


def test_all_else_is_compared():
    red, blue = MemberRow(name="red", at=HERE), MemberRow(name="blue", at=HERE)
    assert red != blue and not red == blue
    assert red != Member(name="red", at=HERE)


def test_pages_are_equal_when_they_document_the_same():
    page = Page(
        path="a.md",
        title="A",
        name="A",
        doc_type="",
        namespace="",
        description="x",
    )
    assert page == replace(page, diagnostics=(diagnose("DG204", HERE, unread=""),))
    assert page != replace(page, title="B") and page != replace(page, description="y")


def test_every_text_of_a_record_and_its_parts_is_changed():
    red = Member(name="red", description="Of blood.", at=HERE)
    enum = Enum(name="shop.color", description="Of light.", members=(red, Member(name="blue")))
    assert list(texts(enum)) == ["Of light.", "Of blood.", ""]
    changed = with_texts(enum, str.upper)
    assert list(texts(changed)) == ["OF LIGHT.", "OF BLOOD.", ""]
    assert changed.name == "shop.color" and changed.members[0].at == HERE
    assert with_texts(Permission(kind="app"), str.upper) == Permission(kind="app")


def test_what_a_record_of_the_spec_shows_is_its_structure():
    item = Property(name="color", type=STRING, description="Of light.", at=HERE)
    whole = Type(name="shop.lamp", kind="entity", properties=(item,), at=HERE)
    assert repr(item) == "Property(name='color', type='string')"
    assert repr(item) in repr(whole) and "Of light" not in repr(whole)
    assert repr(Permission(kind="app", scopes=("A",))) == "Permission(kind='app', scopes=('A',))"


def test_a_changed_record_is_another():
    item = Member(name="red", at=HERE)
    assert replace(item, name="blue").at == HERE and item.name == "red"
    with pytest.raises(AttributeError):
        item.name = "blue"  # type: ignore[misc]


def test_a_dataclass_is_changed_alike():
    @dataclasses.dataclass(frozen=True)
    class Run:
        told: str

    assert replace(Run("a"), told="b") == Run("b")
