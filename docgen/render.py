"""The plan as text.

`File`s and the templates' texts enter; `{path: text}` leaves, formatted. It decides nothing: text
from a page goes through `docstring` or `literal` and can never become code.
"""

from __future__ import annotations

import ast
import difflib
import json
import re
import textwrap
import traceback
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

import jinja2

from docgen import plan_records
from docgen.plan_records import (
    Argument,
    Attribute,
    Builder,
    Child,
    EnumMember,
    File,
    Method,
    TemplateFault,
)
from docgen.plan_requests import text_literal

_LINE_LENGTH = 100


def render_files(files: Iterable[File], templates: Mapping[str, str]) -> dict[str, str]:
    """The text of every file. `templates` are texts by name.

    Raises `TemplateFault` for a wrong template. What is printed is formatted, but not tried as
    Python where that is not needed: `python_fault` does.
    """
    environment = _environment(tuple(sorted(templates.items())))
    return {file.path: _rendered(file, environment, templates) for file in files}


@lru_cache(2)  # which has compiled the templates
def _environment(given: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    templates = dict(given)
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: _source(name, templates)),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        docstring=docstring,
        toml=toml,
        literal=text_literal,
        fit=fit,
        import_line=import_line,
        request_call=request_call,
        class_line=class_line,
        attribute_line=attribute_line,
        member_line=member_line,
        child_signature=child_signature,
        method_signature=method_signature,
    )
    return environment


def compile_templates(templates: Mapping[str, str]) -> None:
    """Compiles them before the first file is printed. A wrong one is told when it prints one."""
    environment = _environment(tuple(sorted(templates.items())))
    for name in templates:
        if name.endswith(".jinja"):
            with suppress(jinja2.TemplateError):
                environment.get_template(name)


def _source(name: str, templates: Mapping[str, str]) -> tuple[str, str, None] | None:
    """What jinja2 asks for: the text, and the name that stands in tracebacks."""
    return (templates[name], name, None) if name in templates else None


def _rendered(file: File, environment: jinja2.Environment, templates: Mapping[str, str]) -> str:
    try:
        text = environment.get_template(file.template).render(record=file.record)
    except jinja2.TemplateNotFound as error:
        raise TemplateFault(file.template, None, f'there is no template "{error.name}"') from None
    except jinja2.TemplateSyntaxError as error:
        name = error.name or file.template
        raise TemplateFault(name, error.lineno, str(error.message)) from None
    except Exception as error:  # a template can raise whatever Python can
        # The last frame in a template is where it went wrong.
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in templates:
                raise TemplateFault(frame.filename, frame.lineno, _problem(error)) from None
        raise
    return _formatted(file, text)


def _problem(error: Exception) -> str:
    """What went wrong in words; for a misspelt field, the one that is near."""
    text = str(error) or type(error).__name__
    misspelt = re.search(r"'(?:[\w.]*\.)?(\w+) object' has no attribute '(\w+)'", text)
    record = misspelt and getattr(plan_records, misspelt[1], None)
    names: tuple[str, ...] = getattr(record, "__struct_fields__", ())
    if not misspelt or not names:
        return (
            text if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {text}"
        )
    near = difflib.get_close_matches(misspelt[2], names, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"it has {', '.join(names)}"
    return f'{misspelt[1]} has no field "{misspelt[2]}"; {hint}'


def python_fault(template: str, path: str, text: str) -> TemplateFault | None:
    """The fault of a template whose text is no Python, None when it is."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        at = f"{path}:{line}" if line else path
        return TemplateFault(template, None, f"prints what is no Python at {at}: {reason}")
    return None


def _formatted(file: File, text: str) -> str:
    """Black's text; templates print that themselves but for lines that are too long."""
    text = text.rstrip("\n") + "\n"
    if not file.path.endswith((".py", ".pyi")):
        return text
    # Black takes 20 ms a module: it is asked only where it has something to change.
    if all(len(line) <= _LINE_LENGTH or _UNBREAKABLE.match(line) for line in text.split("\n")):
        return text
    try:
        return black_text(text, is_pyi=file.path.endswith(".pyi"))
    except ValueError:
        raise python_fault(file.template, file.path, text) or TemplateFault(
            file.template, None, f"Black cannot read {file.path}, which it prints"
        ) from None


def black_text(text: str, *, width: int = _LINE_LENGTH, is_pyi: bool = False) -> str:
    """Python in Black's style. Raises `ValueError` for a text that is none."""
    import black  # takes as long to load as 500 modules to print
    from black.mode import TargetVersion

    style = black.Mode(line_length=width, target_versions={TargetVersion.PY311}, is_pyi=is_pyi)
    return black.format_str(text, mode=style)


# What nothing can break: a docstring, an address or a path in one, a name in the brackets of an import, and an argument or
# an item of a dict on its own line that is one string or a string and a name.
_UNBREAKABLE = re.compile(
    r'''\s*(?:"""|https://|`|[A-Za-z_]\w* as \w+,$|f?"(?:[^"\\]|\\.)*"(?:: \w+)?,$)'''
)


def docstring(text: str, indent: int, example: str = "") -> str:
    """A docstring literal at this indent, wrapped; blank lines part paragraphs. An example stays as it is.

    Backslashes and quotes are escaped, so that no text can end the literal.
    """
    visible = text.strip()
    if not visible.replace("\n", "").isprintable():
        visible = "".join(c if c.isprintable() or c == "\n" else " " for c in text).strip()
    escaped = _escaped(visible)
    if escaped.endswith('"') and not escaped.endswith('\\"'):
        escaped = escaped[:-1] + '\\"'
    if escaped.startswith('"'):
        escaped = " " + escaped
    margin = " " * indent
    is_one_line = len(escaped) + indent + 6 <= _LINE_LENGTH or " " not in escaped.strip()
    is_one_paragraph = "\n" not in escaped and not example
    if is_one_paragraph and is_one_line:
        return f'"""{escaped}"""'
    lines: list[str] = []
    for paragraph in escaped.split("\n\n"):
        width = _LINE_LENGTH - indent - (0 if lines else 3)
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


def fit(items: Iterable[str], before: str, after: str, indent: int) -> str:
    """`before`, the items with commas and `after` on one line, or each item on a line of its own."""
    texts = list(items)
    one_line = f"{before}{', '.join(texts)}{after}"
    if indent + len(one_line) <= _LINE_LENGTH and "\n" not in one_line:
        return one_line
    margin = " " * indent
    rows = "".join(f"{margin}    {text},\n" for text in texts)
    return f"{before}\n{rows}{margin}{after}"


def import_line(statement: str, indent: int) -> str:
    """An import, its names in brackets when they do not fit."""
    if indent + len(statement) <= _LINE_LENGTH:
        return statement
    module, _, names = statement.partition(" import ")
    return fit(names.split(", "), f"{module} import (", ")", indent)


def attribute_line(attribute: Attribute) -> str:
    """The line of a model's attribute; what is too long is broken as Black breaks it."""
    value = text_literal(attribute.wire_name)
    before = f"{attribute.name}: {attribute.annotation} ="
    if 4 + len(before) + len(" field(") <= _LINE_LENGTH or not _is_union(attribute.annotation):
        return fit([value], f"{before} field(", ")", 4)
    if 4 + len(before) + len(" (") <= _LINE_LENGTH:
        return f"{before} (\n        field(\n            {value},\n        )\n    )"
    return f"{attribute.name}: (\n        {attribute.annotation}\n    ) = field(\n        {value},\n    )"


def member_line(member: EnumMember) -> str:
    """The line of a member of an enumeration."""
    value = text_literal(member.value)
    one_line = f"{member.name} = {value}"
    if 4 + len(one_line) <= _LINE_LENGTH or 8 + len(value) > _LINE_LENGTH:
        return one_line
    return f"{member.name} = (\n        {value}\n    )"


def _is_union(annotation: str) -> bool:
    """Whether Black puts an annotation that is too long into brackets."""
    return " | " in annotation


def request_call(method: Method) -> str:
    """The expression that builds the request of an operation."""
    parts = [text_literal(method.verb), *([method.suffix] if method.suffix else [])]
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
    parts = ["self", *map(_parameter, positional)]
    if keywords:
        parts += ["*", *map(_parameter, keywords)]
    parts += options
    one_line = f"def {name}({', '.join(parts)}) -> {returns}:"
    if len(one_line) + 4 <= _LINE_LENGTH:
        return one_line
    rows = "".join(f"        {_broken(part)},\n" for part in parts)
    return f"def {name}(\n{rows}    ) -> {returns}:"


def _broken(part: str) -> str:
    """A parameter on its own line, or on three as Black breaks it."""
    name, colon, rest = part.partition(": ")
    annotation, equals, default = rest.partition(" = ")
    if 8 + len(part) + 1 <= _LINE_LENGTH or not _is_union(annotation):
        return part
    return f"{name}{colon}(\n            {annotation}\n        ){equals}{default}"


def _parameter(argument: Argument) -> str:
    default = f" = {argument.default}" if argument.default else ""
    return f"{argument.name}: {argument.annotation}{default}"
