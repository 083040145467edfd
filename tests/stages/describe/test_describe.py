"""Themes named in their customers' own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from feedback2req.config import PipelineConfig
from feedback2req.domain.readings import INTENTS, Readings
from feedback2req.domain.themes import Arrangement, Membership, Theme, ThemeModel
from feedback2req.pipeline import Tools
from feedback2req.stages.describe import describe
from feedback2req.stages.embed import embed
from feedback2req.stages.extract import extract
from feedback2req.stages.group import group
from tests.columns import NEED, PRAISE
from tests.parsing import item, parse, statement

CLOUD = (
    "Please add cloud storage support.",
    "Cloud storage would be nice.",
    "please support cloud storage services",
    "But it lacks cloud storage. Deal breaker for me.",
    "The only thing missing is support for popular cloud storage.",
)
MOVING = (
    "Cannot move files to the SD card.",
    "It crashes when I move files.",
    "Moving files fails every time.",
    "I can't move files anymore.",
    "Unable to move files between folders.",
)
QUESTIONS = (
    "How do I change the theme?",
    "How can I change the theme to dark?",
    "Is there a way to change the theme?",
)
DESIGN = (
    "I love the clean design.",
    "Beautiful clean design.",
    "The clean design is great.",
)
INTENT = {"problem": "problem_report", "wish": "feature_request", "question": "question", "praise": "praise"}
# words of grammar that no label may end in; a label that does was cut off
DANGLING = re.compile(
    r"(?:\b(?:a|an|the|and|or|but|of|to|in|on|at|by|for|from|with|when|if|that|which|is|are|was|my|your|its?|not|no|than|as)|[^\w)’'!?+%.])$",
    re.IGNORECASE,
)


def placed(
    tools: Tools, themes: Sequence[tuple[str, Sequence[str]]], *, reverse: bool = False, one_author: bool = False
) -> tuple[Any, ...]:
    """What the stage is given, up to the vectors, of themes by kind and texts."""
    said = [(t, text) for t, (_, texts) in enumerate(themes) for text in texts]
    items = [item(text, author="one" if one_author else f"a{n}") for n, (_, text) in enumerate(said)]
    order = range(len(said))[::-1] if reverse else range(len(said))
    items, owners = [items[n] for n in order], np.array([said[n][0] for n in order], dtype=np.int64)
    statements = [statement(i) for i in items]
    by_id = {i.item_id: i for i in items}
    parses = {i.item_id: parse(i.text) for i in items}
    grouping = group(statements)
    embeddings = embed(grouping, tools.encoder, np.ones(len(grouping.texts), dtype=np.bool_))
    intents = np.full((len(grouping.texts), len(INTENTS)), 0.05, dtype=np.float32)
    for row, t in zip(grouping.text_of, owners, strict=True):
        intents[row, INTENTS.index(INTENT[themes[t][0]])] = 0.9
    rows = embeddings.matrix[grouping.text_of].astype(np.float64)
    centres = np.stack([rows[owners == t].mean(axis=0) for t in range(len(themes))])
    n = len(statements)
    channels = np.array([PRAISE if kind == "praise" else NEED for kind, _ in themes], dtype=np.int8)
    return (
        ThemeModel(
            keys=tuple(f"t-{t}" for t in range(len(themes))),
            prototypes=(centres / np.linalg.norm(centres, axis=1, keepdims=True)).astype(np.float32),
            owners=np.arange(len(themes)),
            prototype_channels=channels,
            taught=np.zeros(len(themes), dtype=np.bool_),
            channels=channels,
            core_thresholds=np.full(len(themes), 0.8, dtype=np.float32),
            attach_thresholds=np.full(len(themes), 0.7, dtype=np.float32),
            encoder=embeddings.encoder,
            config_digest="0" * 64,
            lineage=((),) * len(themes),
        ),
        Membership(
            themes=owners,
            states=np.zeros(n, dtype=np.int8),
            similarities=np.full(n, 0.9, dtype=np.float32),
            strengths=np.full(n, 0.9, dtype=np.float32),
            reasons=(None,) * n,
        ),
        statements,
        by_id,
        parses,
        extract(statements, by_id, parses, intents[grouping.text_of]),
        grouping,
        Readings(
            intents=intents,
            sentiment=np.zeros(len(grouping.texts), dtype=np.float32),
            qualities=(None,) * len(grouping.texts),
            flags=({},) * len(grouping.texts),
        ),
        embeddings,
    )


def described(
    tools: Tools, themes: Sequence[tuple[str, Sequence[str]]], *, reverse: bool = False, one_author: bool = False,
    **config: int,
) -> tuple[Theme, ...]:  # fmt: skip
    model, membership, *rest = placed(tools, themes, reverse=reverse, one_author=one_author)
    n, parts = len(themes), np.full(len(rest[0]), -1)
    none = Arrangement(areas=np.full(n, -1), area_keys=(), parts=parts, likeness=np.eye(n))
    return describe(model, membership, none, *rest, tools.encoder, PipelineConfig(**config)).themes


ALL = (("wish", CLOUD), ("problem", MOVING), ("question", QUESTIONS), ("praise", DESIGN))


@pytest.fixture(scope="module")
def four(tools: Tools) -> tuple[Theme, ...]:
    return described(tools, ALL)


def ids_of(texts: Sequence[str]) -> Mapping[str, str]:
    return {s.statement_id: s.text for s in (statement(item(t, author=f"a{n}")) for n, t in enumerate(texts))}


def test_each_theme_has_the_kind_of_what_its_members_do(four: tuple[Theme, ...]) -> None:
    assert [t.kind for t in four] == ["wish", "problem", "question", "praise"]


def test_a_label_names_what_the_members_speak_of(four: tuple[Theme, ...]) -> None:
    cloud, moving, questions, design = (t.label.casefold() for t in four)
    assert "cloud" in cloud
    assert "mov" in moving
    assert "files" in moving
    assert "theme" in questions
    assert "design" in design


def test_a_label_is_a_phrase_and_no_bag_of_words(four: tuple[Theme, ...]) -> None:
    for theme in four:
        assert 1 <= len(theme.label.split()) <= 6
        assert not re.search(r"[,;/|_]", theme.label)
        assert theme.label[0].isupper()
        assert not DANGLING.search(theme.label), theme.label


def test_what_a_label_is_about_is_said_by_most_members(four: tuple[Theme, ...]) -> None:
    for theme, (_, texts) in zip(four, ALL, strict=True):
        words = [w for w in re.findall(r"[^\W_]+", theme.label.casefold()) if len(w) > 3]
        held = [sum(word[: max(3, len(word) - 3)] in text.casefold() for text in texts) for word in words]
        assert max(held, default=0) > len(texts) / 2, theme.label


def test_praise_stays_praise_whatever_intents_its_members_have(tools: Tools) -> None:
    (theme,) = described(tools, [("praise", DESIGN)])
    assert theme.kind == "praise"


def test_exemplars_are_members_and_each_by_another_customer(four: tuple[Theme, ...]) -> None:
    texts = [t for _, of in ALL for t in of]
    known = ids_of(texts)
    for theme, (_, own) in zip(four, ALL, strict=True):
        assert theme.exemplars
        assert len(set(theme.exemplars)) == len(theme.exemplars)
        assert {known[e] for e in theme.exemplars} <= set(own)


def test_exemplars_and_keyphrases_are_as_few_as_asked_for(tools: Tools) -> None:
    for theme in described(tools, ALL, max_exemplars=2, max_keyphrases=1):
        assert len(theme.exemplars) == 2
        assert len(theme.keyphrases) <= 1


def test_a_customer_who_speaks_alone_still_gives_exemplars(tools: Tools) -> None:
    (theme,) = described(tools, [("wish", CLOUD)], one_author=True)
    assert len(theme.exemplars) == 5


def test_no_two_exemplars_say_the_same_words(tools: Tools) -> None:
    (theme,) = described(tools, [("wish", (*CLOUD, *[CLOUD[0]] * 5))])
    known = ids_of((*CLOUD, *[CLOUD[0]] * 5))
    said = [known[e] for e in theme.exemplars]
    assert len(set(said)) == len(said)


def test_members_are_all_that_belong_in_order(four: tuple[Theme, ...]) -> None:
    assert [m for t in four for m in t.members] == list(range(sum(len(texts) for _, texts in ALL)))


def test_labels_are_unique_even_where_two_themes_say_the_same(tools: Tools) -> None:
    found = described(tools, [("wish", CLOUD), ("wish", CLOUD[:3]), ("wish", CLOUD[2:])])
    labels = [t.label.casefold() for t in found]
    assert len(set(labels)) == 3


def test_labels_are_unique_where_no_phrase_can_be_read(tools: Tools) -> None:
    found = described(tools, [("problem", ("Crashes", "crashes a lot")), ("problem", ("Crashing", "crash"))])
    labels = [t.label.casefold() for t in found]
    assert len(set(labels)) == 2
    assert all(labels)


@pytest.mark.parametrize(
    "speech_act",
    [
        ("Please fix it.", "Please fix this.", "Fix this please."),
        ("I called customer service.", "Called customer service twice.", "I called customer service again."),
        ("XXXX XXXX charged XXXX.", "XXXX XXXX charged me {$30.00}.", "XXXX charged XXXX twice."),
    ],
)
def test_no_theme_is_called_by_a_plea_a_story_or_a_mask(tools: Tools, speech_act: tuple[str, ...]) -> None:
    (theme,) = described(tools, [("problem", speech_act)])
    assert not re.search(r"please|\bfix\b|^called|XX", theme.label, re.IGNORECASE), theme.label


def test_a_criterion_is_one_sentence_about_the_customer(four: tuple[Theme, ...]) -> None:
    for theme in four:
        assert theme.criterion.endswith(".")
        assert theme.criterion.count(". ") == 0
        assert "customer" in theme.criterion


def test_a_criterion_never_names_the_theme_itself_as_its_neighbour(four: tuple[Theme, ...]) -> None:
    for theme in four:
        assert f"“{theme.label}” is not meant" not in theme.criterion
    labels = {t.label for t in four}
    assert {m for t in four for m in re.findall(r"“(.+?)”", t.criterion)} <= labels


def test_the_order_of_statements_changes_no_word(tools: Tools, four: tuple[Theme, ...]) -> None:
    again = described(tools, ALL, reverse=True)
    assert [(t.kind, t.label, t.criterion, t.keyphrases) for t in again] == [
        (t.kind, t.label, t.criterion, t.keyphrases) for t in four
    ]
    assert [set(t.exemplars) for t in again] == [set(t.exemplars) for t in four]
