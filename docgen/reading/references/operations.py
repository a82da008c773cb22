"""Operations of a page that documents many: each entry that states a request line, with its fields and prose.

An outline enters; `OperationDoc`s and `SampleDoc`s leave, in page order. Nothing in one entry reaches another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docgen.diagnostics.position import Span
from docgen.reading.deprecation import is_named_deprecated, says_deprecated, since, without_mark
from docgen.reading.entries.declaration import Declaration
from docgen.reading.entries.declarations import ITEM, is_concrete, written
from docgen.reading.entries.entry import Entry, title_of
from docgen.reading.entries.index_rows import INDEX
from docgen.reading.entries.outline import paragraph_label
from docgen.reading.general.shared_parameters import SharedParameters
from docgen.reading.lists.fields import Field, contrasted, with_key
from docgen.reading.lists.marks import marks_of
from docgen.reading.lists.permissions import access_in_prose, labelled_access
from docgen.reading.lists.rows import header_row_of, row_of
from docgen.reading.markdown.parser import Fence, Heading, Paragraph, Table
from docgen.reading.messages.entry_samples import not_above, read_entry_samples
from docgen.reading.page import (
    HeaderRow,
    Openness,
    OperationDoc,
    PermissionRow,
    PropertyRow,
    RequestTarget,
    ResourceDoc,
    SampleDoc,
)
from docgen.reading.page_reader import PageReader
from docgen.reading.references.entry_reader import read_entry
from docgen.reading.references.objects import (
    body_object,
    in_sent_object,
    listed_response,
    of_answers,
    of_query,
    of_templates,
    with_shown,
)
from docgen.reading.references.places import (
    is_of_path,
    label_place,
    media_types,
    place_of,
    queried_in,
    says_query,
    with_groups,
    with_queries,
    with_segments,
    with_servers,
)
from docgen.reading.references.received import as_received
from docgen.reading.references.request_rows import (
    answered,
    described,
    listed as listed_in_row,
    of_each_operation,
    returned as returned_in_row,
)
from docgen.reading.references.stated import Stated, add_schemas, with_marks
from docgen.reading.references.trees import with_parts
from docgen.reading.references.union import same_as_linked, united_operations
from docgen.reading.references.unread import (
    report_omitted,
    report_unstated,
    report_values_of,
    report_without_path,
    skip_repeated,
)
from docgen.reading.samples import is_success
from docgen.records import replace
from docgen.syntax.curl import commands
from docgen.syntax.form_content import MULTIPART, URL_ENCODED
from docgen.syntax.http_message import WEBHOOK, WITH_CONTENT
from docgen.syntax.path_spellings import Target, targets
from docgen.syntax.plain_text import on_one_line
from docgen.syntax.url_path import EXPRESSION, fits, last_segments, parameter_key, shape


def read_references(
    page: PageReader, entries: Sequence[Entry]
) -> tuple[tuple[OperationDoc, ...], tuple[SampleDoc, ...], tuple[ResourceDoc, ...]]:
    """The operations that the entries of a page state, its samples, and the types of objects that operations list."""
    operations: list[OperationDoc] = []
    samples: list[SampleDoc] = []
    types: list[ResourceDoc] = []
    sent_at = set[Span]()
    for entry in entries:
        _use_indexes(page, entry)
    declared = [entry for entry in entries if entry.declared]
    shared = SharedParameters(page, entries)
    stating = [_stated(page, entry, shared) for entry in declared]
    with_marks(stating)
    for entry, stated in zip(declared, stating):
        before, before_samples = len(operations), len(samples)
        report_unstated(page, entry.declared)
        requests = [*_requests(page, entry, stated)]
        heads = [*_heads(page, entry, stated, requests)]
        is_stated = stated.returns is not None and not stated.returns.ref.is_primitive
        is_listed = is_stated or any(place == "response" for _, place in stated.fields)
        read_entry_samples(page, entry, heads, samples, stated.taken, is_listed)
        if any(method == WEBHOOK for method, _ in requests):
            stated.fields = [(item, "response") for item, _ in stated.fields]
            samples[before_samples:] = as_received(samples[before_samples:])
        own = samples[before_samples:]
        samples[before_samples:] = not_above(own, sent_at) if entry.is_item else own
        shown = [s.value for s in own if is_success(s)]
        sent = [s.value for s in own if s.has_value and s.message.method]
        asked = [s.message.target for s in own]
        stated.fields = of_templates(stated.fields, asked)
        if all(method == "GET" for method, _ in requests):
            paths = (target.path for _, located in requests for _, target in located)
            keys = {parameter_key(name) for path in paths for name in EXPRESSION.findall(path)}
            stated.fields = of_answers(stated.fields, shown, asked, keys)
            stated.fields = stated.fields if sent else of_query(stated.fields, shown, asked)
        title = without_mark(page.dialect, title_of(entry))
        operations += (
            _operation(page, entry, stated, head, located, sent, title)
            for head, (_, located) in zip(heads, requests)
        )
        fields = [item for item, place in stated.fields if (item.location or place) == "response"]
        if fields:
            is_list = stated.is_list or any(isinstance(value, list) for value in shown)
            items = with_shown(fields, shown)
            whole, listed = listed_response(page, entry.at, items, stated.types, is_list)
            stated.take(fields, stated.types)
            operations[before:] = [
                replace(o, returns=stated.returns or whole, listed=(listed,) if listed else ())
                for o in operations[before:]
            ]
        _report_unread(page, entry, stated, has_operations=len(operations) > before)
        types += stated.types
    return tuple(united_operations(operations)), tuple(samples), tuple(types)


def _stated(page: PageReader, entry: Entry, shared: SharedParameters) -> Stated:
    """What an entry states, with the parameters that it links to; those that it lists itself are as it has them."""
    entry, linked = shared.linked(entry)
    stated = read_entry(page, with_groups(page, entry))
    known = stated.names
    stated.fields += [(item, place) for item, place in linked if item.name not in known]
    fields = with_servers(stated.fields, [d.target for d in entry.declared])
    stated.fields = contrasted([*with_queries(entry, fields)], page.dialect)
    stated.fields += queried_in(entry, stated.names)
    return stated


def _report_unread(page: PageReader, entry: Entry, stated: Stated, *, has_operations: bool) -> None:
    """A note for what is listed and has no place in the spec."""
    unread = [pair for pair in stated.fields if id(pair[0]) not in stated.read]
    omitted = report_omitted(page, unread)
    if not has_operations:
        report_without_path(page, entry.declared[0], [item for item, _ in unread])
    for item in omitted:
        page.skip("DG220", stated.value_bullets.get(item.at, ()))
    listed_fields = [item for item, _ in stated.fields]
    report_values_of(page, stated.values, listed_fields, omitted)
    skip_repeated(page, stated.values, listed_fields, [*stated.repeated.values()])


_SEGMENT = re.compile(r"[A-Za-z][\w-]*")
_Located = list[tuple[Declaration, Target]]
_Allowed = tuple[list[PermissionRow], Openness]


def _requests(page: PageReader, entry: Entry, stated: Stated) -> Iterator[tuple[str, _Located]]:
    """The operations of an entry: the method of each, and its paths with the lines that state them."""
    for lines in of_each_operation(page, entry.declared):
        method = lines[0].method
        located = [
            (d, replace(t, path=with_segments(t.path, stated.fields)))
            for d in lines
            for t in targets(d.target)
        ]
        if located:
            yield method, [*located, *_without_optional(entry, stated, method, located)]


def _heads(
    page: PageReader, entry: Entry, stated: Stated, requests: Iterable[tuple[str, _Located]]
) -> Iterator[OperationDoc]:
    """The operations as their request lines and what is said of all of them tell, before what is listed."""
    above = [*_introduction(page, entry)]
    permissions, openness = _access(page, entry, above)
    is_deprecated, added = _is_deprecated(page, entry, above), _since(page, entry, above)
    for method, located in requests:
        of_row = Stated()
        add_schemas(page, answered(page, located[0][0]), of_row)
        yield OperationDoc(
            targets=tuple(
                RequestTarget(method=method, target=written(t), at=d.at) for d, t in located
            ),
            permissions=(*stated.permissions, *permissions),
            openness=openness,
            statuses=tuple(dict.fromkeys((*stated.statuses, *of_row.statuses))),
            successes=tuple(dict.fromkeys((*stated.successes, *of_row.successes))),
            errors=tuple(dict.fromkeys((*stated.failures, *of_row.errors))),
            returns=stated.returns or of_row.returns or returned_in_row(page, located[0][0]),
            many_at=stated.many_at or of_row.many_at,
            same_as=same_as_linked(located[0][0]) or stated.same_as,
            is_deprecated=is_deprecated,
            since=added,
            is_secondary=entry.is_inferred or all(is_concrete(d, t) for d, t in located),
            at=entry.at,
        )


def _use_indexes(page: PageReader, entry: Entry) -> None:
    """Tables of request lines that are stated elsewhere list nothing else."""
    for block, requests in zip(entry.blocks, entry.requests):
        if any(request.form == INDEX for request in requests):
            page.use(block)


def _without_optional(
    entry: Entry, stated: Stated, method: str, located: Sequence[tuple[Declaration, Target]]
) -> Iterator[tuple[Declaration, Target]]:
    """Each path again without its last parameter, where that is said to be optional and a command leaves it out."""
    optional = {parameter_key(item.name) for item, _ in stated.fields if item.is_required is False}
    known = {shape(target.path) for _, target in located}
    for declaration, target in located:
        path, _, last = target.path.rpartition("/")
        name = EXPRESSION.fullmatch(last)
        is_optional = name and parameter_key(name[1]) in optional
        if not is_optional or not path or shape(path) in known:
            continue
        called = (
            command.message.target
            for block in entry.blocks
            if isinstance(block, Fence)
            for command in commands(block.text)
            if command.message.method == method
        )
        if any(fits(path, last_segments(found.path, path)) for c in called for found in targets(c)):
            yield declaration, replace(target, path=path)


def _forms_of(page: PageReader, fields: Sequence[Field]) -> Iterator[str]:
    """The media type of the form that a column of places says fields are of."""
    if any(item.is_of_form for item in fields):
        has_file = any(page.dialect.primitive(item.type_text) == "binary" for item in fields)
        yield MULTIPART if has_file else URL_ENCODED


_LISTED = ("path", "query", "cookie", "body", "response header")


def _operation(
    page: PageReader,
    entry: Entry,
    stated: Stated,
    head: OperationDoc,
    located: _Located,
    sent: Sequence[object],
    title: str,
) -> OperationDoc:
    """The operation with what is listed; `sent` has the JSON that its sample requests send."""
    method = head.targets[0].method
    names = {parameter_key(n): n for _, t in located for n in EXPRESSION.findall(t.path)}
    queried = {name for _, t in located for name in t.query}
    known = {item.name for item, _ in stated.fields}
    of_row = [(f, "") for f in listed_in_row(page, located[0][0]) if f.name not in known]
    fields = with_key([*of_row, *stated.fields], {t.path for _, t in located}, names)
    as_listed = {item.name for item, _ in fields}
    rows: dict[str, list[PropertyRow]] = {place: [] for place in _LISTED}
    headers: list[HeaderRow] = []
    in_body: list[Field] = []
    for item, label in fields:
        place = place_of(item, label, is_of_path(item, names, as_listed), method)
        if not (item.location or label or item.depth):
            is_said = place == "body" and says_query(page.dialect, item.name, item.about)
            place = "query" if is_said or item.name in queried else place
        if place == "header":
            headers.append(header_row_of(item))
            if item.name.lower() == "content-type":
                stated.media_types += media_types(f"{item.about} {item.default} {item.type_text}")
        elif place == "body":
            in_body.append(item)
        elif place in rows and not item.depth:
            rows[place].append(row_of(page, item))
            if place == "path" and method in WITH_CONTENT and _is_in_body(page, item):
                in_body.append(replace(item, is_required=None))
    stated.media_types += _forms_of(page, in_body)
    whole = with_shown(with_parts(in_body, stated.media_types, sent), sent)
    called = title or _called(method, located[0][1].path)
    listed = body_object(page, called, in_sent_object(whole, sent))
    rows["body"] += listed.rows
    stated.body = stated.body or listed.whole
    stated.types += (doc for doc in listed.types if doc not in stated.types)
    stated.take(in_body, listed.types, listed.rows)
    return replace(
        head,
        headers=tuple(headers),
        cookies=tuple(rows["cookie"]),
        path_parameters=tuple(rows["path"]),
        query_parameters=tuple(rows["query"]),
        body_parameters=tuple(rows["body"]),
        body=stated.body if method in WITH_CONTENT else None,
        has_body=True if rows["body"] or stated.body else False if stated.takes_nothing else None,
        form=stated.form,
        response_headers=tuple(rows["response header"]),
        description=on_one_line(
            _in_row(page, entry, located[0][0]) or stated.about or _said(title, method, located)
        ),
    )


def _in_row(page: PageReader, entry: Entry, declaration: Declaration) -> str:
    """What the row or the bullet of a request line says of it; of the one bullet below a title, that does."""
    is_titled = declaration.form == "item" and len(entry.declared) == 1 and not entry.is_item
    is_of_title = is_titled and not same_as_linked(declaration)
    return "" if is_of_title else described(page, declaration)


def _is_deprecated(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> bool:
    """Whether the title or what is said below it, before anything is listed, calls the operations deprecated."""
    is_named = is_named_deprecated(page.dialect, entry.title)
    return is_named or any(says_deprecated(page.dialect, _of_operation(b)) for b in above)


def _since(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> str:
    """The release that the title, or what is said below it, has for the operations."""
    texts = (entry.title, *map(_of_operation, above))
    return next(filter(None, (since(page.dialect, text) for text in texts)), "")


def _of_operation(paragraph: Paragraph) -> str:
    """What a paragraph says of an operation as a whole."""
    text = paragraph.text
    if text.endswith((":", "：")):
        return ""  # about the lines below it
    # What more a bullet says is about its field.
    return text.partition(". ")[0] if ITEM.match(text) else text


def _access(page: PageReader, entry: Entry, above: Sequence[Paragraph]) -> _Allowed:
    """The permissions that lines and sentences of an entry state, and whether it needs credentials."""
    paragraphs = [block for block in entry.blocks if isinstance(block, Paragraph)]
    found = [(p.span, access) for p in paragraphs for access in labelled_access(page.dialect, p)]
    # Some tools print it in a box at the end.
    boxes = (p for p in paragraphs if p.container or p.is_quoted)
    for block in (*above, *boxes):
        found += ((block.span, access) for access in access_in_prose(page.dialect, block.text))
    scopes: dict[str, PermissionRow] = {}
    for at, access in found:
        known = scopes.get(access.kind, PermissionRow(kind=access.kind, scopes=(), at=at))
        if access.scopes:
            names = dict.fromkeys((*known.scopes, *access.scopes))
            scopes[access.kind] = replace(known, scopes=tuple(names))
    stated: list[Openness] = [access.openness for _, access in found if access.openness]
    return [*scopes.values()], ("optional" if scopes else stated[0]) if stated else ""


def _introduction(page: PageReader, entry: Entry) -> Iterator[Paragraph]:
    """The paragraphs of an entry up to its first table, heading or label of a list; of that the lines below it."""
    words = page.dialect.vocabulary()
    for block in entry.blocks:
        match block:
            case Paragraph():
                label = paragraph_label(block)
                if label and (label_place(page, label) or words.means(label, "parameters")):
                    yield replace(block, text=block.text.partition("\n")[2])
                    return
                yield block
            case Heading() if block.span != entry.at:
                return
            case Table():
                return
            case _:
                pass


def _said(title: str, method: str, located: Sequence[tuple[Declaration, Target]]) -> str:
    """A title that says more than the method, else the request line."""
    return title if title not in ("", method) else f"{method} {located[0][1].path}"


def _called(method: str, path: str) -> str:
    """What an operation without a title is called: `POST /lamps/{id}/dim` is "Post lamps dim"."""
    return " ".join((method.capitalize(), *_SEGMENT.findall(EXPRESSION.sub("", path))))


def _is_in_body(page: PageReader, item: Field) -> bool:
    """Whether the words of a parameter of the path name the content too.

    "In the request body, or as part of the URL", "can also be a part of the URL".
    """
    words, also = page.dialect.vocabulary(), marks_of(page.dialect).also
    sentences = item.about.split(". ") if words.means(item.about, "path") else ()
    return any(
        words.means(sentence, "path") and (words.means(sentence, "body") or also.search(sentence))
        for sentence in sentences
    )
