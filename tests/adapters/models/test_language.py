"""Languages: sure about sentences, modest about slips of a few letters."""

import csv
from pathlib import Path

import pytest

from feedback2req.adapters.models.language import Py3LangIdentifier

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


@pytest.fixture(scope="module")
def identifier() -> Py3LangIdentifier:
    return Py3LangIdentifier()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The app keeps crashing when I open the camera", "en"),
        ("plz fix dis app it sux so much and is always lagging", "en"),
        ("Pls add dark mode, my eyes hurt at night!!! 5 stars if u do", "en"),
        ("Die App stürzt immer ab, wenn ich die Kamera öffne", "de"),
        ("L'application plante à chaque fois que j'ouvre l'appareil photo", "fr"),
        ("No funciona desde la última actualización, por favor arréglenlo", "es"),
        ("Não funciona depois da última atualização, por favor corrijam", "pt"),
        ("Приложение постоянно вылетает после обновления", "ru"),
        ("アプリがすぐに落ちます", "ja"),
        ("更新之后一直闪退", "zh"),
        ("앱이 자꾸 꺼져요", "ko"),
        ("التطبيق لا يعمل بعد التحديث الأخير", "ar"),
        ("ऐप बार बार बंद हो जाता है", "hi"),
        ("bahut accha app hai lekin kabhi kabhi nahi chalta", "hi"),
        ("", "und"),
        ("👍👍👍", "und"),
        ("5/5", "und"),
        ("Superb app", "und"),
        ("Nice :-)", "und"),
        ("ok", "und"),
    ],
)
def test_worked_texts(identifier: Py3LangIdentifier, text: str, language: str) -> None:
    assert identifier.identify(text) == language


def test_english_reviews_are_hardly_ever_taken_for_another_language(identifier: Py3LangIdentifier) -> None:
    with (SAMPLES / "messenger" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    plain = [text for text in texts if text.isascii()]
    others = [text for text in plain if identifier.identify(text) not in ("en", "und")]
    assert len(others) <= 0.01 * len(plain)
    assert sum(identifier.identify(text) == "en" for text in plain) >= 0.85 * len(plain)
