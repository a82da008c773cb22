"""A folder of pages, read and linked.

The pages of an API enter; what they document leaves, and what is wrong with them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import TypeVar

from docgen.diagnostics.diagnostic import Diagnostic, amount, in_page_order, quotable
from docgen.diagnostics.fixes import located
from docgen.diagnostics.position import Source
from docgen.driver.progress import progress
from docgen.driver.read_pages import Unlinked, read_unlinked
from docgen.driver.stages import Built, Linked, build_checked, build_linked
from docgen.driver.workers import Workers
from docgen.linking.base_url import server_at
from docgen.linking.resolve import dead_links
from docgen.linking.sample_checks import SampleChecks, check_samples
from docgen.project.configuration import Api
from docgen.project.lock import Decided
from docgen.project.lock_file import decisions
from docgen.reading.dialects.dialect import Dialect
from docgen.reading.page import Page, PageLinks
from docgen.records import packed, replace, unpacked
from docgen.spec.model import Spec
from docgen.spec.remembered import Remembered

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Folder:
    """A folder of pages as it was read."""

    folder: str  # as given, with a slash at the end
    dialect: Dialect
    sources: Mapping[str, Source]
    linked: Linked
    unreadable: tuple[Diagnostic, ...]  # findings about files that could not be read
    links: Callable[[], Sequence[Diagnostic]]  # findings about dead links
    checks: Callable[[], SampleChecks]

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All findings, in page order."""
        checks = self.checks()
        findings = (
            *self.linked.diagnostics,
            *self.unreadable,
            *self.links(),
            *checks.diagnostics,
        )
        return in_page_order(located(finding, self.lines) for finding in findings)

    @cached_property
    def built(self) -> Built:
        """What the pages document, and all that is wrong with them."""
        return build_checked(self.linked, self.checks().placeholders, self.diagnostics)

    @property
    def request_counts(self) -> str:
        """ "saw 3 request lines, made 2 operations; 1 request line is of none; left out 5 rows: 4 DG217, 1 DG206".

        "" where each page is about one operation or type. Lines that are neither of an operation nor of a sample of
        one are `lines_of_none`. Rows are those of tables, bullets and definitions; each code is the rule that leaves
        them out.
        """
        if self.linked.pages and all(page.is_of_one_subject for page in self.linked.pages):
            return ""
        saw = sum(page.seen_requests for page in self.linked.pages)
        made = amount(len(self.linked.spec.operations), "operation")
        if webhooks := self.linked.spec.webhooks:
            made += f" and {amount(len(webhooks), 'webhook')}"
        count = len(self.linked.lines_of_none)
        none = (
            f"; {amount(count, 'request line')} {'is' if count == 1 else 'are'} of none"
            if count
            else ""
        )
        return f"saw {amount(saw, 'request line')}, made {made}{none}{left_out(self.linked.pages)}"

    def lines_of_none(self, most: int) -> Iterator[str]:
        """ "pages/a.md:7: GET /lamps", for at most so many of the request lines that are of no operation; of more, how many."""
        lines = self.linked.lines_of_none
        for line in lines[:most]:
            shown = quotable(f"{line.method} {line.target}")
            yield f"{self.folder}{line.at.path}:{line.at.line}: {shown}"
        if len(lines) > most:
            yield f"{len(lines) - most} more, with: docgen lint {self.folder} -v"

    def lines(self, path: str) -> tuple[str, ...]:
        """The lines of a file; none where it could not be read."""
        source = self.sources.get(path)
        return _lines(source.text) if source else ()


# The findings of a page come after each other.
@lru_cache(2)
def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n"))


def left_out(pages: Iterable[Page]) -> str:
    """ "; left out 5 rows: 4 DG217, 1 DG206"; "" where no rule leaves rows out."""
    counts: Counter[str] = Counter()
    for skipped in (skipped for page in pages for skipped in page.skipped):
        counts[skipped.rule] += len(skipped.lines)
    rules = ", ".join(f"{count} {rule}" for rule, count in counts.most_common())
    return f"; left out {amount(counts.total(), 'row')}: {rules}" if counts else ""


def read_api(api: Api) -> Folder:
    """What the pages of an API document. Prints a guessed dialect on stderr."""
    return linked_api(api, read_unlinked(api))


def decided(api: Api) -> Decided | None:
    """What docgen.lock has decided for an API; None for nothing. Prints on stderr when that is lost."""
    known, problem = decisions(api)
    if problem:
        print(
            f"docgen: cannot read {api.lock}: {problem}; what it has decided, such as the names of types that samples"
            " show, is decided anew; to keep that, restore the file and run: docgen generate",
            file=sys.stderr,
        )
    return known


def as_configured(spec: Spec, api: Api, known: Decided | None) -> Spec:
    """The spec with the servers and the name of a PUT of docgen.toml, and with the prefix of paths that it or docgen.lock has."""
    if api.base_url is not None:
        variables = {item.name: item for server in spec.servers for item in server.variables}
        own = server_at(api.base_url.rstrip("/"), variables)
        # `docgen init` writes the address that the pages state: those beside it, a sandbox, stay.
        stated = [server for server in spec.servers if server.url == own[0].url] if own else []
        beside = (s for s in spec.servers if stated and s not in stated)
        spec = replace(spec, servers=(*(stated or own), *beside))
    elif api.protocols.servers:
        spec = replace(spec, servers=api.protocols.servers)
    if api.put == "update":
        spec = _with_put_as_update(spec)
    prefix = known.path_prefix if known and api.path_prefix is None else api.path_prefix
    return spec if prefix is None else replace(spec, path_prefix=prefix)


def _with_put_as_update(spec: Spec) -> Spec:
    """The spec in which a PUT updates, but beside a PATCH."""
    patched = {operation.path for operation in spec.operations if operation.method == "PATCH"}
    return replace(
        spec,
        operations=tuple(
            replace(o, kind="update") if o.method == "PUT" and o.path not in patched else o
            for o in spec.operations
        ),
    )


def linked_spec(api: Api, read: Unlinked, known: Decided | None) -> Linked:
    """The pages of an API, linked, with what docgen.toml says and what was decided."""
    names = known.names if known else Remembered()
    linked = build_linked(
        read.pages,
        read.dialect,
        name=api.package,
        corrections=api.corrections,
        protocols=api.protocols,
        remembered=names,
    )
    return replace(linked, spec=as_configured(linked.spec, api, known))


def linked_api(api: Api, read: Unlinked, workers: Workers = Workers()) -> Folder:
    """What the pages of an API document; `workers` check its links and samples meanwhile."""
    links = cache(_begun_links(read, workers))
    known = decided(api)
    with progress("linking", len(read.pages)):
        linked = linked_spec(api, read, known)
    checks = cache(_checks(linked.spec, read.dialect, workers))
    return Folder(
        folder=read.folder,
        dialect=read.dialect,
        sources=read.sources,
        linked=linked,
        unreadable=tuple(read.unreadable),
        links=links,
        checks=checks,
    )


def _begun_links(read: Unlinked, workers: Workers) -> Callable[[], Sequence[Diagnostic]]:
    """The findings about dead links, to be waited for: a worker makes them meanwhile."""
    links = [page.page_links() for page in read.pages]
    data = packed(links) if workers.executor else None
    if data is None:
        return lambda: list(dead_links(links, read.files))
    checked = workers.begin(_check_links, data, read.files)
    return lambda: _unpacked(checked.wait(), list[Diagnostic])


def _check_links(links: bytes, files: Sequence[str]) -> bytes:
    findings = packed(list(dead_links(_unpacked(links, list[PageLinks]), files)))
    assert findings is not None, "findings about what was packed can be packed"
    return findings


def _checks(spec: Spec, dialect: Dialect, workers: Workers) -> Callable[[], SampleChecks]:
    """The checks of samples, to be waited for: the workers make them meanwhile."""
    data = packed(spec) if workers.executor else None
    if data is None:
        return partial(check_samples, spec, dialect)
    return workers.begin(_check_packed, data, dialect).wait


def _check_packed(data: bytes, dialect: Dialect) -> SampleChecks:
    return check_samples(_unpacked(data, Spec), dialect)


def _unpacked(data: bytes, kind: type[T]) -> T:
    found = unpacked(data, kind)
    assert found is not None, "what is packed can be unpacked"
    return found


def read_folder(folder: Path, dialect: str | None, *, name: str) -> Folder:
    """The API that a folder documents, read here and now."""
    return read_api(Api(pages=folder, dialect=dialect, package=name))
