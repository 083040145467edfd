"""Requirements in, findings out: rules for one sentence, one user story, and the set."""

from __future__ import annotations

from feedback2req.stages.check.drafts import CheckResult, check, check_statement
from feedback2req.stages.check.profiles import PROFILES, RULES, Profile, profile_of
from feedback2req.stages.check.texts import check_texts
from feedback2req.stages.check.together import SET_RULES

__all__ = [
    "PROFILES", "RULES", "SET_RULES", "CheckResult", "Profile", "check", "check_statement", "check_texts", "profile_of",
]  # fmt: skip
