"""The messages of a webhook, as who receives them has them.

The `SampleDoc`s of a section leave as responses, and what is no content leaves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.reading.page import SampleDoc
from docgen.records import replace
from docgen.syntax.form_content import form_fields, form_value, is_form
from docgen.syntax.headers import header


def as_received(samples: Sequence[SampleDoc]) -> Iterator[SampleDoc]:
    """The declaration and the responses as they are; requests with content as responses, forms with their fields."""
    for sample in samples:
        if sample.is_declaration or sample.message.status:
            yield sample
        elif sample.message.body:
            message = replace(sample.message, method="", target="", status=200)
            media_type = header(message.headers, "content-type")
            if not sample.has_value and is_form(media_type):
                # One field a line, for readability.
                text = "".join(line.strip() for line in message.body.split("\n"))
                fields = form_fields(media_type, text)
                value = form_value(each._replace(text=each.text.strip('"')) for each in fields)
                sample = replace(sample, value=value, has_value=bool(value))
            yield replace(sample, message=message, has_usual_status=True)
