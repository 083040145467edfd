"""Join two labelling passes and their adjudication into data/gold/statements, and count how far they agree.

``python -m scripts.gold.merge ITEMS PASS_A PASS_B --sheets DIR`` writes what the passes disagree on in the dev and test
splits, for a third reader; ``--decided DIR`` reads the answers, and ``--out DIR`` writes the set.

A sheet shows an item, then each statement on which the passes differ as an A and a B line. An answer is ``@ 12 = AB``
(a letter for each differing pair, or one for the whole item where the spans differ), or ``@ 12`` with full lines of its
own.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scripts.gold.passes import INTENT_LETTERS, Label, read

_IN_ORDER = ("feature_request", "problem_report", "question", "praise", "complaint", "advice", "other")
NAMES = dict(zip(INTENT_LETTERS, _IN_ORDER, strict=True))
QUALITY_NAMES = {
    "FUN": "functional suitability", "PER": "performance efficiency", "COM": "compatibility",
    "INT": "interaction capability",
    "REL": "reliability", "SEC": "security", "MNT": "maintainability", "FLX": "flexibility", "SAF": "safety", ".": None,
}  # fmt: skip
SAME_SPAN = 0.6
ITEMS_A_SHEET = 60
ITEM_COLUMNS = ("id", "product", "split", "rating", "n_passes", "text")
_ANSWER = re.compile(r"^@ (\d+)\s*(?:=\s*([AB]+))?\s*$")


def overlap(a: Label, b: Label) -> float:
    """Shared characters by joined characters."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / (max(a.end, b.end) - min(a.start, b.start))


def same_spans(a: Sequence[Label], b: Sequence[Label]) -> bool:
    """Whether two readers cut an item alike, up to words at the edges."""
    return len(a) == len(b) and all(overlap(x, y) >= SAME_SPAN for x, y in zip(a, b, strict=True))


def sign(n: int) -> int:
    """-1, 0 or 1."""
    return (n > 0) - (n < 0)


def agree(a: Label, b: Label) -> bool:
    """Whether two labels of one span say the same: intents, direction of sentiment, quality."""
    return (a.intents, sign(a.sentiment), a.quality) == (b.intents, sign(b.sentiment), b.quality)


def joined(a: Label, b: Label, sure: Label) -> Label:
    """The label of a pair: what `sure` says; the sentiment between the two where they point one way."""
    if sign(a.sentiment) == sign(b.sentiment):
        middle = (a.sentiment + b.sentiment) / 2
        sentiment = int(middle) if middle == int(middle) else sure.sentiment
    else:
        sentiment = sure.sentiment
    aspect = sure.aspect or (b.aspect if sure is a else a.aspect)
    return Label(
        sure.start, sure.end, sure.intents, sentiment, sure.quality, aspect, sure.reading or a.reading or b.reading
    )


def line(text: str, label: Label) -> str:
    """A label as a pass writes it."""
    fields = [text[label.start : label.end], label.intents, f"{label.sentiment}", label.quality, label.aspect or "."]
    return " ¦ ".join([*fields, label.reading] if label.reading else fields)


def sheets(
    items: Mapping[str, dict[str, Any]], a: Mapping[str, list[Label]], b: Mapping[str, list[Label]], out: Path
) -> None:
    """Write what has to be decided, some items a file."""
    blocks = []
    for n, item in items.items():
        text, of_a, of_b = item["text"], a[n], b[n]
        if same_spans(of_a, of_b):
            pairs = [(x, y) for x, y in zip(of_a, of_b, strict=True) if not agree(x, y)]
            rows = [
                f"{who}{k}: {line(text, label)}"
                for k, pair in enumerate(pairs, 1)
                for who, label in zip("AB", pair, strict=True)
            ]
            kind = f"{len(pairs)} differing"
        else:
            rows = [*(f"A: {line(text, x)}" for x in of_a), *(f"B: {line(text, x)}" for x in of_b)]
            kind = "spans"
        if rows or kind == "spans":
            stars = f", {item['rating']} stars" if item["rating"] else ""
            blocks.append("\n".join([f"@ {n} ({item['product']}{stars}) [{kind}]", text, *rows]))
    out.mkdir(parents=True, exist_ok=True)
    for k in range(0, len(blocks), ITEMS_A_SHEET):
        (out / f"{k // ITEMS_A_SHEET:03d}.txt").write_text("\n\n".join(blocks[k : k + ITEMS_A_SHEET]) + "\n", "utf-8")
    print(f"{len(blocks)} of {len(items)} items to decide")


def answers(folder: Path, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, list[Label]]]:
    """Letters by item, and items that the third reader labelled anew."""
    letters: dict[str, str] = {}
    own: list[str] = []
    for path in sorted(folder.glob("*.txt")):
        keep = False
        for raw in path.read_text("utf-8").splitlines():
            head = _ANSWER.match(raw.strip())
            if head:
                keep = head[2] is None
                if head[2]:
                    letters[head[1]] = head[2]
            if keep:
                own.append(raw)
    anew, errors = read(own, texts)
    if errors:
        raise SystemExit("\n".join(errors))
    return letters, anew


def decided(
    items: Mapping[str, dict[str, Any]],
    a: Mapping[str, list[Label]],
    b: Mapping[str, list[Label]],
    letters: Mapping[str, str],
    anew: Mapping[str, list[Label]],
) -> tuple[dict[str, list[Label]], list[str]]:
    """Final labels by item, and items that nobody decided; in training items the first pass stands where nobody did."""
    final: dict[str, list[Label]] = {}
    open_items: list[str] = []
    for n in items:
        if n in anew:
            final[n] = anew[n]
            continue
        said = letters.get(n, "")
        if not said and items[n]["split"] == "train":
            said = "A" * (len(a[n]) + 1)
        if not same_spans(a[n], b[n]):
            if said:
                final[n] = a[n] if said[0] == "A" else b[n]
            else:
                open_items.append(n)
            continue
        pairs = list(zip(a[n], b[n], strict=True))
        if len(said) < sum(not agree(x, y) for x, y in pairs):
            open_items.append(n)
            continue
        choices = iter(said)
        final[n] = [joined(x, y, x if agree(x, y) or next(choices) == "A" else y) for x, y in pairs]
    return final, open_items


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    """Cohen's kappa."""
    n = len(pairs)
    observed = sum(x == y for x, y in pairs) / n
    left, right = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    chance = sum(left[k] * right[k] for k in left) / n**2
    return (observed - chance) / (1 - chance) if chance < 1 else 1.0


def starts(text: str, labels: Sequence[Label]) -> set[int]:
    """Where statements start, without those at the start of the item."""
    return {x.start for x in labels if text[: x.start].strip()}


def agreement(
    items: Mapping[str, dict[str, Any]], a: Mapping[str, list[Label]], b: Mapping[str, list[Label]]
) -> dict[str, Any]:
    """How far the passes agree: spans, then labels over pairs of like spans."""
    pairs = [(x, y) for n in items for x in a[n] for y in b[n] if overlap(x, y) >= SAME_SPAN]
    in_a, in_b = sum(map(len, a.values())), sum(map(len, b.values()))
    cut = [(starts(i["text"], a[n]), starts(i["text"], b[n])) for n, i in items.items()]
    shared = sum(len(x & y) for x, y in cut)
    return {
        "items": len(items),
        "items_cut_alike": round(sum(same_spans(a[n], b[n]) for n in items) / len(items), 3),
        "statements": {"a": in_a, "b": in_b, "paired": len(pairs)},
        "starts_f1": round(2 * shared / sum(len(x) + len(y) for x, y in cut), 3),
        "statements_f1": round(2 * len(pairs) / (in_a + in_b), 3),
        "kappa": {
            **{NAMES[c]: round(kappa([(c in x.intents, c in y.intents) for x, y in pairs]), 3) for c in INTENT_LETTERS},
            "sentiment_label": round(kappa([(sign(x.sentiment), sign(y.sentiment)) for x, y in pairs]), 3),
            "quality_characteristic": round(kappa([(x.quality, y.quality) for x, y in pairs]), 3),
        },
        "aspect_equal": round(sum(x.aspect == y.aspect for x, y in pairs) / len(pairs), 3),
        "aspect_shares_a_word": round(
            sum(x.aspect == y.aspect or bool(set(x.aspect.split()) & set(y.aspect.split())) for x, y in pairs)
            / len(pairs),
            3,
        ),
    }


def record(item: Mapping[str, Any], label: Label) -> dict[str, Any]:
    """A statement as the set holds it."""
    text = item["text"][label.start : label.end]
    return {
        "item_id": item["id"],
        "split": item["split"],
        "start": label.start,
        "end": label.end,
        "text": text,
        "reading": label.reading or text,
        "intents": "|".join(NAMES[c] for c in label.intents),
        "sentiment": round(label.sentiment / 3, 2),
        "quality_characteristic": QUALITY_NAMES[label.quality] or "",
        "aspect": label.aspect,
    }


def write(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def labels_of(folder: Path, texts: Mapping[str, str]) -> dict[str, list[Label]]:
    """A whole pass."""
    found, errors = read(
        [raw for path in sorted(folder.glob("*.txt")) for raw in path.read_text("utf-8").splitlines()], texts
    )
    print(f"{folder}: {len(found)} items, {len(errors)} bad lines", *errors[:5], sep="\n  ")
    return found


def main() -> None:
    """Write sheets, or the set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("items", type=Path)
    parser.add_argument("a", type=Path)
    parser.add_argument("b", type=Path)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--decided", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    items = {str(i["n"]): i for i in map(json.loads, options.items.open(encoding="utf-8"))}
    texts = {n: i["text"].replace("\n", " ") for n, i in items.items()}
    a, b = labels_of(options.a, texts), labels_of(options.b, texts)
    read_once = {n: of[n] for of in (a, b) for n in of if items[n]["split"] == "train" and (n not in a or n not in b)}
    every, items = items, {n: item for n, item in items.items() if n in a and n in b}
    a, b = ({n: of[n] for n in items} for of in (a, b))
    if options.sheets:
        letters, anew = answers(options.decided, texts) if options.decided else ({}, {})
        undecided = {n: i for n, i in items.items() if i["split"] != "train" and n not in letters and n not in anew}
        sheets(undecided, a, b, options.sheets)
    if options.out:
        final, open_items = decided(items, a, b, *answers(options.decided, texts))
        print(f"{len(open_items)} of {len(items)} items are not decided")
        final |= read_once
        kept = {n: item | {"n_passes": 1 if n in read_once else 2} for n, item in every.items() if n in final}
        options.out.mkdir(parents=True, exist_ok=True)
        write(options.out / "items.csv", [{key: item[key] for key in ITEM_COLUMNS} for item in kept.values()])
        write(options.out / "statements.csv", [record(item, label) for n, item in kept.items() for label in final[n]])
        raw = (
            json.dumps({"item_id": every[n]["id"], "pass": name, **asdict(label)}, ensure_ascii=False) + "\n"
            for name, of in (("a", a), ("b", b))
            for n in items
            for label in of[n]
        )
        (options.out / "passes.jsonl.gz").write_bytes(gzip.compress("".join(raw).encode(), mtime=0))
        figures = agreement(items, a, b)
        (options.out / "agreement.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
        print(json.dumps(figures, indent=1), sum(map(len, final.values())), "statements")


if __name__ == "__main__":
    main()
