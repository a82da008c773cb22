"""The plan as text.

`File`s and the templates' texts enter; `{path: text}` leaves, formatted. It decides nothing: text
from a page goes through `docstring` or `literal` and can never become code.
"""

from __future__ import annotations

import ast
import re
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import lru_cache

import jinja2

from docgen.diagnostics.suggestion import hint
from docgen.python import records as plan_records
from docgen.python.filters import (
    UNBREAKABLE,
    address_call,
    attribute_line,
    child_signature,
    class_line,
    common_call,
    decorator,
    docstring,
    generated_from,
    import_line,
    member_line,
    method_signature,
    prose,
    request_call,
    toml,
)
from docgen.python.literals import LINE_LENGTH, fit, text_literal
from docgen.python.records import File
from docgen.python.target import TemplateFault
from docgen.records import with_texts
from docgen.syntax.plain_text import plain_text


def render_files(files: Iterable[File], templates: Mapping[str, str]) -> dict[str, str]:
    """The text of every file. `templates` are texts by name.

    Raises `TemplateFault` for a wrong template. What is printed is formatted, but not tried as
    Python where that is not needed: `python_fault` does.
    """
    environment = _environment(tuple(sorted(templates.items())))
    return {file.path: _rendered(file, environment, templates) for file in files}


@lru_cache(2)  # which has compiled the templates
def _environment(texts: tuple[tuple[str, str], ...]) -> jinja2.Environment:
    templates = dict(texts)
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
        generated_from=generated_from,
        toml=toml,
        literal=text_literal,
        prose=prose,
        fit=fit,
        import_line=import_line,
        address_call=address_call,
        common_call=common_call,
        request_call=request_call,
        class_line=class_line,
        decorator=decorator,
        attribute_line=attribute_line,
        member_line=member_line,
        child_signature=child_signature,
        method_signature=method_signature,
    )
    return environment


def compile_templates(templates: Mapping[str, str]) -> None:
    """Compiles them before the first file is printed. A wrong one is reported when it prints one."""
    environment = _environment(tuple(sorted(templates.items())))
    for name in templates:
        if name.endswith(".jinja"):
            with suppress(jinja2.TemplateError):
                environment.get_template(name)


def _source(name: str, templates: Mapping[str, str]) -> tuple[str, str, None] | None:
    """The result that jinja2 expects: the text, and the name for tracebacks."""
    return (templates[name], name, None) if name in templates else None


def _rendered(file: File, environment: jinja2.Environment, templates: Mapping[str, str]) -> str:
    record = with_texts(file.record, plain_text)
    try:
        text = environment.get_template(file.template).render(record=record)
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
    advice = hint(misspelt[2], names) or f"; it has {', '.join(names)}"
    return f'{misspelt[1]} has no field "{misspelt[2]}"{advice}'


def python_fault(template: str, path: str, text: str) -> TemplateFault | None:
    """The fault of a template whose text is no Python, None when it is."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        at = f"{path}:{line}" if line else path
        return TemplateFault(template, None, f"prints invalid Python at {at}: {reason}")
    return None


def _formatted(file: File, text: str) -> str:
    """Black's text; templates print that themselves but for lines that are too long."""
    text = text.rstrip("\n") + "\n"
    if not file.path.endswith((".py", ".pyi")):
        return text
    # Black takes 20 ms a module: it runs only where it has something to change.
    if all(len(line) <= LINE_LENGTH or UNBREAKABLE.match(line) for line in text.split("\n")):
        return text
    try:
        return black_text(text, is_pyi=file.path.endswith(".pyi"))
    except ValueError:
        raise python_fault(file.template, file.path, text) or TemplateFault(
            file.template, None, f"Black cannot read {file.path}, which it prints"
        ) from None


def black_text(text: str, *, width: int = LINE_LENGTH, is_pyi: bool = False) -> str:
    """Python in Black's style. Raises `ValueError` for a text that is none."""
    import black  # takes as long to load as 500 modules to print
    from black.mode import TargetVersion

    style = black.Mode(line_length=width, target_versions={TargetVersion.PY311}, is_pyi=is_pyi)
    return black.format_str(text, mode=style)
