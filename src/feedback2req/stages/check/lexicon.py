"""Words that the rules of writing requirements look for.

References
----------
.. [1] INCOSE, "Guide to Writing Requirements", version 4 (2023): rules R1 to R42.
"""

from __future__ import annotations

VAGUE = (
    "some", "any", "several", "many", "a few", "few", "a lot of", "lots of", "approximately", "about", "almost",
    "nearly", "roughly", "sufficient", "adequate", "appropriate", "suitable", "reasonable", "efficient", "efficiently",
    "effective", "effectively", "user-friendly", "user friendly", "intuitive", "intuitively", "easy", "easily",
    "simple",
    "simply", "fast", "faster", "quick", "quickly", "slow", "slowly", "better", "best", "good", "nice", "great",
    "improved", "enhanced", "optimal", "optimized", "robust", "flexible", "seamless", "seamlessly", "smooth",
    "smoothly", "modern", "state-of-the-art", "convenient", "conveniently", "normal", "normally", "common", "typical",
    "typically", "generally", "usually", "relevant", "significant", "significantly", "minimal", "various", "certain",
    "properly", "correctly", "properly-working", "timely", "in a timely manner", "clear", "clearly", "useful", "unfair",
    "ancillary", "allowable", "support", "supports", "handle", "handles", "manage", "manages",
)  # fmt: skip
"""R7. "support" and its like are verbs behind which nothing can be observed; nouns of that name are let pass."""
VAGUE_VERBS = frozenset(("support", "supports", "handle", "handles", "manage", "manages"))
ESCAPES = (
    "as far as possible", "as little as possible", "as much as possible", "if it should prove necessary",
    "if necessary", "if needed", "if practicable", "if possible", "to the extent necessary", "to the extent practical",
    "where possible", "when possible", "where appropriate", "as appropriate", "as required", "as needed",
    "so far as is",
    "whenever possible", "unless otherwise",
)  # fmt: skip
OPEN_ENDED = ("etc", "and so on", "including but not limited to", "such as", "and the like", "and more", "among others")
INFINITIVES = ("be able to", "be capable of", "be designed to", "be allowed to", "be enabled to", "have the ability to")
NEGATIONS = ("not", "never", "no", "cannot", "can't", "don't", "doesn't", "won't", "isn't", "without fail")
COMBINATORS = ("and", "or", "and/or", "but", "unless", "whereas", "although", "as well as", "otherwise", "whether", "&")
PRONOUNS = (
    "it", "its", "they", "them", "their", "he", "she", "his", "her", "i", "my", "me", "we", "our", "us", "you", "your",
    "this", "these", "those", "that one",
)  # fmt: skip
ABSOLUTES = ("always", "never", "all", "every", "100 %", "100%", "100 percent", "none", "entirely", "completely")
TEMPORAL = ("eventually", "until", "soon", "immediately", "instantly", "at last", "asap", "as soon as", "in the future")
WIDGETS = (
    "button", "menu", "sidebar", "side menu", "dropdown", "drop-down", "checkbox", "popup", "pop-up", "dialog",
    "toolbar",
    "tab", "icon", "slider",
)  # fmt: skip
PURPOSES = ("in order to", "so that", "so as to", "for the purpose of")
UNITS = (
    "second", "seconds", "s", "ms", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month",
    "months", "year", "years", "%", "percent", "kb", "mb", "gb", "tb", "px", "dpi", "fps", "times", "files", "items",
)  # fmt: skip
PARTICIPLES = frozenset(
    [
        "shown",
        "done",
        "made",
        "sent",
        "kept",
        "given",
        "taken",
        "found",
        "written",
        "seen",
        "lost",
        "chosen",
        "set",
        "put",
        "read",
        "cut",
        "hidden",
        "held",
        "told",
        "known",
    ]
)
"""Irregular participles by which a passive is recognised."""
