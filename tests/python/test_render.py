"""What is printed is what Black would print."""

from __future__ import annotations

import black
import pytest

from docgen.python.annotations import NONE, Annotation, sequence_of
from docgen.python.filters import (
    attribute_line,
    generated_from,
    member_line,
    method_signature,
)
from docgen.python.records import Argument, Attribute, Doc, EnumMember, Method


@pytest.mark.slow
@pytest.mark.parametrize("length", range(20, 75))
def test_long_names_are_broken_as_black_breaks_them(length: int):
    item = Annotation("T" * length)
    for annotation in (
        Annotation(f"models.{item}", ".", is_optional=True),
        sequence_of(item).optional(),
    ):
        for extra in range(0, 60, 4):
            name = "n" * (length // 2 + extra)
            attribute = Attribute(name=name, wire_name=name, annotation=annotation, doc=Doc(""))
            argument = Argument(name=name, annotation=annotation, default="None")
            method = Method(
                id="",
                name="x",
                decorator="",
                scopes=(),
                positional=(),
                keywords=(argument,),
                returns=NONE,
                doc=Doc(""),
                verb="GET",
            )
            member = EnumMember(name=name.upper(), value="v" * length, doc=Doc(""))
            text = (
                f"class X:\n    {attribute_line(attribute)}\n    {member_line(member)}\n\n"
                f"    {method_signature(method)}\n        pass\n"
            )
            # What is still too long is given to Black by `render_files`.
            if all(len(line) <= 100 for line in text.split("\n")):
                assert black.format_str(text, mode=black.Mode(line_length=100)) == text


def test_no_name_of_a_page_sets_the_encoding_of_a_module():
    for sign in ("coding:", "coding=", "-*- coding: "):
        line = generated_from([f"{sign}utf-16\n.md"])
        assert compile(f"{line}\nx = 1\n".encode(), "x", "exec") and "utf-16 .md" in line
