"""What one statement asks for or reports, read out of its parse."""

from __future__ import annotations

from dataclasses import dataclass

FORCES = ("ask", "fail", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """An action or a thing that a statement is about, and what the customer says of it.

    Attributes
    ----------
    statement : int
        Position of the statement in the run's statements.
    force : str
        ``ask``: the customer wants it; ``fail``: it does not work, is missing or is taken away;
        ``state``: it is merely spoken of.
    actor : str
        ``user`` when the customer acts ("I can't move files"), ``product`` when a thing does
        ("notifications don't appear").
    subject : str or None
        The thing that acts, as a normalised noun phrase ("notifications"); None when the customer acts or
        the subject is the product itself.
    verb : str or None
        Lemma with its particle ("move", "turn off"); None for a bare thing ("dark mode").
    object : str or None
        Normalised noun phrase the verb acts on, or the bare thing: no determiner, no possessive, no
        relative clause, proper nouns and acronyms in their own case ("SD card", "group messages").
    complement : str or None
        Prepositional complements of the verb that change its meaning ("to the SD card"), normalised.
    predicate : str or None
        For a failure, the way it fails: crash, freeze, slow, drain, missing, removed, not_working, wrong,
        lost or cannot.
    condition : str or None
        When it happens, with the customer turned into "the user" ("the user rotates the phone").
    start, end : int
        Offsets into the item's text of the words this point was read from; inside the statement.
    """

    statement: int
    force: str
    actor: str
    subject: str | None
    verb: str | None
    object: str | None
    complement: str | None
    predicate: str | None
    condition: str | None
    start: int
    end: int
