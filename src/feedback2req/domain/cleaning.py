"""Text as its writer meant it: without markup, invisible characters and ragged white space."""

from __future__ import annotations

import html
import html.entities
import re
import unicodedata

_BLOCK = "p|div|br|li|ul|ol|h[1-6]|tr|table|thead|tbody|blockquote|hr|pre|section|article|header|footer|dd|dl|dt"
_INLINE = (
    "a|b|i|u|s|em|strong|span|font|small|big|sub|sup|del|ins|strike|code|kbd|samp|tt|cite|q|abbr|mark|center|img|"
    "td|th|col|colgroup|caption|figure|figcaption|html|head|body|meta|link|title|label|button|input|form|iframe|svg|"
    "video|audio|source|picture|main|nav|aside|address|details|summary|wbr"
)
# A name must follow the bracket at once and a bracket must close: "a < b" and "<3" are no tags.
_END = r"(?:\s[^<>]{0,2000})?\s?/?>"
_HIDDEN = re.compile(r"<(script|style)\b[^<>]{0,2000}>.{0,5000}?</\1\s?>|<!--.{0,5000}?-->", re.IGNORECASE | re.DOTALL)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCK}){_END}", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}){_END}|<!doctype[^<>]{{0,200}}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]+")
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
)
_JOINER = re.compile("[\u200c\u200d]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BREAKS = re.compile(r"\n{3,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain_text(text: str) -> str:
    """Bring a text to NFC without markup, control and zero-width characters; runs of blanks become one.

    Joiners stay where they join: in emoji sequences, and in scripts that spell with them.

    Parameters
    ----------
    text : str
        As it stands in an export.

    Returns
    -------
    str
        Without blanks at either end; empty if nothing visible is left.
    """
    if "<" in text:
        text = without_tags(text)
    if "&" in text:
        text = _ENTITY.sub(_unescaped, text)
    if not text.isascii():
        text = _without_invisible(text)
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", text)).strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def without_tags(text: str) -> str:
    """Remove HTML tags; tags that end a block leave a line break."""
    if ">" not in text:
        return text
    if "-->" in text or "</" in text:
        text = _HIDDEN.sub(" ", text)
    return _INLINE_TAG.sub("", _BLOCK_TAG.sub("\n", text))


def _unescaped(match: re.Match[str]) -> str:
    # Names that HTML does not know ("&copyright;") must stay whole.
    name = match.group()[1:]
    return html.unescape(match.group()) if name[0] == "#" or name in html.entities.html5 else match.group()


def _without_invisible(text: str) -> str:
    text = _SURROGATE.sub("\ufffd", text)
    text = _FLAG.sub(lambda m: m.group(1) or "", text)
    return _JOINER.sub(lambda m: m.group() if _joins(text, m.start()) else "", text)


def _joins(text: str, at: int) -> bool:
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(
        ord(c) > 0xFF and not c.isspace() and unicodedata.category(c) != "Cf" for c in around
    )
