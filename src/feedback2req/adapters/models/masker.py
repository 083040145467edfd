"""Personal data in texts replaced by pseudonyms, by pattern and check sum.

Patterns have bounded repeats, so that no text takes more than linear time. A number is masked only when it has
the form of a phone number, a card or an account: versions, dates, prices and order numbers are what feedback
is about.
"""

from __future__ import annotations

import re
from functools import partial

from feedback2req.domain.identity import pseudonym

_N_HEX = 6

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}[^\W\d_]{2,24}(?![\w-])",
)
_URL_SECRET = re.compile(
    r"([?&#;](?:access_?token|refresh_?token|id_?token|token|api_?key|key|secret|client_?secret|password|passwd|pwd|pass|auth|"
    r"authorization|signature|sig|session(?:_?id)?|sid|jwt|code|otp|email)=)([^&#\s<>\"')\]\[]{1,2000})",
    re.IGNORECASE,
)
_URL_LOGIN = re.compile(r"(\b[a-z][a-z0-9+.-]{1,15}://)([^\s/@:\[\]]{1,64}:[^\s/@\[\]]{1,256})(?=@)", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![a-z0-9])")
_CARD = re.compile(r"(?<![\w.+-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-]|\.\d)")
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_PHONE = re.compile(
    r"""(?<![\w.,:/+$€£#-])(?:
      (?:\+|00)[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){5,12}     # international
    | (?:1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]?\d{4}                               # (415) 555-0132
    | (?:1[ .-])?[2-9]\d{2}([ .-])\d{3}\1\d{4}                                 # 415-555-0132
    | 1?[2-9]\d{2}[2-9]\d{6}                                                   # 4155550132
    | 0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,4}                                         # 020 7946 0018
    | 0\d(?:[ .]\d{2}){4}                                                      # 01 23 45 67 89
    | 0[1-9]\d{8,9}                                                            # 07700900123
    )(?![\w-]|[.,:/]\d|%)""",
    re.VERBOSE,
)
_NUMBERED = re.compile(
    r"(?:order|ticket|case|invoice|ref(?:erence)?|tracking|transaction|id|no|nr|number|build|version|issue|#)"
    r"(?: (?:id|no|nr|number|is))?[.:#]?\s{0,2}#?$",
    re.IGNORECASE,
)
_PHONE_WORD = re.compile(
    r"(?:phone|mobile|cell|tel|call|whatsapp|contact)\W{0,3}(?:no|nr|number)?(?: is)?[.:#]?\s{0,2}$", re.IGNORECASE
)


class PatternMasker:
    """Replaces e-mail addresses, phone, card, account and social security numbers, and secrets in links."""

    def mask(self, text: str, key: str) -> str:
        """Replace each value by ``[kind 3f2a9c]``; equal values get equal pseudonyms under one key."""
        if "://" in text or "=" in text:
            text = _URL_LOGIN.sub(lambda m: m.group(1) + _mark("secret", m.group(2), key), text)
            text = _URL_SECRET.sub(lambda m: m.group(1) + _mark("secret", m.group(2), key), text)
        if "@" in text:
            text = _EMAIL.sub(lambda m: _mark("email", m.group(), key), text)
        if sum(c.isdigit() for c in text) < 8:
            return text
        text = _IBAN.sub(partial(_iban, key=key), text)
        text = _CARD.sub(partial(_card, key=key), text)
        text = _SSN.sub(lambda m: _mark("ssn", _digits(m.group()), key), text)
        return _PHONE.sub(partial(_phone, key=key), text)


def _mark(kind: str, value: str, key: str) -> str:
    return f"[{kind} {pseudonym(key, value)[:_N_HEX]}]"


def _digits(value: str) -> str:
    return "".join(c for c in value if c.isdigit())


def _iban(match: re.Match[str], *, key: str) -> str:
    # Capital words may follow: the account number is the longest beginning whose check sum holds.
    whole = match.group()
    for end in range(len(whole), 14, -1):
        head = whole[:end]
        if head[-1] != " " and (end == len(whole) or whole[end] == " ") and _is_iban(head.replace(" ", "")):
            return _mark("iban", head.replace(" ", ""), key) + whole[end:]
    return whole


def _is_iban(value: str) -> bool:
    if not 15 <= len(value) <= 34:
        return False
    turned = value[4:] + value[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _card(match: re.Match[str], *, key: str) -> str:
    digits = _digits(match.group())
    return _mark("card", digits, key) if 13 <= len(digits) <= 19 and _is_luhn(digits) else match.group()


def _is_luhn(digits: str) -> bool:
    total = 0
    for i, char in enumerate(reversed(digits)):
        value = int(char) * (1 + i % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _phone(match: re.Match[str], *, key: str) -> str:
    value = match.group()
    before = match.string[max(match.start() - 24, 0) : match.start()]
    # A bare run of digits after "order" is an order; with a plus or parts it is dialled.
    if value.isdigit() and _NUMBERED.search(before) and not _PHONE_WORD.search(before):
        return value
    return _mark("phone", _digits(value), key)
