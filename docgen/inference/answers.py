"""What an operation answers, as its samples and the tables of its responses show it.

Operations enter; their `Answer`s leave.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.inference.envelopes import Answer
from docgen.inference.listed import placed
from docgen.inference.nouns import Place, place
from docgen.inference.shapes import NOTHING, Shape, merged, shape_of
from docgen.records import replace
from docgen.spec.model import Operation, SampleResponse


def answer_of(operation: Operation, listed: Shape = NOTHING) -> Answer | None:
    """The successful answers of an operation; None where no sample, and no table, shows any content."""
    shape = placed(_shape(operation), listed)
    if shape is NOTHING:
        return None
    return Answer(
        operation=operation.id, method=operation.method, place=place_of(operation), shape=shape
    )


def _shape(operation: Operation) -> Shape:
    """The shape of an operation's successful answers. One without a key of the largest is about something else."""
    shapes = [shape_of(response.json) for _, response in successes(operation)]
    largest = max(shapes, key=lambda shape: len(shape.keys), default=NOTHING)
    return merged(s for s in shapes if not s.keys or s.keys & largest.keys)


def successes(operation: Operation) -> Iterator[tuple[str, SampleResponse]]:
    """The successful sample responses with JSON, with the names of their samples."""
    for sample in operation.samples:
        response = sample.response
        if response and response.status < 300 and response.has_json:
            yield sample.name, response


def place_of(operation: Operation) -> Place:
    """What an operation is about: a list of names, "role_list", is not one of the things."""
    about = place(operation.path)
    if operation.method != "LIST" or not about.nouns:
        return about
    name = f"{about.noun}_list"
    return replace(about, nouns=(*about.nouns[:-1], name), written=name)
