"""The templates of docgen, and those of a user in their place."""

from __future__ import annotations

from pathlib import Path

import docgen
from docgen.diagnostics.suggestion import hint
from docgen.project.usage import UsageError


def read_templates(own: Path | None = None) -> dict[str, str]:
    """The Python target by path, a file of the folder `own` in place of the same path of docgen's.

    Raises `UsageError` for a file in `own` that nothing would use.
    """
    templates = _built_in_templates()
    if own is None:
        return templates
    if not own.is_dir():
        raise UsageError(f"{own} is not a folder; --templates takes one with files such as {_ONE}")
    own_texts = _texts(own, (*_TEMPLATES, ".jinja2", ".j2"))
    known = list(templates)
    templates |= own_texts
    for name in own_texts:
        is_used = name in known or name.startswith("runtime/") and name.endswith(".py")
        if not is_used and not any(
            f'"{name}"' in t or f"'{name}'" in t for t in own_texts.values()
        ):
            advice = hint(name, known) or f"; known: {', '.join(known)}"
            raise UsageError(f"{own / name} does not override a template{advice}")
    return templates


_ONE = "model.py.jinja"

_TEMPLATES = (".jinja", ".toml", ".py")


def _built_in_templates() -> dict[str, str]:
    """Inside the package when installed, beside it in a checkout."""
    here = Path(docgen.__file__).parent
    folder = next(
        p
        for p in (here / "templates" / "python", here.parent / "templates" / "python")
        if p.is_dir()
    )
    return _texts(folder, _TEMPLATES)


def _texts(folder: Path, endings: tuple[str, ...]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        is_hidden = any(part.startswith((".", "__pycache__")) for part in name.parts)
        if path.suffix in endings and path.is_file() and not is_hidden:
            try:
                texts[name.as_posix()] = path.read_text("utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise UsageError(f"cannot read {path}: {error}") from None
    return texts
