"""Forms of English words that sentences about points need; pure functions over lemmas."""

from __future__ import annotations

from feedback2req.domain.words import words

_THIRD = {"be": "is", "have": "has", "do": "does", "go": "goes"}
_GERUND = {"be": "being", "die": "dying", "lie": "lying", "tie": "tying", "see": "seeing", "flee": "fleeing"}
_PLURAL = {
    "child": "children", "person": "people", "man": "men", "woman": "women", "half": "halves", "life": "lives",
    "index": "indexes", "datum": "data", "medium": "media", "foot": "feet", "mouse": "mice", "leaf": "leaves",
}  # fmt: skip
_SINGULAR = {plural: singular for singular, plural in _PLURAL.items()} | {
    "movies": "movie", "cookies": "cookie", "selfies": "selfie", "ties": "tie", "series": "series", "news": "news",
    "caches": "cache", "always": "always", "axes": "axis", "indices": "index", "lens": "lens", "canvas": "canvas",
    "settings": "setting", "ads": "ad",
}  # fmt: skip
_VOWELS = "aeiou"
_DOUBLING = words(
    "admit begin chat clip commit control cut drag drop fit flip forget format get grab hit jam jog let log map mod nag"
    " occur omit permit pin plan plug pop put quit refer rip run scan scroll set shop shut sit skip slip snap spam spin"
    " split stop submit swap swim tag tap tip transfer transmit trim unplug unpin unwrap upset win wrap zip zap"
)
_UNDOUBLED = frozenset({"scroll", "format"})
MASS_NOUNS = words(
    "access advice audio backup bandwidth bluetooth cash content credit data encryption equipment feedback footage"
    " functionality gps hardware help history information interest internet landscape mail media memory metadata money"
    " mode weather cloud music navigation news playback permission power privacy ram root security sleep software"
    " sound space spam speed"
    " storage support sync synchronization text time traffic usage video vibration volume wifi wi-fi work"
)
"""Nouns that stand without an article in the singular more often than with one."""


def _split(verb: str) -> tuple[str, str]:
    head, _, particle = verb.partition(" ")
    return head, f" {particle}" if particle else ""


def third_person(verb: str) -> str:
    """Third person singular of a lemma with its particle: "turn off" gives "turns off"."""
    head, particle = _split(verb)
    if head in _THIRD:
        return _THIRD[head] + particle
    if head.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{head}es{particle}"
    if head.endswith("y") and head[-2:-1] not in _VOWELS:
        return f"{head[:-1]}ies{particle}"
    return f"{head}s{particle}"


def base_form(third: str) -> str:
    """The lemma behind a third person singular: "copies" gives "copy"."""
    for lemma, form in _THIRD.items():
        if form == third:
            return lemma
    for cut, end in (("ies", "y"), ("es", ""), ("s", "")):
        if third.endswith(cut):
            lemma = third.removesuffix(cut) + end
            if third_person(lemma) == third:
                return lemma
    return third


def gerund(verb: str) -> str:
    """The -ing form of a lemma with its particle: "log in" gives "logging in"."""
    head, particle = _split(verb)
    if head in _GERUND:
        return _GERUND[head] + particle
    if head in _DOUBLING and head not in _UNDOUBLED:
        return f"{head}{head[-1]}ing{particle}"
    if head.endswith("e") and not head.endswith(("ee", "oe", "ye")):
        return f"{head[:-1]}ing{particle}"
    return f"{head}ing{particle}"


def is_plural(noun: str) -> bool:
    """Whether a noun as written looks plural."""
    low = noun.lower()
    if low in _SINGULAR:
        return _SINGULAR[low] != low
    return len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "as", "gps", "ios", "sms", "mms"))


def singular(noun: str) -> str:
    """A noun without its plural ending, lower case: what two spellings of one thing are compared by."""
    low = noun.lower()
    if low in _SINGULAR:
        return _SINGULAR[low]
    if not is_plural(low):
        return low
    if low.endswith("ies") and len(low) > 4:
        return f"{low[:-3]}y"
    if low.endswith(("ches", "shes", "xes", "sses", "zes")):
        return low[:-2]
    return low[:-1]


def plural(noun: str) -> str:
    """A noun with a plural ending, in the case it has."""
    low = noun.lower()
    if is_plural(noun):
        return noun
    if low in _PLURAL:
        return _PLURAL[low]
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if low.endswith("y") and low[-2:-1] not in _VOWELS:
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def needs_article(noun: str) -> bool:
    """Whether a bare noun phrase reads wrongly without "a" or "the": its head is a singular count noun."""
    head = noun.split()[-1] if noun.split() else ""
    return bool(head) and not is_plural(head) and head.lower() not in MASS_NOUNS and head == head.lower()


def indefinite(noun: str) -> str:
    """A phrase with "a" or "an" before it, chosen by how its first word sounds."""
    first = noun.split()[0] if noun.split() else ""
    if len(first) > 1 and first.isupper() and not any(c in "AEIOU" for c in first):
        return f"{'an' if first[0] in 'FHLMNRSX' else 'a'} {noun}"
    low = first.lower()
    if low.startswith(("uni", "use", "usa", "usb", "uti", "url", "eu", "one")):
        return f"a {noun}"
    return f"{'an' if low[:1] in _VOWELS or low.startswith(('hour', 'honest')) else 'a'} {noun}"
