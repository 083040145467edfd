from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from feedback2req.adapters.models.folders import model_folder
from feedback2req.adapters.models.spacy_parser import SpacyParser
from feedback2req.domain.parse import Parse
from feedback2req.errors import ModelNotUsable
from feedback2req.ports import Parser

TEXTS = [
    "Please add dark mode. It crashes when I can't log in!",
    "",
    "  two  spaces\n\nand lines ",
    "No cloud access, sadly 😢",
    "worst app ever",
    "I wish it had a calendar and a to-do list, but the interface is sleek.",
]


def same(one: Parse, two: Parse) -> bool:
    return (one.lemmas, one.pos, one.relations) == (two.lemmas, two.pos, two.relations) and all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in ("starts", "ends", "heads", "sentences")
    )


@pytest.fixture(scope="module")
def parser() -> Parser:
    return SpacyParser(model_folder("en-core-web-sm"), n_processes=1)


def test_no_texts_have_no_parses(parser: Parser) -> None:
    assert parser.parse([]) == []


def test_an_empty_text_has_no_tokens_and_no_sentences(parser: Parser) -> None:
    (parse,) = parser.parse([""])
    assert len(parse) == 0
    assert parse.sentences.tolist() == [0]


def test_offsets_cut_the_text_into_its_words(parser: Parser) -> None:
    text = "Please add dark mode."
    (parse,) = parser.parse([text])
    assert [text[a:b] for a, b in zip(parse.starts, parse.ends, strict=True)] == ["Please", "add", "dark", "mode", "."]
    assert parse.lemmas[3] == "mode"
    assert parse.pos[1] == "VERB"
    assert parse.relations[3] == "dobj"
    assert parse.heads[3] == 1


@pytest.mark.parametrize("text", [*TEXTS, "x" * 20_000, "log: " + "a/" * 300 + " end", "w" * 200, "w" * 201 + " w"])
def test_tokens_cover_all_but_white_space_exactly(parser: Parser, text: str) -> None:
    (parse,) = parser.parse([text])
    tokens = [text[a:b] for a, b in zip(parse.starts, parse.ends, strict=True)]
    assert "".join("".join(tokens).split()) == "".join(text.split())
    assert (parse.starts[1:] >= parse.ends[:-1]).all()
    assert parse.sentences[-1] == len(parse)


def test_equal_texts_have_equal_parses(parser: Parser) -> None:
    first, *rest = parser.parse([TEXTS[0]] * 4)
    assert all(same(first, parse) for parse in rest)


def test_the_order_of_texts_is_carried_through(parser: Parser) -> None:
    assert all(map(same, parser.parse(TEXTS[::-1]), parser.parse(TEXTS)[::-1]))


def test_the_parse_of_a_text_does_not_depend_on_its_company(parser: Parser) -> None:
    company = TEXTS + [f"{text} {'and more of it ' * number}" for number in range(20) for text in TEXTS]
    together = parser.parse(company)
    assert all(same(parser.parse([text])[0], parse) for text, parse in zip(company, together, strict=True))


def test_worker_processes_give_the_same_parses_and_the_whole_progress(parser: Parser) -> None:
    texts = [f"{text} number {number}" for number in range(110) for text in TEXTS]
    done: list[int] = []
    workers = SpacyParser(model_folder("en-core-web-sm"), n_processes=2, on_done=done.append)
    assert all(map(same, parser.parse(texts), workers.parse(texts)))
    assert sum(done) == len(texts)


def test_workers_need_no_main_guard_in_the_calling_script(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from feedback2req.adapters.models.folders import model_folder\n"
        "from feedback2req.adapters.models.spacy_parser import SpacyParser\n"
        "parser = SpacyParser(model_folder('en-core-web-sm'), n_processes=2)\n"
        "print(len(parser.parse(['Please add it'] * 600)))\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "600"), ran.stderr


def test_a_missing_pipeline_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelNotUsable, match="cannot be loaded"):
        SpacyParser(tmp_path).parse(["a"])
    with pytest.raises(ModelNotUsable):
        SpacyParser(tmp_path, n_processes=2).parse(["a"] * 600)


def test_a_parser_loads_no_torch_and_leaves_it_to_who_needs_it() -> None:
    code = (
        "import sys\n"
        "from feedback2req.adapters.models.folders import model_folder\n"
        "from feedback2req.adapters.models.spacy_parser import load_pipeline\n"
        "load_pipeline(model_folder('en-core-web-sm'))\n"
        "assert 'torch' not in sys.modules\n"
        "import torch\n"
        "assert torch.ones(2).sum() == 2\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
