"""Names resolved: every mention of a type on a page, and every link, into its target or a finding.

In: pages and the `Names` that they declare. Out: `Mentions`, frozen, which the stages after this one look up;
and a finding for each link to a file that is missing.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from docgen.diagnostics.diagnostic import Diagnostic, diagnose
from docgen.diagnostics.position import Span
from docgen.diagnostics.suggestion import Near, Suggestions
from docgen.linking.names import Names, target_path
from docgen.reading.anchors import Anchors
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import (
    VALUE,
    FileLink,
    OperationDoc,
    Page,
    PageLinks,
    PropertyRow,
    SampleDoc,
    TypeMention,
    TypeRef,
)
from docgen.reading.type_phrases import read_type
from docgen.records import Record, replace
from docgen.spec.primitives import is_number
from docgen.spec.types import ANY, OBJECT, STRING, TypeUse, array_of, use_of
from docgen.syntax.naming import simple, singular
from docgen.syntax.page_paths import PagePaths, is_address, is_page, link_path


class Target(Record, frozen=True, kw_only=True):
    """The type that a mention means."""

    # The documented name, or that of a primitive; None where no page documents what is meant.
    name: str | None = None
    # `ANY` without a name.
    type: TypeUse = ANY
    # Why a cell with this mention is wrong: DG303, DG314 or DG319, and the words of its message; "" where it is right.
    code: str = ""
    words: tuple[tuple[str, str], ...] = ()
    similar: Near = Near()  # the documented name that is most like one without a page
    near: Near = Near()  # the same among primitives too

    def findings(self, at: Span) -> Iterator[Diagnostic]:
        """What is wrong with a cell that holds the mention."""
        if self.code:
            edit = self.near.renaming(at, self.words[0][1])
            yield diagnose(self.code, at, edit, **dict(self.words))


UNSTATED = Target()
_MANY_ROWS = 5  # of a word, before it is one of a glossary


@dataclass(frozen=True, slots=True)
class Mentions:
    """The target of every mention of a type that is not a primitive, by the path of its page."""

    names: Names
    targets: Mapping[str, Mapping[TypeRef, Target]]

    def target(self, ref: TypeRef | None, page: str) -> Target:
        """What a page means by a mention of it. A cell without a type holds any value."""
        if ref is None:
            return UNSTATED
        if ref.kind:
            return self._composed(ref, page)
        known = None if ref.is_primitive else self.targets[page][ref]
        target = known or _primitive(ref.name, ref.is_collection)
        return _with_null(target) if ref.is_nullable else target

    def _composed(self, ref: TypeRef, page: str) -> Target:
        """The type of an array of arrays, of a map or of alternatives. Without a name: no page documents it as one."""
        items = [self.target(item, page) for item in ref.items]
        # One that no page documents is left out, and reported.
        known = [item for item in items if item.type != ANY or not item.code] or items
        uses = tuple(dict.fromkeys(item.type for item in known))
        wrong = next((item for item in items if item.code), None)
        if ref.kind == "union":
            use = (
                ANY
                if ANY in uses
                else uses[0] if len(uses) == 1 else TypeUse(kind="union", items=uses)
            )
        else:
            use = TypeUse(kind=ref.kind or "array", items=uses[:1])
        target = Target(type=array_of(use) if ref.is_collection else use)
        if wrong:
            target = replace(
                target, code=wrong.code, words=wrong.words, similar=wrong.similar, near=wrong.near
            )
        return _with_null(target) if ref.is_nullable else target

    def of_mention(self, mention: TypeMention, page: str) -> Target:
        """What a mention means where it stands, which may be another file than the `page` that it is about."""
        return self.target(mention.ref, self._file(mention.at, page))

    def _file(self, at: Span, page: str) -> str:
        return at.path if at.path in self.targets else page

    def of_row(self, row: PropertyRow, page: str) -> Target:
        """What a row is of: its type, or the values or the object to which its description links.

        `page` is that of the operation or type; of an operation that several pages document the row may be another's.
        """
        page = self._file(row.at, page)
        target = self.target(row.type, page)
        item = target.type.item
        if row.linked_in is None:
            return target
        is_open, of_integers = item in (ANY, OBJECT), is_number(item.name)
        if not (is_open or of_integers or item == STRING):
            return target
        link = row.linked_in.ref.target
        name = self.names.linked_at(page, link, of_integers=None if is_open else of_integers)
        if name is None:
            return target
        use = array_of(use_of(name)) if target.type.is_array else use_of(name)
        return replace(target, name=name, type=replace(use, is_nullable=target.type.is_nullable))

    def named(self, word: str, page: Page) -> str | None:
        """The documented type that a page would mean by a word that is not in it, such as a step of a path."""
        return self.names.resolve(TypeRef(name=word), page.path, self.names.namespace(page))[0]


def _with_null(target: Target) -> Target:
    use = target.type
    return target if use == ANY else replace(target, type=replace(use, is_nullable=True))


def resolve_mentions(pages: Sequence[Page], names: Names, dialect: Dialect) -> Mentions:
    """The target of every mention. Pages of one folder and one namespace mean the same by the same words."""
    targets: dict[str, Mapping[TypeRef, Target]] = {}
    suggestions = Suggestions()
    glossary = _glossary(pages, names)
    for page in pages:
        namespace = names.namespace(page)
        scope: dict[TypeRef, Target] = {}
        for mentioned in _mentions(page, dialect):
            for ref in mentioned.parts if mentioned else ():
                if not ref.is_primitive and ref not in scope:
                    known = _target(ref, page.path, namespace, names, dialect, suggestions)
                    if known.name is None and _word(ref) in glossary:
                        known = _primitive(STRING.name, ref.is_collection)
                    scope[ref] = known
        # Included text is in other files, which several pages may include.
        for path in _files_of(page, names):
            known = targets.get(path, scope)
            targets[path] = scope if known is scope else {**scope, **known}
    return Mentions(names, targets)


def _word(ref: TypeRef) -> str:
    return "" if ref.target else singular(ref.name.lower())


def _glossary(pages: Sequence[Page], names: Names) -> frozenset[str]:
    """The words for strings of a form of their own, such as ids: types of many rows, defined by no page, with examples
    that are texts without exception.
    """
    rows: Counter[str] = Counter()
    kinds: dict[str, set[type]] = {}
    for page in pages:
        namespace = names.namespace(page)
        listed = [(row, None) for doc in page.sections for row in _rows_of(doc)]
        shown = [(doc, doc.example.value if doc.example else None) for doc in page.resources]
        listed += [(row, example) for doc, example in shown for row in doc.properties]
        for row, example in listed:
            for ref in row.type.parts if row.type else ():
                word = _word(ref)
                if ref.is_primitive or not word:
                    continue
                if names.resolve(ref, page.path, namespace)[0] is not None:
                    continue
                rows[word] += 1
                value = example.get(row.name) if isinstance(example, dict) else None
                values = value if isinstance(value, list) else [value]
                kinds.setdefault(word, set()).update(
                    type(item) for item in values if item is not None
                )
    return frozenset(
        word for word, count in rows.items() if count >= _MANY_ROWS and kinds[word] == {str}
    )


def _rows_of(doc: OperationDoc) -> Iterator[PropertyRow]:
    yield from (*doc.path_parameters, *doc.query_parameters, *doc.body_parameters)
    yield from (*doc.cookies, *doc.response_headers)


def _files_of(page: Page, names: Names) -> set[str]:
    """The paths of the files that hold what a page documents: its own and those of its includes."""
    stated = {item.at.path for item in (*page.sections, *page.samples, *page.resources)}
    for doc in page.sections:
        of_doc = (doc.body, doc.returns, *doc.listed, *doc.errors, *_rows_of(doc))
        stated.update(item.at.path for item in of_doc if item)
    return {page.path, *stated}


def _mentions(page: Page, dialect: Dialect) -> Iterator[TypeRef | None]:
    """Every type that a page names: in tables, JSON representations, prose, annotations and samples."""
    for resource in page.resources:
        yield resource.base and resource.base.ref
        yield from _of_rows(resource.properties)
        for shape in (resource.representation or {}).values():
            yield shape.type
    for operation in page.sections:
        yield from _of_rows((*operation.path_parameters, *operation.query_parameters))
        yield from _of_rows((*operation.function_parameters, *operation.body_parameters))
        yield from _of_rows((*operation.cookies, *operation.response_headers))
        of_errors = (error.type for error in operation.errors)
        mentions = (operation.body, operation.returns, *operation.listed, *of_errors)
        yield from (mention and mention.ref for mention in mentions)
    yield from _of_rows(page.list_parameters)
    yield from _of_rows(page.common_options)
    yield from _of_rows(page.envelope.properties if page.envelope else ())
    for sample in page.samples:
        yield sample.type and sample.type.ref
        yield type_in_body(sample, dialect)
    for mention in page.derived:
        yield mention.ref


def _of_rows(rows: Sequence[PropertyRow]) -> Iterator[TypeRef | None]:
    for row in rows:
        yield row.type
        if row.inherited_from:
            yield row.inherited_from.ref


def type_in_body(sample: SampleDoc, dialect: Dialect) -> TypeRef | None:
    """The type that the "@odata.type" of a sample's content states, of the first of many."""
    value = sample.value
    if isinstance(value, dict) and isinstance(inner := value.get("value"), (list, dict)):
        value = inner[0] if isinstance(inner, list) and inner else inner
    if isinstance(value, dict) and isinstance(stated := value.get("@odata.type"), str):
        return read_type(stated, dialect)
    return None


def _target(
    ref: TypeRef,
    page: str,
    namespace: str,
    names: Names,
    dialect: Dialect,
    suggestions: Suggestions,
) -> Target:
    name, is_plural = names.resolve(ref, page, namespace)
    if name is None:
        is_external = (
            bool(ref.target)
            and not ref.target.startswith("#")
            and target_path(page, ref.target) is None
        )
        similar = names.similar(ref.name, suggestions)
        if is_external:
            return Target(code="DG319", words=(("name", ref.name),))
        near = similar or dialect.near_primitive(ref.name)
        words = (("name", ref.name), ("hint", near.hint))
        use = array_of(ANY) if ref.is_collection else ANY  # how many there are is known
        code = "" if ref.facet == VALUE and not similar else "DG303"
        return Target(code=code, type=use, words=words, similar=similar, near=near)
    use = _use(name, ref.is_collection or (is_plural and not ref.is_one))
    linked = names.documented_at(page, ref.target)
    if linked and name not in linked:
        words = (("text", ref.name), ("target", simple(next(iter(linked)))))
        return Target(name=name, type=use, code="DG314", words=words)
    return Target(name=name, type=use)


@lru_cache(100)
def _primitive(name: str, is_collection: bool) -> Target:
    return Target(name=name, type=_use(name, is_collection))


def _use(name: str, is_collection: bool) -> TypeUse:
    return array_of(use_of(name)) if is_collection else use_of(name)


def dead_links(pages: Sequence[PageLinks], files: Collection[str]) -> Iterator[Diagnostic]:
    """Links and includes whose file is missing (DG301, DG302), and links to a missing heading (DG349).

    `files` are those below the folder of pages.
    """
    known = _Files(files)
    linked = _LinkedPages(pages, files)
    # Folders of pages with targets: most links are on many pages.
    alive: set[tuple[str, str]] = set()
    for page in pages:
        folder = posixpath.dirname(page.path)
        for code, links in (("DG301", page.links), ("DG302", page.includes)):
            for link in links:
                source = page.path if link.target.startswith("#") else folder
                if (source, link.target) in alive:
                    continue
                target = None
                if code == "DG302":
                    target = target_path(page.path, link.target)
                elif found := linked.find(page.path, link.target):
                    if fault := linked.fault(found, link):
                        yield fault
                        continue
                else:
                    target = linked.missing(page.path, link.target)
                if target is None or target in known:
                    alive.add((source, link.target))
                else:
                    near = known.similar(target) if code == "DG301" else Near()
                    near = near and replace(near, name=posixpath.relpath(near.name, folder or "."))
                    words = {"target": link.target, "hint": near.hint.replace('"', "")}
                    edit = near.edit(link.at, link_path(link.target))
                    yield diagnose(code, link.at, edit, **words)


class _LinkedPages:
    """The pages of a reference by what links call them, and their headings by fragments."""

    def __init__(self, pages: Sequence[PageLinks], files: Collection[str]) -> None:
        self._paths = PagePaths(path for path in files if is_page(path))
        self._folders = {posixpath.dirname(path).lower() for path in files if is_page(path)}
        self._pages = {page.path: page for page in pages}
        self._anchors: dict[str, Anchors] = {}
        self._suggestions = Suggestions()

    def find(self, page: str, target: str) -> str | None:
        """The path of the page that a link leads to."""
        return self._paths.find(page, target)

    def missing(self, page: str, target: str) -> str | None:
        """The path that a link to no page means; None for an address, for what is no page, and for a folder without any.

        A documentation links others of its site, which are in other folders.
        """
        path = unquote(link_path(target)).replace("\\", "/")
        ending = posixpath.splitext(path)[1]
        is_other = ending and not is_page(path) and ending != ".html"
        if is_address(path) or is_other or not path.strip("/"):
            return None
        folder = "" if path.startswith("/") else posixpath.dirname(page)
        joined = posixpath.normpath(posixpath.join(folder, path.strip("/")))
        return joined if posixpath.dirname(joined).lower() in self._folders else None

    def fault(self, path: str, link: FileLink) -> Diagnostic | None:
        """A finding for a link to a heading that its page does not have."""
        fragment = link.target.partition("#")[2]
        # What begins with ":~:" is for browsers.
        if path not in self._pages or fragment in ("", "top") or fragment.startswith(":~:"):
            return None
        if path not in self._anchors:
            self._anchors[path] = Anchors(self._pages[path].headings)
        anchors = self._anchors[path]
        if anchors.find(fragment) is not None:
            return None
        near = self._suggestions.near(fragment.lower(), anchors.names(), 0.7)
        hint = f"; did you mean #{near.name}?" if near else ""
        edit = near.edit(link.at, f"#{fragment}", f"#{near.name}")
        return diagnose("DG349", link.at, edit, fragment=fragment, path=path, hint=hint)


class _Files:
    """The files of the folder, compared without case."""

    def __init__(self, paths: Collection[str]) -> None:
        self._known = {path.lower() for path in paths}
        self._by_name = {posixpath.basename(path).lower(): path for path in sorted(paths)}
        self._of_name = Counter(posixpath.basename(path).lower() for path in paths)
        self._by_start: dict[str, list[str]] = {}
        for name in self._by_name:
            self._by_start.setdefault(name[:4], []).append(name)
        self._similar: dict[str, Near] = {}
        self._suggestions = Suggestions()

    def __contains__(self, path: str) -> bool:
        return path.lower() in self._known

    def similar(self, path: str) -> Near:
        """The path of the file whose name is nearest to a dead link's."""
        name = posixpath.basename(path).lower()
        if name in self._by_name:
            return Near(self._by_name[name], self._of_name[name] == 1)
        if name not in self._similar:
            # Comparing each dead link with 3,000 names took longer than reading the pages.
            candidates = self._by_start.get(name[:4], [])
            near = self._suggestions.near(name, candidates[:500], 0.8)
            is_one = near.is_typo and self._of_name[near.name] == 1
            self._similar[name] = near and Near(self._by_name[near.name], is_one)
        return self._similar[name]
