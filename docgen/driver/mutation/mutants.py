"""Pages that are broken on purpose, to see whether docgen notices.

Pages and their spec enter; `Mutant`s leave, each a page with one mistake that an author could make.
It changes only what the documentation states twice, in samples and above them: any other change would
give the correct documentation of another API.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.diagnostics.position import Span
from docgen.driver.mutation.edits import EDITS
from docgen.driver.mutation.known import Known, known_facts
from docgen.driver.mutation.parameter_edits import PARAMETER_EDITS
from docgen.reading.page import Page
from docgen.spec.model import Spec

_ALL = {**EDITS, **PARAMETER_EDITS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A page with a mistake."""

    kind: str  # "sample: rename a key"
    what: str  # "displayName becomes displayNameX"
    at: Span
    page: Page
    excuse: str  # why it may survive


def mutants(
    pages: Sequence[Page], spec: Spec, faulty: frozenset[Span], *, count: int, seed: int
) -> Iterator[Mutant]:
    """`count` mutants, as many of each kind, each on a page of its own while there are enough.

    `faulty` are the places of messages that are at odds with their page already. The same for the same seed. Ends early when no page can be broken any more.
    """
    chance = random.Random(seed)
    known = known_facts(spec, faulty)
    used: set[str] = set()  # pages
    done: set[tuple[str, Span, str]] = set()
    ordered = sorted(pages, key=lambda page: page.path)
    kinds = list(_ALL)
    number = 0
    while number < count and kinds:
        for kind in list(kinds):
            if number == count:
                return
            mutant = _broken(kind, ordered, known, used, done, chance)
            if mutant is None:
                kinds.remove(kind)
                continue
            number += 1
            used.add(mutant.page.path)
            done.add((kind, mutant.at, mutant.what))
            yield mutant


def _broken(
    kind: str,
    pages: Sequence[Page],
    known: Known,
    used: set[str],
    done: set[tuple[str, Span, str]],
    chance: random.Random,
) -> Mutant | None:
    """A mutant of a page that was not used yet, if any, and never the same one twice."""
    drawn = chance.sample(pages, len(pages))
    for page in sorted(drawn, key=lambda page: page.path in used):
        sites = list(_ALL[kind](page, known))
        for site in chance.sample(sites, len(sites)):
            what, at, broken, excuse = site()
            if (kind, at, what) not in done:
                return Mutant(kind=kind, what=what, at=at, page=broken, excuse=excuse)
    return None
