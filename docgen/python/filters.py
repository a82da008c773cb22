"""The filters of the templates: constructs of Python on as many lines as they need."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Sequence

from docgen.python.literals import text_literal
from docgen.python.records import Argument, Attribute, Builder, Child, Doc, EnumMember, Method

LINE_LENGTH = 100

# What nothing can break: a docstring, an address or a path in one, a name in the brackets of an import, and an argument or
# an item of a dict on its own line that is one string or a string and a name.
UNBREAKABLE = re.compile(
    r'''\s*(?:"""|https://|`|[A-Za-z_]\w* as \w+,$|f?"(?:[^"\\]|\\.)*"(?:: \w+)?,$)'''
)


def docstring(doc: Doc | str, indent: int, example: str = "") -> str:
    """A docstring literal at this indent, wrapped; blank lines part paragraphs. An example stays as it is.

    Backslashes and quotes are escaped, so that no text can end the literal.
    """
    text = str(doc)
    visible = text.strip()
    if not visible.replace("\n", "").isprintable():
        visible = "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    escaped = _escaped(visible)
    if escaped.endswith('"') and not escaped.endswith('\\"'):
        escaped = escaped[:-1] + '\\"'
    if escaped.startswith('"'):
        escaped = " " + escaped
    margin = " " * indent
    is_one_line = len(escaped) + indent + 6 <= LINE_LENGTH or " " not in escaped.strip()
    is_one_paragraph = "\n" not in escaped and not example
    if is_one_paragraph and is_one_line:
        return f'"""{escaped}"""'
    lines: list[str] = []
    for paragraph in escaped.split("\n\n"):
        width = LINE_LENGTH - indent - (0 if lines else 3)
        wrapped = textwrap.wrap(
            paragraph, width, break_long_words=False, break_on_hyphens=False
        ) or [""]
        if len(wrapped) == 1 and is_one_paragraph:
            # Black puts the quotes behind a single line, which is too long with them: make it two.
            wrapped = textwrap.wrap(
                paragraph, len(paragraph) - 1, break_long_words=False, break_on_hyphens=False
            )
        lines += ([""] if lines else []) + wrapped
    if example:
        code = _escaped(example).splitlines()
        lines += ["", "Example:", "", *(f"    {line}" if line else "" for line in code)]
    body = "\n".join(f"{margin}{line}" if line else "" for line in lines)
    return f'"""{body[indent:]}\n{margin}"""'


def _escaped(text: str) -> str:
    """Text that ends no docstring, but for a quote at its end."""
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def toml(text: str) -> str:
    """A TOML string. Control characters become spaces."""
    return json.dumps("".join(c if c.isprintable() else " " for c in text), ensure_ascii=False)


def fit(items: Iterable[object], before: str, after: str, indent: int) -> str:
    """`before`, the items with commas and `after` on one line, or each item on a line of its own."""
    texts = list(map(str, items))
    one_line = f"{before}{', '.join(texts)}{after}"
    if indent + len(one_line) <= LINE_LENGTH and "\n" not in one_line:
        return one_line
    margin = " " * indent
    rows = "".join(f"{margin}    {text},\n" for text in texts)
    return f"{before}\n{rows}{margin}{after}"


def import_line(statement: str, indent: int) -> str:
    """An import, its names in brackets when they do not fit."""
    if indent + len(statement) <= LINE_LENGTH:
        return statement
    module, _, names = statement.partition(" import ")
    return fit(names.split(", "), f"{module} import (", ")", indent)


def attribute_line(attribute: Attribute) -> str:
    """The line of a model's attribute; what is too long is broken as Black breaks it."""
    value = text_literal(attribute.wire_name)
    annotation = str(attribute.annotation)
    before = f"{attribute.name}: {annotation} ="
    if 4 + len(before) + len(" field(") <= LINE_LENGTH or not attribute.annotation.is_optional:
        return fit([value], f"{before} field(", ")", 4)
    if 4 + len(before) + len(" (") <= LINE_LENGTH:
        return f"{before} (\n        field(\n            {value},\n        )\n    )"
    return f"{attribute.name}: (\n        {annotation}\n    ) = field(\n        {value},\n    )"


def member_line(member: EnumMember) -> str:
    """The line of a member of an enumeration."""
    value = text_literal(member.value)
    one_line = f"{member.name} = {value}"
    if 4 + len(one_line) <= LINE_LENGTH or 8 + len(value) > LINE_LENGTH:
        return one_line
    return f"{member.name} = (\n        {value}\n    )"


def request_call(method: Method) -> str:
    """The expression that builds the request of an operation."""
    parts = [text_literal(method.verb), *([method.suffix.text] if method.suffix else [])]
    if method.query:
        parts.append(fit(method.query, "query={", "}", 12))
    if method.headers:
        parts.append(fit(method.headers, "headers={", "}", 12))
    if method.options:
        parts.append("options=options")
    if method.content:
        parts.append(f"content={method.content}")
    if method.parameters:
        parts.append(fit(method.parameters, "parameters={", "}", 12))
    return fit(parts, "return self._request(", ")", 8)


def class_line(builder: Builder) -> str:
    """The first line of a builder's class."""
    return fit(["RequestBuilder[Mode]"], f"class {builder.name}(", "):", 0)


def child_signature(child: Child) -> str:
    """The `def` of a step to another builder."""
    return _signature(child.name, child.arguments, (), f"{child.alias}[Mode]")


def method_signature(method: Method) -> str:
    """The `def` of an operation."""
    options = [f"**options: Unpack[{method.options}]"] if method.options else []
    returns = f"Request[{method.returns}]"
    return _signature(method.name, method.positional, method.keywords, returns, options)


def _signature(
    name: str,
    positional: tuple[Argument, ...],
    keywords: tuple[Argument, ...],
    returns: str,
    options: Sequence[str] = (),
) -> str:
    star = ["*"] if keywords else []
    parts = ["self", *positional, *star, *keywords, *options]
    one_line = f"def {name}({', '.join(map(_parameter, parts))}) -> {returns}:"
    if len(one_line) + 4 <= LINE_LENGTH:
        return one_line
    rows = "".join(f"        {_broken(part)},\n" for part in parts)
    return f"def {name}(\n{rows}    ) -> {returns}:"


def _parameter(part: Argument | str) -> str:
    if isinstance(part, str):
        return part
    default = f" = {part.default}" if part.default else ""
    return f"{part.name}: {part.annotation}{default}"


def _broken(part: Argument | str) -> str:
    """A parameter on its own line, or on three as Black breaks a union."""
    one_line = _parameter(part)
    if isinstance(part, str) or 8 + len(one_line) + 1 <= LINE_LENGTH:
        return one_line
    if not part.annotation.is_optional:
        return one_line
    default = f" = {part.default}" if part.default else ""
    return f"{part.name}: (\n            {part.annotation}\n        ){default}"
