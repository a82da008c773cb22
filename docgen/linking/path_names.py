"""One spelling for each segment of the paths, and one name for each parameter in them, across pages.

In: drafts. Out: the same with their final paths; a finding where a page spells a segment otherwise.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from docgen.diagnostics.diagnostic import Diagnostic, Edit, diagnose
from docgen.linking.drafts import Draft
from docgen.reading.page import RequestTarget
from docgen.records import replace
from docgen.syntax.url_path import steps


def with_path_names(
    drafts: Sequence[Draft], spellings: Collection[str]
) -> tuple[list[Draft], list[Diagnostic]]:
    """The drafts with the spelling and the names that most pages have (DG328 for other spellings).

    Pages call the key of a user `id` and `user-id`, and write `contactfolders` for `contactFolders`.
    `spellings` are the names of documented properties, which come first.
    """
    texts: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    segments = [tuple(steps(draft.template.path)) for draft in drafts]
    for path_steps in segments:
        for before, text, parameters in path_steps:
            texts[text.lower()][text] += 1 + (text in spellings) * len(drafts)
            for index, name in enumerate(parameters):
                names[before, index][name] += 1
    common = {lower: _most_frequent(counts) for lower, counts in texts.items()}
    called = {key: _most_frequent(counts) for key, counts in names.items()}
    named: list[Draft] = []
    findings: list[Diagnostic] = []
    for draft, path_steps in zip(drafts, segments):
        path = ""
        own: dict[str, str] = {}
        for before, text, parameters in path_steps:
            spelling = common[text.lower()]
            if spelling != text:
                words = {"text": text, "other": spelling}
                edit = _respelled(draft.target, text, spelling)
                findings.append(diagnose("DG328", draft.target.at, edit, **words))
            for index, name in enumerate(parameters):
                best = called[before, index]
                # `/random/{source}/{bytes}` beside `/random/{bytes}` keeps its names.
                others = (other for other in draft.template.parameters if other != name)
                is_taken = best != name and best in (*own.values(), *others)
                own[name] = name if is_taken else best
                spelling = spelling.replace("{}", f"{{{own[name]}}}", 1)
            path += f"/{spelling}"
        named.append(replace(draft, path=path, names=own))
    return named, findings


def _respelled(target: RequestTarget, text: str, spelling: str) -> Edit | None:
    """The edit that gives a segment of a request line another spelling."""
    if "{}" in text:
        return None
    segment = re.compile(rf"(?<=/){re.escape(text)}(?![^/?(])")
    new = segment.sub(lambda _: spelling, target.target)
    return Edit(at=target.at, old=target.target, new=new) if new != target.target else None


def _most_frequent(counts: Counter[str]) -> str:
    """The most frequent, the first of them in the alphabet."""
    return max(sorted(counts), key=lambda text: counts[text])
