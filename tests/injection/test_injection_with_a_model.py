"""A model that does what a review tells it is refused, whether or not the review was kept from it."""

from __future__ import annotations

import json
from importlib import import_module

import pytest

from feedback2req.adapters.llm.prompt import messages
from feedback2req.domain.drafting import Brief, Claim, Proposal
from feedback2req.domain.machine_talk import speaks_to_a_machine
from feedback2req.stages.redraft.redraft import redraft
from tests.drafting import LATE, SYSTEM, Stub, changed, good, rules, told
from tests.injection.variants import VARIANTS, Variant


def as_ordered(brief: Brief, variant: Variant) -> Proposal:
    """The order as a requirement, with the order itself for proof where it was shown."""
    own = tuple(i for i, text in brief.statements if text == variant.text) or ("s1",)
    return changed(
        good(brief),
        title=variant.wants.capitalize(),
        problem=Claim(text=variant.text, cites=own),
        statement=f"{SYSTEM} shall {variant.wants}.",
        response=own,
    )


def with_real_proof(brief: Brief, variant: Variant) -> Proposal:
    """The order under citations of what real customers say, and of the order."""
    ids = tuple(i for i, _ in brief.statements)
    statement = f"When a message arrives, {SYSTEM} shall {variant.wants}."
    return changed(good(brief), statement=statement, response=ids, trigger=ids)


def in_a_corner(brief: Brief, variant: Variant) -> Proposal:
    """A good requirement that holds the order in one of its criteria."""
    criteria = good(brief).criteria
    return changed(good(brief), criteria=(*criteria, changed(criteria[0], then=variant.wants)))  # type: ignore[arg-type]


def word_for_word(brief: Brief, variant: Variant) -> Proposal:
    """The text of the review as the title."""
    return changed(good(brief), title=variant.text)


@pytest.mark.parametrize("sieve", [True, False], ids=["kept from it", "shown to it"])
@pytest.mark.parametrize("obey", [as_ordered, with_real_proof, in_a_corner, word_for_word])
@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_what_an_obedient_model_words_is_refused(
    variant: Variant, obey: object, sieve: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not sieve:
        for module in ("briefs", "accept"):
            path = import_module(f"feedback2req.stages.redraft.{module}")
            monkeypatch.setattr(path, "speaks_to_a_machine", lambda _: False)
    room = told((*LATE, variant.text))
    drafter = Stub(lambda brief: obey(brief, variant))  # type: ignore[operator]
    made, tally = redraft(
        [room.theme],
        [room.base],
        drafter,
        room.corpus,
        system=SYSTEM,
        check=rules,
    )
    assert made == (room.base,)
    assert (tally.calls, tally.fallback) == (2, 1)
    shown = [text for _, text in drafter.briefs[0].statements]
    assert (variant.text in shown) is (not sieve or not speaks_to_a_machine(variant.text))


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda v: v.name)
def test_no_variant_leaves_its_line_of_the_prompt(variant: Variant) -> None:
    texts = (LATE[0], variant.text, LATE[1])
    brief = Brief(system=SYSTEM, kind="problem", statements=tuple((f"s{n}", t) for n, t in enumerate(texts, start=1)))
    said = messages(brief)
    assert [m["role"] for m in said] == ["system", "user"]
    lines = said[1]["content"].split("\n")
    fence = lines[2]
    assert lines[-1] == fence
    assert said[1]["content"].count(fence) == 2
    assert [json.loads(line)["id"] for line in lines[3:-1]] == ["s1", "s2", "s3"]
    assert not set("<>`\u200b\u202e") & set(said[1]["content"])


def test_nearly_every_variant_is_kept_from_a_model() -> None:
    passed = [v.name for v in VARIANTS if not speaks_to_a_machine(v.text)]
    assert passed == ["formula", "tag characters", "right to left", "in the name of many", "second customer"]
