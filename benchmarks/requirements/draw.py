"""Draw findings to be judged by hand: ``python -m benchmarks.requirements.draw > FILE``.

Up to 40 findings of each rule that is on by default, by a fixed seed, from the half that is reported on. Printed as
tab-separated lines with their context, for a reader; the sheet that is kept (`lint_sheet.csv`) holds ids, offsets, the
flagged word and the verdict, and no text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from benchmarks.requirements.sets import REPORT, Text, grouped, unlabelled
from feedback2req.domain.requirement import Finding
from feedback2req.stages.check import Profile, check_texts

SEED = 20240611
MOST = 40
MOST_WORD = 30


def findings(texts: list[Text], key: str) -> Iterator[tuple[Text, Finding]]:
    """What one rule says of some texts, each compared with those of its own project."""
    profile = Profile(name="one", says="one rule", keys=frozenset([key]))
    for group in grouped(texts).values():
        found = check_texts([t.text for t in group], profile=profile, names=[t.id for t in group])
        yield from ((text, one) for text, each in zip(group, found, strict=True) for one in each)


def sample(texts: list[Text], key: str) -> tuple[int, list[tuple[Text, Finding]]]:
    """How many findings a rule has, and those that are judged."""
    found = sorted(findings(texts, key), key=lambda pair: (pair[0].origin, pair[0].id, pair[1].start, pair[1].end))
    chosen = found if len(found) <= MOST else random.Random(f"{SEED} {key}").sample(found, MOST)  # noqa: S311  no secret
    return len(found), chosen


def main() -> None:
    """Print the sample."""
    from feedback2req.stages.check import PROFILES

    texts = unlabelled(REPORT)
    for key in sorted(PROFILES["default"].keys):
        total, chosen = sample(texts, key)
        print(f"## {key}\t{total}")
        for text, one in chosen:
            word = text.text[one.start : one.end]
            before, after = text.text[max(one.start - 90, 0) : one.start], text.text[one.end : one.end + 90]
            shown = f"{before}<<{word}>>{after}" if len(word) < 120 else text.text[:260]
            print(
                "\t".join(
                    (key, text.origin, text.id, str(one.start), str(one.end), word[:MOST_WORD], shown, one.message)
                )
            )


if __name__ == "__main__":
    main()
