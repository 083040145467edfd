from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import feedback2req.adapters.models.statement_reader as module
from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.adapters.models.statement_reader import HeadReader
from feedback2req.domain.readings import INTENTS
from feedback2req.errors import InvalidVectors, ModelNotUsable

RESOURCES = Path(module.__file__).parents[2] / "resources"
EXAMPLES = [
    ("Please add dark mode", "feature_request"),
    ("add a cloud storage client", "feature_request"),
    ("I wish there was a way to export to CSV", "feature_request"),
    ("keeps crashing when I open it", "problem_report"),
    ("I was charged twice", "problem_report"),
    ("can't log in since the update", "problem_report"),
    ("How do I reset my PIN?", "question"),
    ("The interface is sleek", "praise"),
    ("Easy to use", "praise"),
    ("worst app ever", "complaint"),
    ("the customer service representative was rude", "complaint"),
    ("no cloud access", "complaint"),
    ("I filed a dispute on March 3", "other"),
]
TEXTS = [text for text, _ in EXAMPLES]


@pytest.fixture(scope="module")
def encoder() -> OnnxEncoder:
    return OnnxEncoder(model_folder("bge-small-en-v1.5-int8"))


@pytest.fixture(scope="module")
def vectors(encoder: OnnxEncoder) -> NDArray[np.float16]:
    return encoder.encode(TEXTS)


@pytest.fixture(scope="module")
def reader() -> HeadReader:
    return HeadReader()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    (tmp_path / "heads").mkdir()
    for name in ("cues.json", "flags.json", "heads/heads.json", "heads/weights.npy"):
        shutil.copyfile(RESOURCES / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(("text", "intent"), EXAMPLES)
def test_a_plain_statement_has_its_intent(
    reader: HeadReader, vectors: NDArray[np.float16], text: str, intent: str
) -> None:
    row = TEXTS.index(text)
    readings = reader.read([text], vectors[row : row + 1])
    assert readings.intents[0, INTENTS.index(intent)] > 0.5


def test_a_plain_wish_is_no_problem_and_no_question(reader: HeadReader, vectors: NDArray[np.float16]) -> None:
    assert reader.read(TEXTS[:1], vectors[:1]).intents[0, 1:3].max() < 0.2


def test_sentiment_has_the_sign_of_the_judgement(reader: HeadReader, encoder: OnnxEncoder) -> None:
    texts = ["The interface is sleek", "Staff were friendly", "worst app ever", "keeps crashing", "not good", "not bad"]
    low, high = reader.sentiment_thresholds
    sentiment = reader.read(texts, encoder.encode(texts)).sentiment
    assert (sentiment[[0, 1]] > high).all()
    assert (sentiment[[2, 3, 4]] < low).all()
    assert sentiment[5] > sentiment[4]


def test_what_is_read_in_a_text_does_not_depend_on_its_company(
    reader: HeadReader, vectors: NDArray[np.float16]
) -> None:
    rows = np.arange(3_000) % len(TEXTS)
    together = reader.read([TEXTS[row] for row in rows], vectors[rows])
    for row in range(len(TEXTS)):
        alone = reader.read([TEXTS[row]], vectors[row : row + 1])
        assert (together.intents[rows == row] == alone.intents[0]).all()
        assert (together.sentiment[rows == row] == alone.sentiment[0]).all()
        assert together.flags[row] == alone.flags[0]


def test_no_texts_have_empty_readings(reader: HeadReader) -> None:
    readings = reader.read([], np.zeros((0, 384), dtype=np.float16))
    assert readings.intents.shape == (0, len(INTENTS))
    assert readings.sentiment.shape == (0,)
    assert readings.flags == ()


def test_readings_lie_in_their_ranges(reader: HeadReader) -> None:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(50, 384))
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    texts = ["", "?", "!!!", "😀" * 500, "a" * 5_000, *["no"] * 45]
    readings = reader.read(texts, noise.astype(np.float16))
    assert ((readings.intents >= 0) & (readings.intents <= 1)).all()
    assert (np.abs(readings.sentiment) <= 1).all()


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
def test_flags_say_which_words_raised_them(reader: HeadReader, text: str, flags: dict[str, tuple[str, ...]]) -> None:
    readings = reader.read([text], np.zeros((1, 384), dtype=np.float16))
    assert readings.flags[0] == flags


def test_vectors_of_another_shape_or_without_numbers_are_refused(reader: HeadReader) -> None:
    with pytest.raises(InvalidVectors, match="shape"):
        reader.read(["a"], np.zeros((1, 16), dtype=np.float16))
    with pytest.raises(InvalidVectors, match="shape"):
        reader.read(["a"], np.zeros((2, 384), dtype=np.float16))
    with pytest.raises(InvalidVectors, match="no numbers"):
        reader.read(["a"], np.full((1, 384), np.nan, dtype=np.float16))


def other_cues(folder: Path) -> None:
    content = json.loads((folder / "cues.json").read_text("utf-8"))
    content["cues"]["please"].append("bitte")
    (folder / "cues.json").write_text(json.dumps(content), "utf-8")


def faulty_flags(folder: Path) -> None:
    (folder / "flags.json").write_text('{"flags": {"money": {"raise": ["("]}}}', "utf-8")


def cut_weights(folder: Path) -> None:
    (folder / "heads/weights.npy").write_bytes((folder / "heads/weights.npy").read_bytes()[:100])


def no_heads(folder: Path) -> None:
    (folder / "heads/heads.json").unlink()


def empty_heads(folder: Path) -> None:
    (folder / "heads/heads.json").write_text("{}", "utf-8")


@pytest.mark.parametrize("damage", [other_cues, faulty_flags, cut_weights, no_heads, empty_heads])
def test_damaged_resources_are_refused(copied: Path, damage: Callable[[Path], None]) -> None:
    damage(copied)
    with pytest.raises(ModelNotUsable, match="missing or damaged"):
        HeadReader(copied).read(["a"], np.zeros((1, 384), dtype=np.float16))


def test_the_version_changes_with_any_resource(reader: HeadReader, copied: Path) -> None:
    assert HeadReader(copied).version == reader.version
    with (copied / "flags.json").open("a") as file:
        file.write("\n")
    assert HeadReader(copied).version != reader.version


def test_the_manifest_beside_the_card_names_the_files_as_they_are() -> None:
    folder = model_folder("statement-heads")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert "heads/weights.npy" in manifest["files"]
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((RESOURCES / name).read_bytes()).hexdigest() == digest


def test_the_heads_name_the_encoder_they_were_trained_on(reader: HeadReader, encoder: OnnxEncoder) -> None:
    assert reader.encoder_sha256 == encoder.info.sha256
