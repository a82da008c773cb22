"""One side of a comparison, read: a folder of pages, a spec.json, or either in a revision of git.

What was typed enters; a spec leaves, and what to put before the paths of its pages. With `workspace`
and `packages` it touches the disk, and it alone runs git.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.driver.read_pages import read_unlinked
from docgen.driver.workspace import decided, linked_spec
from docgen.openapi.read_document import is_openapi, read_openapi
from docgen.openapi.read_schemas import DocumentError
from docgen.project.configuration import Api
from docgen.project.lock import Decided, read_lock
from docgen.project.lock_file import relative
from docgen.project.usage import UsageError
from docgen.records import replace
from docgen.spec.hierarchy import Hierarchy
from docgen.spec.model import Spec
from docgen.spec.spec_json import SpecError, from_json
from docgen.spec.subset import SubsetError, subset

_HELP = "name a folder of pages, a spec.json, an OpenAPI document, or a revision of one, e.g. HEAD~1:docs/api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    spec: Spec
    folder: str  # "docs/api/", "HEAD~1:docs/api/"; "" for a file, which has no lines
    is_openapi: bool = False


def read_side(text: str, api: Api, *, git: Path = Path(".")) -> Side:
    """The side that OLD or NEW names. `api` configures how pages are read; `git` is a folder in the repository.

    Raises `UsageError` for what is not there or cannot be read.
    """
    if not text:
        raise UsageError(f'"" names nothing; {_HELP}')
    path = Path(text)
    try:
        if path.is_dir():
            return Side(
                spec=_pages(path, api, decided(api)), folder=path.as_posix().rstrip("/") + "/"
            )
        if path.is_file():
            return _file(path.read_bytes(), text)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {text}: {error}") from None
    revision, colon, inside = text.partition(":")
    if not colon:
        raise UsageError(f"{text} does not exist; {_HELP}")
    if not revision or revision.startswith("-"):
        raise UsageError(f'"{text}" names no revision before the colon; {_HELP}')
    if not _git(git, "rev-parse", "--git-dir"):
        raise UsageError(f"{text} does not exist, and this is not a git repository; {_HELP}")
    if not _git(git, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"):
        is_shallow = _git(git, "rev-parse", "--is-shallow-repository") == b"true\n"
        help = "this clone is shallow; run: git fetch --unshallow"
        raise UsageError(
            f'git does not know the revision "{revision}"; {help if is_shallow else _HELP}'
        )
    # A path without ./ or ../ is one from the top of the repository, and "." alone is none.
    at = f"{revision}:{inside if inside in ('./', '../') else inside.rstrip('/')}"
    kind = _git(git, "cat-file", "-t", at).decode().strip()
    if kind == "blob":
        return _file(_git(git, "cat-file", "blob", at), text)
    if kind != "tree":
        raise UsageError(f'"{inside}" is not in the revision {revision}; {_HELP}')
    with tempfile.TemporaryDirectory(prefix="docgen-") as folder:
        with tarfile.open(fileobj=io.BytesIO(_archive(git, at))) as tar:
            files = [member for member in tar.getmembers() if member.isfile() or member.isdir()]
            # Python 3.11.4 has filters. git has no path that leads out of its tree.
            filters: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            tar.extractall(folder, files, **filters)
        try:
            spec = _pages(Path(folder), api, _decided(revision, api))
        except UsageError as error:
            raise UsageError(str(error).replace(folder, text.rstrip("/"))) from None
    return Side(spec=spec, folder=text.rstrip("/") + ("/" if inside else ""))


def _archive(git: Path, at: str) -> bytes:
    """The files of a folder in a revision."""
    # A tree has no attributes of its own here: export-ignore and export-subst change no page.
    tree = _git(git, "rev-parse", "--verify", "--quiet", at).decode().strip()
    # Below the top of a repository git archives only the current folder of a tree.
    top = _git(git, "rev-parse", "--show-toplevel").decode().removesuffix("\n")
    return _git(Path(top) if top else git, "archive", "--format=tar", tree)


def _decided(revision: str, api: Api) -> Decided | None:
    """What docgen.lock had decided for an API in a revision; None where it cannot be read."""
    if api.lock is None:
        return None
    text = _git(api.lock.parent, "cat-file", "blob", f"{revision}:./{api.lock.name}")
    try:
        return read_lock(text.decode("utf-8")).get(relative(api, api.target))
    except ValueError:
        return None


def _pages(folder: Path, api: Api, known: Decided | None) -> Spec:
    read = read_unlinked(replace(api, pages=folder))
    for fault in (d for d in read.unreadable if d.level == "error"):
        # All that such a page documents would be reported as removed, or as new.
        raise UsageError(f"cannot read {read.folder}{fault.at.path}: {fault.message}")
    spec = linked_spec(api, read, known).spec
    selection = (api.include, api.exclude, api.types)
    try:
        return subset(spec, *selection) if any(selection) else spec
    except SubsetError as error:
        raise UsageError(f"{read.folder}: {error}") from None


def _file(content: bytes, name: str) -> Side:
    """A spec.json or an OpenAPI document."""
    try:
        text = content.decode("utf-8-sig")
        if is_openapi(text):
            return Side(spec=read_openapi(text), folder="", is_openapi=True)
        spec = from_json(text)
    except DocumentError as error:
        raise UsageError(f"{name} is not an OpenAPI document: {error}") from None
    except (SpecError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is not a spec.json: {error}") from None
    if problem := _broken(spec):
        raise UsageError(f"{name} is not a spec.json of docgen: {problem}")
    return Side(spec=spec, folder="")


def _broken(spec: Spec) -> str:
    """What a spec that was edited by hand may have, and no linked one has; "" for a good one."""
    hierarchy = Hierarchy(spec.types)
    names = [item.name for item in (*spec.types, *spec.enums)] + [o.id for o in spec.operations]
    for name, count in Counter(names).items():
        if count > 1:
            return f"{name} is there {count} times"
    for item in spec.types:
        base = hierarchy.types.get(item.base)
        if item.base and (base is None or base.kind == "alias"):
            return f"the base type {item.base} of {item.name} is no entity or complex type"
        if item.name in hierarchy.ancestors(item.name):
            return f"{item.name} derives from itself"
    return ""


def _git(folder: Path, *arguments: str) -> bytes:
    """What git prints; nothing when it fails."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True)
    except OSError as error:
        raise UsageError(f"cannot run git: {error.strerror}") from None
    return done.stdout if done.returncode == 0 else b""
