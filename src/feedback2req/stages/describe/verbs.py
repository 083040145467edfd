"""Past participles, which labels need: "received", "charged", "shown"."""

from __future__ import annotations

from feedback2req.domain.inflection import gerund

_IRREGULAR = dict(
    pair.split(":")
    for pair in (
        "begin:begun break:broken bring:brought build:built buy:bought catch:caught choose:chosen cut:cut do:done"
        " draw:drawn feed:fed find:found forget:forgotten freeze:frozen get:got give:given have:had hear:heard"
        " hide:hidden hit:hit hold:held keep:kept know:known"
        " leave:left let:let lose:lost make:made mean:meant meet:met pay:paid"
        " put:put read:read run:run say:said see:seen sell:sold send:sent set:set show:shown shut:shut speak:spoken"
        " spend:spent split:split steal:stolen take:taken tell:told think:thought throw:thrown understand:understood"
        " undo:undone wear:worn withdraw:withdrawn write:written resend:resent rewrite:rewritten reset:reset"
    ).split()
)


def participle(verb: str) -> str:
    """The past participle of a lemma with its particle: "log in" gives "logged in", "send" gives "sent"."""
    head, _, particle = verb.partition(" ")
    rest = f" {particle}" if particle else ""
    if head in _IRREGULAR:
        return _IRREGULAR[head] + rest
    if head.endswith("e"):
        return f"{head}d{rest}"
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return f"{head[:-1]}ied{rest}"
    return f"{gerund(head).removesuffix('ing')}ed{rest}"
