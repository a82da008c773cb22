"""Changes for people and for tools: text, Markdown, a changelog, JSON, GitHub annotations.

In: changes, and the folders of both sides. Out: text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from docgen.diagnostics.envelope import json_report
from docgen.diagnostics.position import Span
from docgen.diff.changes import LEVELS, Change, advice

_WHO = {"wire": "On the wire", "python": "In the generated Python"}
_TITLES = {
    "breaking": "Breaking changes",
    "risky": "Risky changes",
    "compatible": "Compatible changes",
}
_LONGEST_LIST = 200  # changes of a level in Markdown: a comment on GitHub holds 65,536 characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """What is put before the paths of pages: "docs/", "HEAD~1:docs/"."""

    old: str = ""
    new: str = ""


def _place(folder: str, at: Span | None) -> str:
    return f"{folder}{at.path}:{at.line}" if at else ""


def _places(item: Change, folders: Folders) -> str:
    """Its places on the sides that have lines."""
    old, new = _place(folders.old, item.old), _place(folders.new, item.new)
    if old and new:
        return f"{old} -> {new}"
    return f"was {old}" if old else f"now {new}" if new else ""


def _grouped(changes: Iterable[Change]) -> list[tuple[Change, ...]]:
    """Changes, in one group those of several operations of a page with the same words.

    A page documents one request at several addresses, so an edited line is one change of each.
    """
    groups: dict[tuple[object, ...], list[Change]] = {}
    for item in changes:
        message = item.message.replace(item.operation, "") if item.operation else item.fingerprint
        pages = tuple(at and at.path for at in (item.old, item.new))
        key = (item.id, item.level, item.direction, message, pages)
        groups.setdefault(key, []).append(item)
    return [tuple(items) for items in groups.values()]


def _likewise(items: Sequence[Change]) -> list[str]:
    return [f"likewise {item.operation}" for item in items[1:]]


def _counts(changes: Sequence[Change]) -> str:
    counts = Counter(c.level for c in changes)
    return ", ".join(f"{counts[level]} {level}" for level in LEVELS)


def diff_text(changes: Sequence[Change], folders: Folders) -> str:
    """A line a change, places and like operations below it, and the advice at the end."""
    if not changes:
        return "no changes; version: patch\n"
    rows: list[str] = []
    for items in _grouped(changes):
        item = items[0]
        rows.append(f"{item.level} {item.id} ({item.direction}): {item.message}")
        if places := _places(item, folders):
            rows.append(f"    {places}")
        rows += [f"    {text}" for text in _likewise(items)]
    what = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    rows.append(f"{what}: {_counts(changes)}; version: {advice(changes)}")
    return "".join(f"{_one_line(row)}\n" for row in rows)


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def diff_markdown(changes: Sequence[Change], folders: Folders) -> str:
    """A summary for a pull request: counts, then each level; what is compatible is folded away."""
    if not changes:
        return "### API changes: none\n\nThe version may stay or raise its **patch** part.\n"
    rows = [f"### API changes: {_counts(changes)}", ""]
    rows += [f"Raise the **{advice(changes)}** part of the version.", ""]
    for level in LEVELS:
        groups = _grouped(c for c in changes if c.level == level)
        if not groups:
            continue
        title = f"{_TITLES[level]} ({sum(map(len, groups))})"
        is_folded = level == "compatible"
        rows += [f"<details><summary>{title}</summary>", ""] if is_folded else [f"#### {title}", ""]
        rows += ["| Change | Direction | Where |", "|:---|:---|:---|"]
        for items in groups[:_LONGEST_LIST]:
            item = items[0]
            where = _code(_places(item, folders)) if _places(item, folders) else ""
            text = f"{_as_markdown(item.message)} (`{item.id}`)"
            text = "<br>".join((text, *map(_as_markdown, _likewise(items))))
            rows.append(f"| {text} | {item.direction} | {where} |")
        if left := sum(map(len, groups[_LONGEST_LIST:])):
            rows.append(f"| and {left} more | | |")
        rows += ["", "</details>", ""] if is_folded else [""]
    return "\n".join(rows)


def diff_changelog(changes: Sequence[Change], folders: Folders) -> str:
    """A section in the form of https://keepachangelog.com, without line numbers: they would become wrong."""
    if not changes:
        return "## Unreleased\n\nNo changes of the API.\n"
    rows = ["## Unreleased", "", f"Version: {advice(changes)}.", ""]
    for heading in ("Removed", "Changed", "Deprecated", "Added"):
        under_heading = [c for c in changes if _heading(c) == heading]
        rows += [f"### {heading}", ""] if under_heading else []
        for who, title in _WHO.items():
            groups = _grouped(c for c in under_heading if c.about == who)
            rows += [f"{title}:", ""] if groups else []
            for items in groups:
                level = "" if items[0].level == "compatible" else f"**{items[0].level}**: "
                text = "; ".join((items[0].message, *_likewise(items)))
                rows.append(f"- {level}{_as_markdown(text)}")
            rows += [""] if groups else []
    return "\n".join(rows)


def _heading(item: Change) -> str:
    if item.id == "deprecated":
        return "Deprecated"
    ending = item.id.rpartition("-")[2]
    return ending.capitalize() if ending in ("added", "removed") else "Changed"


_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")


def _as_markdown(text: str) -> str:
    """Text of which nothing becomes markup (CommonMark 2.4)."""
    return _MARKUP.sub(r"\\\1", _one_line(text))


def _code(text: str) -> str:
    """A code span that a table cell may hold (GFM 4.10)."""
    fence = "``" if "`" in text else "`"
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{text.replace('|', chr(92) + '|')}{pad}{fence}"


def diff_json(changes: Sequence[Change], folders: Folders) -> str:
    """An object with advice, counts and changes."""

    def place(folder: str, at: Span | None) -> dict[str, str | int] | None:
        return {"path": folder + at.path, "line": at.line, "column": at.column} if at else None

    rows = [
        {
            "id": c.id,
            "level": c.level,
            "direction": c.direction,
            "about": c.about,
            "subject": c.subject,
            "operation": c.operation or None,
            "message": c.message,
            "before": c.before,
            "after": c.after,
            "evidence": c.evidence,
            "old": place(folders.old, c.old),
            "new": place(folders.new, c.new),
            "fingerprint": c.fingerprint,
        }
        for c in changes
    ]
    counts = Counter(c.level for c in changes)
    return json_report(
        "diff",
        advice=advice(changes),
        counts={level: counts[level] for level in LEVELS},
        changes=rows,
    )


_COMMANDS = {"breaking": "error", "risky": "warning", "compatible": "notice"}


def diff_github(changes: Sequence[Change], folders: Folders) -> str:
    """Workflow commands, one a line; without a line for what the new pages do not hold.

    GitHub shows ten of each level in a step, so those of like operations are one.
    """
    rows: list[str] = []
    for items in _grouped(changes):
        item = items[0]
        at = item.new
        where = ""
        if at:
            where = f"file={_property(folders.new + at.path)},line={at.line},col={at.column},"
        message = _data("\n".join((item.message, *_likewise(items))))
        rows.append(f"::{_COMMANDS[item.level]} {where}title={item.id}::{message}\n")
    return "".join(rows)


def _data(text: str) -> str:
    text = "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Sequence[Change], Folders], str]] = {
    "text": diff_text,
    "markdown": diff_markdown,
    "changelog": diff_changelog,
    "json": diff_json,
    "github": diff_github,
}
