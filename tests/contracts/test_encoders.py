from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.onnx_encoder import OnnxEncoder
from feedback2req.adapters.models.sentence_transformer_encoder import SentenceTransformerEncoder
from feedback2req.errors import ModelNotUsable
from feedback2req.ports import Encoder

BGE = "bge-small-en-v1.5-int8"
TEXTS = [
    "Please add dark mode",
    "Keeps crashing when I open it",
    "",
    "I was charged twice for the same month and nobody answers my mails about it",
    "worst app ever",
    "😀",
    "Please add a dark theme",
]


@pytest.fixture(scope="module")
def static_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = ["[UNK]", *sorted({word for text in TEXTS for word in text.split()})]
    tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token=words[0]))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    weights = np.random.default_rng(0).normal(size=(len(words), 16)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder


@pytest.fixture(scope="module", params=["onnx", "sentence_transformers"])
def make(request: pytest.FixtureRequest) -> Callable[..., Encoder]:
    if request.param == "onnx":
        return lambda **options: OnnxEncoder(model_folder(BGE), **options)
    folder: Path = request.getfixturevalue("static_model")
    return lambda **options: SentenceTransformerEncoder(folder, **options)


@pytest.fixture(scope="module")
def encoder(make: Callable[..., Encoder]) -> Encoder:
    return make()


def test_no_texts_make_an_empty_matrix_of_the_right_width(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.info.n_dims)


def test_rows_are_finite_unit_vectors_in_float16(encoder: Encoder) -> None:
    matrix = encoder.encode([text for text in TEXTS if text])
    assert matrix.dtype == np.float16
    assert np.allclose(np.linalg.norm(matrix.astype(np.float32), axis=1), 1.0, atol=2e-3)


def test_an_empty_text_has_a_defined_finite_vector(encoder: Encoder) -> None:
    assert np.isfinite(encoder.encode([""])).all()
    assert np.array_equal(encoder.encode([""]), encoder.encode(["", "worst app ever"])[:1])


def test_equal_texts_have_equal_rows(encoder: Encoder) -> None:
    assert (encoder.encode([TEXTS[0]] * 5) == encoder.encode([TEXTS[0]])).all()


def test_the_order_of_texts_is_carried_through(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS[::-1]), encoder.encode(TEXTS)[::-1])


def test_the_vector_of_a_text_does_not_depend_on_its_company(encoder: Encoder) -> None:
    many = TEXTS + [f"{text} {number}" for number in range(25) for text in TEXTS]
    together = encoder.encode(many)
    for row in range(len(TEXTS)):
        assert np.array_equal(encoder.encode([TEXTS[row]])[0], together[row])


def test_a_second_encoder_of_the_same_weights_gives_the_same_bits(make: Callable[..., Encoder]) -> None:
    first, second = make(), make()
    assert first.info == second.info
    assert np.array_equal(first.encode(TEXTS), second.encode(TEXTS))


def test_progress_adds_up_to_the_number_of_texts(make: Callable[..., Encoder]) -> None:
    done: list[int] = []
    make(on_done=done.append).encode(TEXTS * 30)
    assert sum(done) == len(TEXTS) * 30


def test_info_names_the_weights(encoder: Encoder) -> None:
    assert len(encoder.info.sha256) == 64
    assert encoder.info.name


def test_the_number_of_threads_changes_no_bit() -> None:
    texts = [f"{text} {number}" for number in range(40) for text in TEXTS]
    one, three = (OnnxEncoder(model_folder(BGE), n_threads=n).encode(texts) for n in (1, 3))
    assert np.array_equal(one, three)


def test_a_text_beyond_the_longest_input_is_cut() -> None:
    encoder = OnnxEncoder(model_folder(BGE))
    long = "the button " * 600
    assert np.array_equal(encoder.encode([long]), encoder.encode([long + "crashes"]))


def test_like_texts_are_closer_than_unlike_ones() -> None:
    dark, crash, theme = OnnxEncoder(model_folder(BGE)).encode([TEXTS[0], TEXTS[1], TEXTS[6]]).astype(np.float32)
    assert dark @ theme > 0.85 > dark @ crash


@pytest.mark.parametrize("damaged", ["model.onnx", "tokenizer.json"])
def test_damaged_weights_are_refused(tmp_path: Path, damaged: str) -> None:
    folder = tmp_path / BGE
    folder.mkdir()
    for name in ("manifest.json", "model.onnx", "tokenizer.json"):
        shutil.copyfile(model_folder(BGE) / name, folder / name)
    (folder / damaged).write_bytes(b"{}")
    with pytest.raises(ModelNotUsable, match="other bytes"):
        OnnxEncoder(folder).encode(["a"])


def test_missing_models_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelNotUsable, match="manifest"):
        OnnxEncoder(tmp_path).encode(["a"])
    with pytest.raises(ModelNotUsable, match="not there"):
        model_folder("no-such-model")
    with pytest.raises(ModelNotUsable, match="cannot be loaded"):
        SentenceTransformerEncoder(tmp_path).encode(["a"])
