"""What stands for a sentence of a page until it is shown.

A page's path and a number enter; an id that no author can write leaves, for no page holds a NUL.
"""

from __future__ import annotations


def message_id(page: str, number: int) -> str:
    """The id of a sentence of a page, counted from 0."""
    return f"\0{page}\0{number}"


def is_message_id(text: str) -> bool:
    return text.startswith("\0")


def page_of(message_id: str) -> str:
    """The path of the page that has the sentence."""
    return message_id.split("\0")[1]
