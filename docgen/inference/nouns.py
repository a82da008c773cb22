"""What a path is about.

The template of a path enters; a `Place` leaves: `/projects/{id}/issues/{iid}` is one `issue` of a `project`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from docgen.records import Record
from docgen.syntax.naming import singular, words

_NOT_A_NOUN = re.compile(
    r"(?:v\d[\w.]*|api|rest|public|-|id|ids|name|names|me|all)$", re.IGNORECASE
)
_ONESELF = "me"  # in place of a key
_EXTENSION = re.compile(r"\.(?:json|xml|txt|md|csv)$")
# Words that say nothing of what is under a key or in a part of a page, as JSON has them.
ANYTHING = frozenset(
    "content data item list object payload record response result row value"
    " dati daten ergebnis antwort inhalt donnees données resultat résultat reponse réponse contenu datos dato resultado respuesta"
    " contenido dado dados resposta conteudo risultato risposta contenuto dannye данные результат 数据 结果 データ 結果 데이터 결과".split()
)
_EXPRESSION = re.compile(r"\{[^{}]*\}")


class Place(Record, frozen=True, kw_only=True):
    """What a path is about."""

    nouns: tuple[str, ...]  # in the singular, from the outermost: ("project", "issue")
    is_item: bool  # it ends in a parameter, or in "me"
    written: str = ""  # the last noun as it is written: "issues"

    @property
    def is_plural(self) -> bool:
        return self.written != self.noun

    @property
    def noun(self) -> str:
        return self.nouns[-1] if self.nouns else ""

    @property
    def owner(self) -> str:
        """The noun of what it is below, "" for none."""
        return self.nouns[-2] if len(self.nouns) > 1 else ""


@lru_cache(50_000)  # keys and segments recur
def noun(name: str) -> str:
    """The words of a name in lower case, the last in the singular: "merge_request" for `mergeRequests`."""
    *parts, last = (word.lower() for word in words(name)) if name else ("",)
    return "_".join([*parts, singular(last)])


@lru_cache(50_000)  # samples, inputs and types ask for the place of each operation
def place(path: str) -> Place:
    """What a path is about. A segment that holds more than a parameter is a noun without it."""
    nouns: list[str] = []
    written = ""
    segments = [segment for segment in path.split("/") if segment]
    for segment in segments:
        text = _EXPRESSION.sub("", _EXTENSION.sub("", segment)).strip("()*.:")
        if text and re.search(r"[A-Za-z]", text) and not _NOT_A_NOUN.match(text):
            written = "_".join(words(text)).lower()
            nouns.append(noun(text))
    last = segments[-1] if segments else ""
    is_item = bool(_EXPRESSION.search(last)) or bool(nouns) and last.lower() == _ONESELF
    return Place(nouns=tuple(nouns), is_item=is_item, written=written)
