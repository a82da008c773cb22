"""The parts of a fence below its request line: what is sent, and what answers.

    POST /lamps
    Body: {"color": "red"}

    Response: {"id": 1}              also `201 Created`, or a word alone, and the answer below it

The lines of a fence enter; the numbers of those of answers leave, with their statuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docgen.reading.dialects.vocabulary import Vocabulary
from docgen.reading.messages.fence_labels import Status

# "201", "HTTP/1.1 200 OK", "-> 204 No Content:" below a request in its fence
_ANSWERED = re.compile(
    r"[ \t]*(HTTP/[\d.]+[ \t]+|[-=]?>[ \t]*|<-*[ \t]*|//[ \t]*|#[ \t]*)?([1-5]\d\d)(?:[ \t]+[A-Za-z][\w -]*)?:?[ \t]*\Z"
)
_LONGEST_ANSWERED = 40  # characters of a line that says that an answer comes
_LABELLED_JSON = re.compile(r"[ \t]*([A-Za-z][A-Za-z ]{0,30}+)[ \t]*:[ \t]*(?=[{\[])")
_OF_JSON = ("body", "parameters", "request", "response")  # labels in a fence


def answers_in(words: Vocabulary, lines: Sequence[str]) -> Iterator[tuple[int, Status]]:
    """The lines of a fence below which an answer stands: of a status, `201 Created`, or of a word, `Response:`."""
    for number, line in enumerate(lines):
        label = _LABELLED_JSON.match(line)
        words_of_line = label[1] if label else line
        if not number or not line.strip() or len(words_of_line) > _LONGEST_ANSWERED:
            continue
        if code := _ANSWERED.match(words_of_line):
            # A number in JSON has no empty line above.
            if code[1] or not lines[number - 1].strip():
                yield number, Status(int(code[2]))
        elif words.is_part(words_of_line) and words.means(words_of_line, "response"):
            yield number, Status(200, is_stated=False)


def without_label(words: Vocabulary, line: str) -> str:
    """A line with spaces in place of a label before JSON: `Body: {"color": "red"}`."""
    label = _LABELLED_JSON.match(line)
    is_label = label is not None and words.means(label[1], *_OF_JSON)
    return " " * label.end() + line[label.end() :] if label and is_label else line
