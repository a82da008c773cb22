"""Whether a page is about one subject, below headings of its parts, or states several by their request lines.

A page and its sections enter.
"""

from __future__ import annotations

from docgen.reading.markdown.parser import Block, Comment, Fence, Paragraph, Table
from docgen.reading.page_reader import PageReader, annotation_text
from docgen.reading.request_lines import inline_targets, table_targets
from docgen.reading.sections import Section
from docgen.syntax.http_message import request_lines

_SUBJECTS = ("api", "conceptual", "enum", "resource")  # that the front matter of a page names


def is_of_one_subject(page: PageReader, sections: tuple[Section, ...]) -> bool:
    """Whether a page is as a whole about one operation, one type or a concept, below headings of its parts.

    Its front matter says so, or an annotation. So do a title such as "lamp resource type", and "HTTP request" that is a
    part of the page and not of a section of it, in OData's references, which have one address below it.
    """
    stated = page.document.front_matter.get("doc_type", "").lower()
    if stated.startswith(_SUBJECTS) or any(map(_is_annotation, page.document.blocks)):
        return True
    if not page.dialect.is_odata:
        return False
    if page.doc_type.startswith(_SUBJECTS) or page.title_kind()[0]:
        return True
    if any(section.level == 1 and section.role is None for section in sections):
        return False  # it has several titles
    above: list[Section] = []
    for section in sections:
        while above and above[-1].level >= section.level:
            above.pop()
        is_of_page = all(head.role for head in above)
        if section.role == "bound_actions":
            return True
        if section.role == "http_request" and is_of_page:
            return any(_states_request(page, block) for block in section.blocks)
        above.append(section)
    return False


def _is_annotation(block: Block) -> bool:
    return isinstance(block, Comment) and bool(annotation_text(block.annotation, "blockType"))


def _states_request(page: PageReader, block: Block) -> bool:
    aliases = tuple(page.dialect.verb_aliases)
    match block:
        case Fence():
            return any(request_lines(block.text, aliases))
        case Paragraph():
            return any(inline_targets(page, block))
        case Table():
            return any(table_targets(block))
        case _:
            return False
