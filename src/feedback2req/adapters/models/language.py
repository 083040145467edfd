"""The language of a text, by script, by telling words, and by py3langid where neither decides.

Reviews are short, and a model of letter sequences calls "Superb app" French and "Nice :-)" Romanian. A wrong
language costs a customer's words their place in the ranking, an unknown one costs nothing: so short and
doubtful texts are ``und``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import lru_cache
from importlib import resources
from typing import Any

UNKNOWN = "und"

# Scripts that one language all but owns, by the first word of the Unicode character name.
_BY_SCRIPT = {
    "HANGUL": "ko", "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "HEBREW": "he", "GREEK": "el",
    "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GUJARATI": "gu", "KANNADA": "kn", "MALAYALAM": "ml",
    "GURMUKHI": "pa", "SINHALA": "si", "GEORGIAN": "ka", "ARMENIAN": "hy", "KHMER": "km", "LAO": "lo",
    "MYANMAR": "my", "ETHIOPIC": "am",
}  # fmt: skip
# Scripts that several languages share; the first one is taken when the text is too short to tell.
_SHARED = {
    "CYRILLIC": ("ru", "uk", "bg", "sr", "mk", "be", "kk", "mn"),
    "ARABIC": ("ar", "fa", "ur"),
    "DEVANAGARI": ("hi", "mr", "ne"),
}
_LATIN = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "no", "pl", "cs", "hu", "ro", "tr", "id", "vi", "fi", "hr",
    "ca",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINK = re.compile(r"https?://\S{1,500}|[@#]\w{1,64}|\[\w{1,12} [0-9a-f]{6}\]")
_MIN_LETTERS = 20
_MAX_CHARS = 2000


class Py3LangIdentifier:
    """Tells the language of a text; the model is loaded with the first Latin text that needs it."""

    def __init__(self) -> None:
        words = json.loads(resources.files("feedback2req.resources").joinpath("languages.json").read_text("utf-8"))
        self._english = frozenset(words["en"])
        # Romanised Hindi and Urdu have no model of their own and are taken for Indonesian, Finnish or Italian.
        self._hindi = frozenset(words["hi"])
        self._models: dict[tuple[str, ...], Any] = {}

    def identify(self, text: str) -> str:
        """ISO 639-1 code, or ``und`` when the text is too short or too mixed to tell."""
        text = _LINK.sub(" ", text[:_MAX_CHARS])
        letters = [c for c in text if c.isalpha()]
        if not letters:
            return UNKNOWN
        scripts = Counter(map(_script, letters))
        script, n = min(scripts.items(), key=lambda pair: (-pair[1], pair[0]))
        if script == "CJK" or (script in ("HIRAGANA", "KATAKANA")):
            # Japanese mixes three scripts, and its kana settle the matter.
            n = sum(scripts[s] for s in ("CJK", "HIRAGANA", "KATAKANA"))
            script = "HIRAGANA" if (scripts["HIRAGANA"] + scripts["KATAKANA"]) * 10 > n else "CJK"
        if n * 2 < len(letters):
            return UNKNOWN
        if script in _BY_SCRIPT:
            return _BY_SCRIPT[script]
        if script in _SHARED:
            return self._shared(text, _SHARED[script], len(letters))
        return self._latin(text, len(letters)) if script == "LATIN" else UNKNOWN

    def _shared(self, text: str, languages: tuple[str, ...], n_letters: int) -> str:
        language, probability = self._classify(text, languages)
        return language if n_letters >= _MIN_LETTERS and probability >= 0.8 else languages[0]

    def _latin(self, text: str, n_letters: int) -> str:
        words = [w.replace("’", "'") for w in _WORD.findall(text.casefold())]
        if not words:
            return UNKNOWN
        english = sum(w in self._english for w in words) / len(words)
        hindi = sum(w in self._hindi for w in words) / len(words)
        if hindi >= 0.25 and len(words) >= 3 and hindi > english:
            return "hi"
        language, probability = self._classify(text, _LATIN)
        if language == "en" or english >= 0.3:
            return "en" if _is_sure(n_letters, probability if language == "en" else 0.0, english) else UNKNOWN
        # Spanish, French and Italian share "no", "me", "do" and "use" with English: two such words are no proof.
        least = 0.9 if n_letters >= _MIN_LETTERS else 0.98
        return language if probability >= least and n_letters >= 10 else UNKNOWN

    def _classify(self, text: str, languages: tuple[str, ...]) -> tuple[str, float]:
        if languages not in self._models:
            self._models[languages] = _model(languages)
        language, probability = self._models[languages].classify(text)
        return str(language), float(probability)


def _is_sure(n_letters: int, probability: float, english: float) -> bool:
    if n_letters < _MIN_LETTERS:
        return probability >= 0.9 or (probability >= 0.5 and english >= 0.5)
    return probability >= 0.5 or english >= 0.3


def _model(languages: tuple[str, ...]) -> Any:  # noqa: ANN401
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(list(languages))
    return model


@lru_cache(maxsize=8192)
def _script(char: str) -> str:
    if char.isascii():
        return "LATIN"
    # Compatibility forms (mathematical bold, full width) are plain letters in disguise.
    name = unicodedata.name(unicodedata.normalize("NFKC", char)[:1] or char, "")
    return name.split(" ", 1)[0].split("-", 1)[0]
