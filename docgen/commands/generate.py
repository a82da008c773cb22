"""`docgen generate`: the SDK of each API, and the files that go with it."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

from docgen.arguments import complain
from docgen.build import build_texts
from docgen.cache import Run
from docgen.commands.apis import asked_apis, build_all, how_read, made_of, wanted_files
from docgen.configuration import Api, UsageError, license_name, package_name, release
from docgen.dialect import DialectError, is_file_of_dialect
from docgen.lock import Made, mark
from docgen.packages import (
    forget_part,
    known_part,
    made_digest,
    relative,
    replace_package,
    write_file,
    write_lock,
    written_files,
)
from docgen.page import edited_sentences, prose_of
from docgen.rewording import pages_of, with_sentences, worded_marks
from docgen.watching import changes
from docgen.workspace import Found, Memory, memory, read_templates


def run(options: argparse.Namespace) -> int:
    """0, or 1 when the pages have errors: what they spoil is not in the SDK. With `--watch` only Ctrl-C ends it."""
    if options.watch:
        _watch(options)
    has_errors = False
    apis = _asked(options)
    for api in apis:
        run, _ = _generated(api, apis)
        print(run.told, end="")
        has_errors = has_errors or run.has_errors
    return 1 if has_errors else 0


def _watch(options: argparse.Namespace) -> NoReturn:
    """Generates after every change. What is wrong at first is raised, what becomes wrong is told."""
    apis = _asked(options)
    is_first = True
    for _ in changes(lambda: _inputs(options, apis)):
        try:
            apis = _asked(options)
            for api in apis:
                run, is_new = _generated(api, apis)
                print(run.told if is_new or is_first else "", end="", flush=True)
            if is_first:
                print("watching; Ctrl-C stops", flush=True)
        except (UsageError, DialectError, OSError) as error:
            if is_first:
                raise
            complain(str(error), 2)
        is_first = False
    raise AssertionError("watching ended by itself")


def _inputs(options: argparse.Namespace, apis: Iterable[Api]) -> Iterator[Path]:
    """All that decides what is generated."""
    if options.pages is None:
        yield options.config
        yield options.config.with_name("pyproject.toml")
    for api in apis:
        yield api.pages
        if api.templates:
            yield api.templates
        if api.dialect and is_file_of_dialect(api.dialect):
            yield Path(api.dialect)


def _asked(options: argparse.Namespace) -> list[Api]:
    if options.pages is None:
        if options.package or options.output or any(_choice(options).values()):
            raise UsageError("options that say what to make need PAGES_DIR before them")
        return asked_apis(options)
    if options.package is None or options.output is None:
        raise UsageError("give --package NAME and --output DIR with PAGES_DIR")
    api = Api(
        pages=options.pages,
        package=package_name(options.package),
        output=options.output,
        dialect=options.dialect,
        **_choice(options),
        **how_read(options),
    )
    return [api]


def _generated(api: Api, apis: Iterable[Api]) -> tuple[Run, bool]:
    """What a run gave, and whether there was anything to do. `apis` are all that the lock is of."""
    names = {relative(api, other.folder) for other in apis} if api.lock else set[str]()
    with memory(api) as known:
        run = known.run()
        if run is not None:
            return run, False
        run = _reworded(api, names, known) or _made(api, names, known)
        known.keep(run)
        return run, True


def _choice(options: argparse.Namespace) -> dict[str, Any]:
    names = (name.strip() for given in options.types or () for name in given.split(","))
    return {
        "include": tuple(options.include or ()),
        "exclude": tuple(options.exclude or ()),
        "types": tuple(filter(None, names)),
        "templates": options.templates,
        "examples": options.examples,
        "distribution": release(options.distribution),
        **({"license": license_name(options.license)} if options.license else {}),
    }


def _made(api: Api, names: set[str], known: Memory) -> Run:
    """Generates all that is asked for of an API."""
    made = build_all(api, known.found)
    lock = made_of(api, made, wanted_files(api, made)) if api.lock else None
    _write(api, names, lock, made.files, made.exports)
    spec = made.read.linked.spec
    counts = Counter(d.level for d in made.read.diagnostics)
    told = (
        f"{api.package}: {len(made.read.sources)} pages; {len(spec.types)} types, {len(spec.enums)} enums, "
        f"{len(spec.operations)} operations; {len(made.files)} files in {api.folder}\n"
    )
    if counts["error"] or counts["warning"]:
        told += (
            f"{api.package}: {counts['error']} errors, {counts['warning']} warnings; "
            f"see them with: docgen lint {api.pages}\n"
        )
    run = Run(outputs=made_digest(api), told=told, has_errors=counts["error"] > 0)
    if not api.exports and not api.has_examples:  # which hold sentences outside of the plan
        known.keep_last(run, made.made)
    return run


def _reworded(api: Api, names: set[str], known: Memory) -> Run | None:
    """What the last run made with edited sentences put in; None where more than sentences may have changed."""
    last = known.last()
    pages = known.changed(last) if last else None
    if last is None or pages is None:
        return None
    edited: set[str] = set()
    for old, new in pages:
        found = edited_sentences(old, new)
        if found is None:
            return None
        edited |= found
    part = with_sentences(last.made, edited)
    shown = known.old_pages(last, pages_of(part))
    if shown is None:
        return None
    before = prose_of(shown.values())
    now = before | prose_of(new for _, new in pages)
    templates = read_templates(api.templates)
    # What is there is what the last plan prints: a cache that came from elsewhere brings nothing in.
    was = build_texts(part.files, before, templates)
    if any(_text(api.folder / path) != text for path, text in was.items()):
        return None
    files = build_texts(part.files, now, templates)
    lock = (
        _reworded_lock(api, files, worded_marks(part.symbols, now), known.found)
        if api.lock
        else None
    )
    _write(api, names, lock, dict.fromkeys(written_files(api.folder)) | files)
    run = replace(last.run, outputs=made_digest(api))
    known.keep_last(run, last.made)
    return run


def _reworded_lock(
    api: Api, files: Mapping[str, str], symbols: Mapping[str, str], found: Found
) -> Made:
    """The lock of the last run with what edited sentences change."""
    made = known_part(api)
    assert made is not None, "the last run's files are there, its lock too"
    outputs = {relative(api, api.folder / path): mark(text) for path, text in files.items()}
    return replace(
        made,
        pages={source.path: mark(source.text) for source in found.sources},
        spec={**made.spec, **symbols},
        outputs={**made.outputs, **outputs},
    )


def _text(path: Path) -> str:
    """The text of a generated file, "" for one that cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write(
    api: Api,
    names: set[str],
    lock: Made | None,
    files: Mapping[str, str | None],
    exports: Mapping[Path, str] | None = None,
) -> None:
    """Swaps the package in. The lock says meanwhile that files are being written, and no false hash after a kill.

    A file whose text is None stays as it is. `names` are what the lock is of.
    """
    before = known_part(api) if api.lock else None
    if api.lock:
        write_lock(api, None)
    try:
        replace_package(api.folder, files)
    except UsageError:
        if before:
            write_lock(api, before)
        elif api.lock:
            forget_part(api)
        raise
    for path, text in (exports or {}).items():
        write_file(path, text)
    if api.lock:
        write_lock(api, lock, names)
