from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import feedback2req.adapters.models.statement_reader as module
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.statement_reader import TransformerReader
from feedback2req.domain.readings import INTENTS, QUALITY_CHARACTERISTICS
from feedback2req.domain.sentiment import NEGATIVE_AT, POSITIVE_AT
from feedback2req.errors import ModelNotUsable

FLAGS = Path(module.__file__).parents[2] / "resources" / "flags.json"
MODEL = model_folder("statement-reader-int8")
EXAMPLES = [
    ("Please add dark mode", "feature_request"),
    ("add a cloud storage client", "feature_request"),
    ("I wish there was a way to export to CSV", "feature_request"),
    ("But lacks cloud support.", "feature_request"),
    ("keeps crashing when I open it", "problem_report"),
    ("I was charged twice", "problem_report"),
    ("can't log in since the update", "problem_report"),
    ("How do I reset my PIN?", "question"),
    ("The interface is sleek", "praise"),
    ("Easy to use", "praise"),
    ("worst app ever", "complaint"),
    ("the customer service representative was rude", "complaint"),
    ("set an alarm for six", "other"),
]
TEXTS = [text for text, _ in EXAMPLES]
THANKS = (
    "thank you|danke|merci|gracias|grazie|obrigado|takk|tack|tak|kiitos|aitäh|paldies|ačiū|dziękuję|děkuji|ďakujem|"
    "hvala|хвала|благодаря|спасибо|дякую|дзякуй|köszönöm|mulțumesc|faleminderit|ευχαριστώ|teşekkürler|shukran|شكرا|"
    "תודה|متشکرم|شکریہ|धन्यवाद|ধন্যবাদ|நன்றி|ధన్యవాదాలు|ಧನ್ಯವಾದ|നന്ദി|ආයුබෝවන්|ขอบคุณ|ຂອບໃຈ|អរគុណ|ကျေးဇူး|"
    "cảm ơn|terima kasih|salamat|asante|谢谢|ありがとう|감사합니다|баярлалаа"
).split("|")


@pytest.fixture(scope="module")
def reader() -> TransformerReader:
    return TransformerReader(MODEL)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for path in (*(MODEL / name for name in ("manifest.json", "tokenizer.json", "model.onnx")), FLAGS):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


@pytest.mark.parametrize(("text", "intent"), EXAMPLES)
def test_a_plain_statement_has_its_intent(reader: TransformerReader, text: str, intent: str) -> None:
    assert reader.read([text]).intents[0, INTENTS.index(intent)] > 0.5


def test_a_plain_wish_is_no_problem_and_no_question(reader: TransformerReader) -> None:
    assert reader.read(TEXTS[:1]).intents[0, 1:3].max() < 0.2


def test_sentiment_has_the_sign_of_the_judgement(reader: TransformerReader) -> None:
    texts = ["The interface is sleek", "Staff were friendly", "worst app ever", "keeps crashing", "not good", "not bad"]
    sentiment = reader.read(texts).sentiment
    assert (sentiment[[0, 1]] >= POSITIVE_AT).all()
    assert (sentiment[[2, 3, 4]] <= NEGATIVE_AT).all()
    assert sentiment[5] > sentiment[4]


@pytest.mark.parametrize(
    ("text", "quality"),
    [
        ("It takes forever to load", "performance efficiency"),
        ("drains my battery", "performance efficiency"),
        ("crashes all the time", "reliability"),
        ("The interface is sleek and easy to use", "interaction capability"),
        ("My password is stored in plain text, this is not secure", "security"),
        ("worst app ever", None),
    ],
)
def test_a_statement_about_a_quality_names_it(reader: TransformerReader, text: str, quality: str | None) -> None:
    assert reader.read([text]).qualities == (quality,)


def test_what_is_read_in_a_text_does_not_depend_on_its_company(reader: TransformerReader) -> None:
    rows = np.arange(300) % len(TEXTS)
    together = reader.read([TEXTS[row] for row in rows])
    one_thread = TransformerReader(MODEL, n_threads=1).read(TEXTS)
    for row in range(len(TEXTS)):
        alone = reader.read([TEXTS[row]])
        for other in (together, one_thread):
            here = np.flatnonzero(rows == row) if other is together else [row]
            assert (other.intents[here] == alone.intents[0]).all()
            assert (other.sentiment[here] == alone.sentiment[0]).all()
            assert {other.qualities[n] for n in here} == {alone.qualities[0]}
        assert together.flags[row] == alone.flags[0]


def test_no_texts_have_empty_readings(reader: TransformerReader) -> None:
    readings = reader.read([])
    assert readings.intents.shape == (0, len(INTENTS))
    assert readings.sentiment.shape == (0,)
    assert readings.flags == readings.qualities == ()


def test_odd_texts_have_readings_in_their_ranges(reader: TransformerReader) -> None:
    texts = ["", "?", "!!!", "😀", "😀" * 500, "a" * 20_000, *THANKS]
    readings = reader.read(texts)
    assert ((readings.intents >= 0) & (readings.intents <= 1)).all()
    assert (np.abs(readings.sentiment) <= 1).all()
    assert set(readings.qualities) <= {*QUALITY_CHARACTERISTICS, None}
    asked = readings.intents[:, [INTENTS.index(name) for name in ("feature_request", "problem_report")]]
    assert asked[texts.index("")].max() < 0.5
    assert asked[texts.index("thank you")].max() < 0.5


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("It lost my photos", {"data_loss": ("lost my photos",)}),
        ("I lost interest after a week", {}),
        ("All my notes disappeared", {"data_loss": ("All my notes disappeared",)}),
        ("I was charged twice", {"money": ("was charged",)}),
        ("The phone is fully charged up in an hour", {}),
        ("I want my money back and will call my lawyer", {"money": ("money back",), "legal": ("lawyer",)}),
        ("I can't log in", {"blocked": ("can't log in",)}),
        ("uninstalled and reinstalled it, still slow", {}),
        ("Uninstalling it now", {"churn_risk": ("Uninstalling",)}),
        ("How do I cancel my subscription", {}),
        ("My account was hacked", {"security": ("hacked",)}),
        ("No virus and no malware in it", {}),
        ("The text is too small for my eyes", {"accessibility": ("text is too small",)}),
        ("The charger caught fire", {"safety": ("caught fire",)}),
        ("Other apps have this for years", {"competitor": ("Other apps have",)}),
        ("The food court is loud", {}),
    ],
)
def test_flags_say_which_words_raised_them(
    reader: TransformerReader, text: str, flags: dict[str, tuple[str, ...]]
) -> None:
    assert reader.read([text]).flags[0] == flags


def faulty_flags(folder: Path) -> None:
    (folder / "flags.json").write_text('{"flags": {"money": {"raise": ["("]}}}', "utf-8")


def no_flags(folder: Path) -> None:
    (folder / "flags.json").unlink()


def other_outputs(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(manifest | {"outputs": ["feature_request"]}), "utf-8")


def no_calibration(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    del manifest["calibration"]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize("damage", [faulty_flags, no_flags, other_outputs, no_calibration])
def test_a_damaged_reader_is_refused(copied: Path, damage: Callable[[Path], None]) -> None:
    damage(copied)
    with pytest.raises(ModelNotUsable, match="missing or damaged"):
        TransformerReader(copied, flags=copied / "flags.json").read(["a"])


def test_other_weights_than_the_manifest_says_are_refused(copied: Path) -> None:
    (copied / "model.onnx").write_bytes((copied / "model.onnx").read_bytes()[:-1])
    with pytest.raises(ModelNotUsable, match="other bytes"):
        TransformerReader(copied).read(["a"])


def test_the_version_changes_with_calibration_and_flags(reader: TransformerReader, copied: Path) -> None:
    def version() -> str:
        return TransformerReader(copied, flags=copied / "flags.json").version

    assert version() == reader.version
    for name in ("flags.json", "manifest.json"):
        before = version()
        with (copied / name).open("a") as file:
            file.write("\n")
        assert version() != before


def test_the_weights_are_small_enough_to_ship() -> None:
    assert (MODEL / "model.onnx").stat().st_size <= 35 * 2**20
