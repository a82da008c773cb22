"""The release that a text has for what it is about."""

from __future__ import annotations

import pytest

from docgen.reading.deprecation import since
from docgen.reading.dialects.dialect import load_dialect

PLAIN = load_dialect("plain")


@pytest.mark.parametrize(
    "text, release",
    [
        ("Added in 2.3.", "2.3"),
        ("The color. _Added in the shop 2.3.0-rc.1._", "2.3.0-rc.1"),
        ("[Introduced](https://a.example/b) in the shop 2.3 with a flag", "2.3"),
        ("List lamps (since v2.3)", "2.3"),
        ("New in version 2.3", "2.3"),
        ("2.3.0 - added", "2.3.0"),
        ("2.5.0 - changed\n2.3.0 - added", "2.3.0"),
        ("Seit Version 2.3", "2.3"),
        ("In 2.3 hinzugefügt", "2.3"),
        ("Ajouté en 2.3", "2.3"),
        ("Añadido en la versión 2.3", "2.3"),
        ("Introdotto nella versione 2.3", "2.3"),
        ("Adicionado na versão 2.3", "2.3"),
        ("Начиная с версии 2.3", "2.3"),
        ("2.3 で追加", "2.3"),
        ("2.3 版本新增", "2.3"),
        ("2.3에서 추가됨", "2.3"),
    ],
)
def test_a_release(text: str, release: str):
    assert since(PLAIN, text) == release


@pytest.mark.parametrize(
    "text",
    [
        "Deprecated since 2.0.",
        "Available for 1.5 seconds.",
        "Added 10.5% fee.",
        "Since 127.0.0.1 is local.",
        "`name`, `age` (since 2.3)",
        "`shade` attribute [introduced](https://a.example/b) in the shop 2.3.",
        "The time since 1.5 hours.",
        "This is new. 2.5 stars.",
    ],
)
def test_no_release_or_that_of_something_else(text: str):
    assert since(PLAIN, text) == ""
