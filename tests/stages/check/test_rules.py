"""Each rule finds what breaks it and lets its neighbour pass; and what holds whatever the text."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from feedback2req.domain.readings import EncoderInfo
from feedback2req.domain.requirement import Finding
from feedback2req.errors import WrongUsage
from feedback2req.stages.check import PROFILES, Profile, check_statement, check_texts, profile_of
from feedback2req.stages.check.profiles import DRAFT, KEYS, RULES
from feedback2req.stages.check.rule import SEVERITIES
from feedback2req.stages.check.view import MAX_CHARS, kind_of, view_of
from tests.stages.check.examples import ONE, TOGETHER

MEANING = "R30-meaning"
SINGLE = sorted(rule.key for rule in RULES)


def alone(key: str) -> Profile:
    return Profile(name="one", says="one rule", keys=frozenset([key]))


def words(text: str, key: str) -> list[str]:
    (found,) = check_texts([text], profile=alone(key))
    return [text[f.start : f.end] for f in found]


def test_every_rule_has_an_example() -> None:
    assert {*ONE, *TOGETHER, MEANING} == set(KEYS)


@pytest.mark.parametrize("key", SINGLE)
def test_a_rule_points_at_the_words_that_break_it(key: str) -> None:
    bad, place, _ = ONE[key]
    assert place in words(bad, key)


@pytest.mark.parametrize("key", SINGLE)
def test_a_rule_lets_its_neighbour_pass(key: str) -> None:
    assert words(ONE[key][2], key) == []


@pytest.mark.parametrize("key", sorted(TOGETHER))
def test_a_rule_for_the_set_finds_the_one_text_that_breaks_it(key: str) -> None:
    bad, good = TOGETHER[key]
    found = check_texts(bad, profile=alone(key))
    assert [bool(f) for f in found] == [False] * (len(bad) - 1) + [True]
    assert not any(check_texts(good, profile=alone(key)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The system shall delete old files.", "The system shall not delete old files."),
        ("When a file arrives, the system shall answer within 5 seconds.",
         "When a file arrives, the system shall answer within 10 seconds."),
        ("As a reader, I want light mode by default.", "As a writer, I want dark mode by default."),
    ],
)  # fmt: skip
def test_what_contradicts_is_found(one: str, other: str) -> None:
    _, found = check_texts([one, other], profile=alone("C11"), names=["line 7", "line 9"])
    assert [f.message.startswith("contradicts line 7: ") for f in found] == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The user can enable the alarm.", "The user can disable the alarm."),
        ("I want to move on to round 2 of the edits.", "I want to move on to round 3 of the edits."),
        ("The system shall list old files.", "The system shall delete old files."),
    ],
)
def test_what_only_looks_so_is_no_contradiction(one: str, other: str) -> None:
    assert not any(check_texts([one, other], profile=alone("C11")))


class Axes:
    """Puts texts that begin with the same word on one axis."""

    info = EncoderInfo(name="axes", revision="1", sha256="0" * 64, n_dims=3)

    def encode(self, texts: list[str]) -> NDArray[np.float16]:
        heads = sorted({t.split()[0] for t in texts})
        return np.array([[float(t.split()[0] == h) for h in heads] for t in texts], dtype=np.float16)


def test_what_means_the_same_is_found_by_vectors_alone() -> None:
    texts = ["Exports shall be listed.", "Exports shall appear as a list.", "Imports shall be listed."]
    assert not any(check_texts(texts, profile=alone(MEANING)))
    found = check_texts(texts, profile=alone(MEANING), encoder=Axes())  # type: ignore[arg-type]
    assert [len(f) for f in found] == [0, 1, 0]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("As a writer, I want to export files.", "story"),
        ("As an admin I am told of each job so that I can decide.", "story"),
        ("6,As a site admin I want jobs to end.", "story"),
        ("I want to export files.", "story"),
        ("The system shall list files.", "requirement"),
        ("As the file arrives, the system shall list it.", "requirement"),
        ("As a result, the system must list files.", "requirement"),
        ("Export", "requirement"),
    ],
)
def test_kinds_are_told_apart(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_the_parts_of_a_story_are_found() -> None:
    text = "As a busy cook, I would like to be able to see the plan, so that I save time."
    parts = view_of(text).story
    spans = (parts.role, parts.wish, parts.means, parts.ends)
    assert [text[slice(*s)] for s in spans if s] == [
        "busy cook", "I would like to be able to", "see the plan", "so that I save time",
    ]  # fmt: skip


def test_words_of_the_role_and_of_the_benefit_break_no_rule_of_words() -> None:
    text = "As an efficient cook, I want a plan, so that I work as needed."
    (found,) = check_texts([text], profile=PROFILES["strict"])
    assert {f.rule for f in found}.isdisjoint({"R8", "QUS-unambiguous"})


def test_names_in_quotes_and_addresses_break_no_rule() -> None:
    text = "The system shall show “fast and/or easy” from https://acme.example/fast/easy."
    assert check_texts([text])[0] == ()


def test_a_text_that_points_to_another_is_told_so() -> None:
    assert words("The system shall do what REQ-12 says.", "R25") == ["REQ-12"]
    assert words("The system shall follow user story 5.", "R25") == ["user story 5"]


def test_strict_holds_every_rule_and_default_some() -> None:
    assert PROFILES["strict"].keys == set(KEYS)
    assert PROFILES["default"].keys < PROFILES["story"].keys < PROFILES["strict"].keys


def test_switches_turn_rules_on_and_off() -> None:
    profile = profile_of("default", ["+r24-wide", "-R16"])
    assert "R24-wide" in profile.keys
    assert "R16" not in profile.keys


@pytest.mark.parametrize("switch", ["R16", "+R99", "+", "*R16"])
def test_a_switch_that_switches_nothing_is_refused(switch: str) -> None:
    with pytest.raises(WrongUsage, match="switches no rule"):
        profile_of("default", [switch])


def test_an_unknown_profile_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(WrongUsage, match="default, strict, story"):
        profile_of("lax")


def test_no_error_of_the_default_passes_the_gate_of_the_drafter() -> None:
    grave = {rule.key for rule in RULES if rule.severity == "error" and "requirement" in rule.kinds}
    assert grave & PROFILES["default"].keys <= DRAFT.keys
    for key in grave & PROFILES["default"].keys:
        assert "error" in {f.severity for f in check_statement(ONE[key][0], product="the system", quotes=["5 30"])}


TEXTS = st.text(
    st.sampled_from("aeI st.,;/()[]0123456789“”\"'’-\n\tü€") | st.characters(codec="utf-8"), max_size=120
) | st.lists(
    st.sampled_from(
        [*"As a an I want to shall not the system and or be it . , 5 ms etc TBD / ( ) so that when if".split()]
    ),
    max_size=30,
).map(" ".join)


def inside(text: str, found: tuple[Finding, ...]) -> bool:
    return all(0 <= f.start < f.end <= len(text) and f.severity in SEVERITIES for f in found)


@given(texts=st.lists(TEXTS.filter(lambda t: t.strip() != ""), max_size=6))
def test_whatever_the_texts_findings_lie_inside_them(texts: list[str]) -> None:
    for text, found in zip(texts, check_texts(texts, profile=PROFILES["strict"]), strict=True):
        assert inside(text, found)


@given(text=TEXTS.filter(lambda t: t.strip() != ""))
def test_whatever_the_draft_findings_lie_inside_it(text: str) -> None:
    assert inside(text, check_statement(text, product="the system"))


@given(texts=st.lists(st.sampled_from([bad for bad, _, _ in ONE.values()]), unique=True), seed=st.randoms())
def test_what_is_said_of_one_text_does_not_depend_on_its_company(texts: list[str], seed: object) -> None:
    single = Profile(name="single", says="", keys=frozenset(SINGLE))
    shuffled = list(texts)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    together = dict(zip(shuffled, check_texts(shuffled, profile=single), strict=True))
    assert [together[t] for t in texts] == check_texts(texts, profile=single)


@given(texts=st.permutations([t for bad, _ in TOGETHER.values() for t in bad]))
def test_how_much_is_said_of_the_set_does_not_depend_on_the_order(texts: list[str]) -> None:
    keys = ("R30", "R30-near", "C11", "R36", "QUS-uniform")
    numbers = [sum(map(len, check_texts(texts, profile=alone(key)))) for key in keys]
    ordered = [sum(map(len, check_texts(sorted(texts), profile=alone(key)))) for key in keys]
    assert numbers == ordered


def test_a_text_without_an_end_is_read_up_to_a_bound() -> None:
    text = "The system shall list " + "a" * 400_000
    (found,) = check_texts([text], profile=PROFILES["strict"])
    assert [(f.start, f.end) for f in found if f.rule == "R18"] == [(MAX_CHARS, len(text))]


def test_a_thousand_requirements_take_no_ten_seconds() -> None:
    texts = [f"When file {n} arrives, the system shall list the name and size of part {n % 7}." for n in range(1000)]
    started = time.process_time()
    check_texts(texts, profile=PROFILES["strict"])
    assert time.process_time() - started < 5
