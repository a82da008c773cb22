"""Writes the files of an API: all of them, or edited sentences into the existing ones.

An `Api` and its `PreviousBuild` enter; its files are written, and a report leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from docgen.diagnostics.baseline import compare_baseline
from docgen.diagnostics.diagnostic import LEVELS, amount, amounts
from docgen.diagnostics.position import with_included
from docgen.driver.messages import MessageId, edited_messages, keyed_pages
from docgen.driver.previous_build import PreviousBuild
from docgen.driver.read_pages import reading
from docgen.project.cache import Run
from docgen.project.configuration import Api
from docgen.project.files import read_baseline, write_file
from docgen.project.lock import Decided, LockEntry
from docgen.project.lock_file import decisions, forget_part, known_part, relative, write_lock
from docgen.project.output import replace_package, written_digest, written_files
from docgen.project.sources import SourceFiles
from docgen.project.templates import read_templates
from docgen.project.up_to_date import Freshness
from docgen.project.usage import UsageError
from docgen.records import replace
from docgen.syntax.hashing import digest


def generated(api: Api, names: set[str], known: Freshness) -> Run:
    """Brings the files of an API up to date. `names` are all APIs of the lock."""
    runs = PreviousBuild(known)
    return _reworded(api, names, known, runs) or _rebuilt(api, names, known, runs)


def _rebuilt(api: Api, names: set[str], known: Freshness, runs: PreviousBuild) -> Run:
    """Generates all files of an API."""
    accepted = read_baseline(api.baseline)
    with reading(api, known.source_files) as (pages, workers):
        # What links and plans is loaded while pages are read; an edited sentence needs none of it.
        from docgen.driver.products import (
            build_products,
            files_to_write,
            findings_of,
            lock_entry,
            spec_amounts,
        )

        products = build_products(api, pages, workers)
    lock = lock_entry(api, products, files_to_write(api, products)) if api.lock else None
    _write(api, names, lock, products.files, products.exports)
    read = products.linked.value
    spec = read.linked.spec
    report = (
        f"{api.package}: {amount(len(read.linked.pages), 'page')}; {spec_amounts(spec)}; "
        f"{_file_names(api, products.files)}\n"
    )
    if read.request_counts:
        report += f"{api.package}: {read.request_counts}\n"
    new, _ = compare_baseline(findings_of(api, products), accepted)
    counts = Counter(finding.level for finding in new)
    report += _counts_text(api, counts)
    is_empty = not (spec.operations or spec.types or spec.enums)
    if is_empty:
        report += (
            f"{api.package}: nothing was made; the pages document neither a type nor an operation; "
            f"next: docgen survey {api.pages}, which lists the words that are not understood\n"
        )
    run = Run(
        outputs=written_digest(api),
        report=report,
        has_errors=is_empty or counts["error"] > 0,
        has_warnings=counts["warning"] > 0,
    )
    if not api.exports and not api.has_examples:  # which hold sentences outside of the plan
        runs.store(run, products.snapshot)
    return run


def _counts_text(api: Api, counts: Mapping[str, int]) -> str:
    """The lines of the report about findings, with the next command."""
    if not (counts["error"] or counts["warning"]):
        return ""
    unlisted = f" that {api.baseline} does not list" if api.baseline else ""
    text = (
        f"{api.package}: {amounts(counts, LEVELS[:2])}{unlisted}; "
        f"see them with: docgen lint {api.pages}{_reading(api)}\n"
    )
    if counts["error"] and api.lock:
        key = "" if api.baseline else 'write baseline = "known.txt" in docgen.toml, then '
        text += f"{api.package}: to accept known errors, {key}run: docgen lint --update\n"
    return text


def _reading(api: Api) -> str:
    """The options with which `docgen lint` reads the pages in the same way; it finds docgen.toml by itself."""
    return f" --dialect {api.dialect}" if api.dialect and not api.lock else ""


def _reworded(api: Api, names: set[str], known: Freshness, runs: PreviousBuild) -> Run | None:
    """Puts edited sentences into the files of the last run; None where more than sentences may have changed."""
    last = runs.last()
    pages = runs.changed(last) if last else None
    folder = api.folder
    if last is None or pages is None or folder is None:
        return None
    from docgen.driver.descriptions import affected_by, described_fingerprints, pages_of, reprinted

    edited: dict[MessageId, str] = {}
    for old, new in pages:
        messages = edited_messages(old, new)
        if messages is None:
            return None
        edited |= messages
    part = affected_by(last.snapshot, edited.keys())
    old_pages = runs.old_pages(last, pages_of(part))
    if old_pages is None:
        return None
    _, before = keyed_pages(old_pages.values())
    now = {**before, **edited}
    templates = read_templates(api.templates)
    # The existing files must be those that the last plan prints: a cache may be of another machine.
    was = reprinted(part.files, before, templates)
    if any(_text(folder / path) != text for path, text in was.items()):
        return None
    files = reprinted(part.files, now, templates)
    lock = None
    if api.lock:
        before_edit = known_part(api)
        assert before_edit is not None, "the last run's files are there, its lock too"
        symbols = described_fingerprints(part.symbols, now)
        lock = _reworded_lock(api, before_edit, files, symbols, known.source_files)
    _write(api, names, lock, dict.fromkeys(written_files(folder)) | files)
    run = replace(last.run, outputs=written_digest(api))
    runs.store(run, last.snapshot)
    return run


def _reworded_lock(
    api: Api,
    entry: LockEntry,
    files: Mapping[str, str],
    symbols: Mapping[str, str],
    source_files: SourceFiles,
) -> LockEntry:
    """The entry of the last run with what edited sentences change."""
    folder = api.target
    outputs = {relative(api, folder / path): digest(text) for path, text in files.items()}
    return replace(
        entry,
        pages={source.path: digest(source.text) for source in with_included(source_files.sources)},
        spec={**entry.spec, **symbols},
        outputs={**entry.outputs, **outputs},
    )


def _file_names(api: Api, files: Mapping[str, str]) -> str:
    """Where the files of an API are."""
    if api.folder:
        return f"{amount(len(files), 'file')} in {api.folder}"
    return ", ".join(str(path) for path in api.exports.values())


def _text(path: Path) -> str:
    """The text of a generated file, "" for one that cannot be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write(
    api: Api,
    names: set[str],
    lock: LockEntry | None,
    files: Mapping[str, str | None],
    exports: Mapping[Path, str] | None = None,
) -> None:
    """Swaps the package in. While writing, the lock has no hashes for it, so an interrupted run is detected.

    A file whose text is None stays as it is. `names` are all APIs of the lock.
    """
    before, _ = decisions(api)
    if lock:
        write_lock(api, Decided(path_prefix=lock.path_prefix, names=lock.names))
    try:
        if api.folder:
            replace_package(api.folder, files)
    except UsageError:
        if before:
            write_lock(api, before)
        elif api.lock:
            forget_part(api)
        raise
    for path, text in (exports or {}).items():
        write_file(path, text)
    if lock:
        write_lock(api, lock, names)
