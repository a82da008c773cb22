"""One name for each parameter in a path, whatever the pages call it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from docgen.linking.context import Linker
from docgen.linking.drafts import Draft
from docgen.syntax.url_path import steps


def name_places(linker: Linker, drafts: Collection[Draft], spellings: Collection[str]) -> None:
    """One spelling for a segment and one name for a key, those that most pages have.

    Pages call the key of a user `id` and `user-id`, and write `contactfolders` for `contactFolders`.
    The spelling of a documented property comes first.
    """
    texts: dict[str, Counter[str]] = {}
    names: dict[tuple[str, int], Counter[str]] = {}
    stepped = [(draft, tuple(steps(draft.template.path))) for draft in drafts]
    for _, places in stepped:
        for place, text, given in places:
            texts.setdefault(text.lower(), Counter())[text] += 1 + (text in spellings) * len(drafts)
            for index, name in enumerate(given):
                names.setdefault((place, index), Counter())[name] += 1
    spelled = {lower: _most(counts) for lower, counts in texts.items()}
    called = {key: _most(counts) for key, counts in names.items()}
    for draft, places in stepped:
        path = ""
        for place, text, given in places:
            spelling = spelled[text.lower()]
            if spelling != text:
                linker.report("DG328", draft.target.at, text=text, other=spelling)
            for index, name in enumerate(given):
                best = called[place, index]
                draft.names[name] = name if best in draft.names.values() else best
                spelling = spelling.replace("{}", f"{{{draft.names[name]}}}", 1)
            path += f"/{spelling}"
        draft.path = path


def _most(counts: Counter[str]) -> str:
    """The most frequent, the first of them in the alphabet."""
    return max(sorted(counts), key=lambda text: counts[text])
