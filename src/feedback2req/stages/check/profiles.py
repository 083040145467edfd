"""Which rules are on: by profile, and by switches on top of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from feedback2req.domain.printable import printable
from feedback2req.errors import WrongUsage
from feedback2req.stages.check import form, stories, structure, wording
from feedback2req.stages.check.rule import ERROR, WARNING, Rule
from feedback2req.stages.check.together import SET_RULES

RULES: tuple[Rule, ...] = (*structure.RULES, *wording.RULES, *form.RULES, *stories.RULES)
"""All rules for one text."""
KEYS: tuple[str, ...] = (*(rule.key for rule in RULES), *SET_RULES)

OFF = frozenset(
    (
        "R1-wide", "R7-about", "R7-wide", "R9-wide", "R14-wide", "R15", "R16-wide", "R17-wide", "R18-wide", "R19-wide",
        "R20", "R24-wide", "R25-wide", "R26-wide", "R28", "R30-meaning", "R31-technology", "R31-wide", "R32", "R33",
        "R34-wide", "R35-wide", "QUS-atomic-wide", "QUS-ends-wide", "QUS-minimal-wide", "QUS-problem",
        "QUS-unambiguous-wide",
    )
)  # fmt: skip
"""Too often wrong, or too strict for most, to be on by default; figures: benchmarks/requirements/lint.md."""
_STORY = frozenset(("QUS-problem", "QUS-ends-wide", "QUS-atomic-wide", "QUS-minimal-wide", "QUS-unambiguous-wide"))
_DRAFT = frozenset(
    (
        "R1-wide", "R7-about", "R7-wide", "R9-wide", "R16-wide", "R17-wide", "R18-wide", "R19-wide", "R20", "R24-wide",
        "R26-wide", "R28", "R31-wide",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A choice of rules by key, and severities that differ from those of the rules."""

    name: str
    says: str
    keys: frozenset[str]
    severities: Mapping[str, str] = field(default_factory=dict)

    def severity(self, key: str, usual: str) -> str:
        """How grave a finding of the rule is here."""
        return self.severities.get(key, usual)


PROFILES = {
    "default": Profile(
        name="default", says="rules that are right in at least four of five findings", keys=frozenset(KEYS) - OFF
    ),
    "strict": Profile(name="strict", says="all rules", keys=frozenset(KEYS)),
    "story": Profile(
        name="story", says="the default, and what user stories are advised to be", keys=(frozenset(KEYS) - OFF) | _STORY
    ),
}
DRAFT = Profile(
    name="draft",
    says="what a drafted sentence has to pass before it is published",
    keys=(frozenset(rule.key for rule in RULES) - OFF) | _DRAFT,
    severities={
        **dict.fromkeys(
            (
                "R1-wide", "R7", "R7-about", "R7-wide", "R9-wide", "R16", "R16-wide", "R17", "R17-wide", "R18-wide",
                "R19", "R19-wide", "R24", "R24-wide", "R35",
            ),
            ERROR,
        ),
        **dict.fromkeys(("R31-wide", "R10", "R20", "R26", "R26-wide", "R28"), WARNING),
    },
)  # fmt: skip
"""For the drafter's own sentences: a machine can be held to more than people."""


def profile_of(name: str, switches: Sequence[str] = ()) -> Profile:
    """A profile by name, with rules switched on (``+R24-wide``) and off (``-R16``).

    Raises
    ------
    WrongUsage
        If there is no profile or rule of that name, or a switch has no sign.
    """
    if name not in PROFILES:
        raise WrongUsage(f"no profile {printable(name)!r}", remedy=f"profiles are {', '.join(PROFILES)}")
    keys = set(PROFILES[name].keys)
    known = {key.casefold(): key for key in KEYS}
    for switch in switches:
        key = known.get(switch[1:].strip().casefold())
        if switch[:1] not in ("+", "-") or key is None:
            raise WrongUsage(
                f"{printable(switch)!r} switches no rule",
                remedy="write --rules=+R24-wide,-R16; the keys stand in docs/reference/rules.md",
            )
        (keys.add if switch[0] == "+" else keys.discard)(key)
    return Profile(name=name, says=PROFILES[name].says, keys=frozenset(keys), severities=PROFILES[name].severities)
