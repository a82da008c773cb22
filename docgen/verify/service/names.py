"""Places in answers, such as "users[].name", and comments in samples."""

from __future__ import annotations

import re


def join(before: str, name: str) -> str:
    """The place of a key in an object: "users[].name"."""
    return f"{before}.{name}" if before else name


def comment(line: str) -> str:
    """The comment of a line in a sample, "" without one."""
    match = re.search(r"(?<!:)//(.*)|(?<!\S)#(.*)", line)
    return (match[1] or match[2] or "") if match else ""


def last_key(name: str) -> str:
    """The last key of a place."""
    return name.rpartition(".")[2]
