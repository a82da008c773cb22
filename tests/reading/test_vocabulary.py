"""Words of headings and labels by their meanings."""

from __future__ import annotations

import pytest

from docgen.reading.dialects.dialect import load_dialect

WORDS = load_dialect("plain").vocabulary()


@pytest.mark.parametrize(
    "title, is_part",
    [
        ("Parameters", True),
        ("Example response (200)", True),
        ("Optional query parameters", True),
        ("Create a lamp", False),
        ("Lamps", False),
        ("The", False),
        ("", False),
        ("2", True),
        ("Pfadparameter", True),
        ("Beispielantwort", True),
        ("Kandidaten", False),
        ("Parámetros de la ruta", True),
        ("Paramètres d'entrée", True),
        ("Параметры запроса", True),
        ("レスポンスの例", True),
        ("ランプの例", False),
        ("ランプを取得する", False),
        ("请求参数", True),
        ("用户列表", False),
        ("요청 본문", True),
    ],
)
def test_headings_of_parts(title: str, is_part: bool):
    assert WORDS.is_part(title) is is_part


@pytest.mark.parametrize(
    "label, meanings",
    [
        ("Query parameters:", {"query", "parameters"}),
        ("For instance:", {"sample"}),
        ("The body looks like this:", {"link", "body", "sample"}),
        ("Antwortbeispiel", {"response", "sample"}),
        ("リクエストボディ：", {"request", "body"}),
        ("Lamps of a room", {"link"}),
    ],
)
def test_meanings_of_labels(label: str, meanings: set[str]):
    assert WORDS.meanings(label) - {"api"} >= meanings
    assert not WORDS.means("Lamps", *meanings)


@pytest.mark.parametrize(
    "title", ["Create a lamp", "Eine Lampe anlegen", "Crear una lámpara", "ランプを登録"]
)
def test_titles_of_what_is_done(title: str):
    assert WORDS.is_action(title)
    assert not WORDS.is_action("Notes on the create call of lamps")
