"""The messages in the row of a request line: JSON in its cells.

    | Method | Path   | Body              | Response  |
    |--------|--------|-------------------|-----------|
    | POST   | /lamps | `{"color": "red"}` | `{"id": 1}` |

A request line and its operation enter; `SampleDoc`s leave.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.reading.entries.declaration import Declaration
from docgen.reading.messages.fence_labels import Status
from docgen.reading.messages.sample_docs import body_place, is_json_text, sample_doc
from docgen.reading.messages.texts import response_of
from docgen.reading.page import OperationDoc, SampleDoc
from docgen.reading.page_reader import PageReader
from docgen.reading.references.request_rows import contents
from docgen.records import replace
from docgen.syntax.http_message import WITH_CONTENT, Message


def row_samples(
    page: PageReader, declaration: Declaration, operation: OperationDoc
) -> Iterator[SampleDoc]:
    """The request of a row, and the response of success in it; nothing where its cells have no JSON."""
    shown = {
        place: fence for _, place, fence in contents(page, declaration) if is_json_text(fence.text)
    }
    sent = shown.get("body") if declaration.method in WITH_CONTENT else None
    answer = shown.get("response")
    if sent is None and answer is None:
        return
    message = Message(method=declaration.method, target=operation.targets[0].target)
    if sent:
        message = replace(message, body=sent.text.strip())
        yield sample_doc(page, body_place(sent), None, message, False)
    else:
        request = sample_doc(page, declaration.at, None, message, True)
        yield replace(request, is_declaration=True)
    if answer:
        stated = [status for status in operation.statuses if 200 <= status < 300]
        yield response_of(page, answer, Status(stated[0] if stated else 200, bool(stated)))
