"""The port `Drafter`, filled by a language model: a budget, a breaker, and a record of each call without text."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass

from feedback2req.adapters.llm.answer import proposal_of
from feedback2req.adapters.llm.endpoint import Chat, Completion, request_body
from feedback2req.adapters.llm.prompt import PROMPT_VERSION, messages, schema
from feedback2req.domain.drafting import Brief, DrafterInfo, Reply
from feedback2req.domain.identity import digest

_SILENT = ("unreachable", "timeout", "http_429", "http_500", "http_502", "http_503", "http_504")
_REFUSING = ("http_401", "http_403", "http_404")
_PATIENCE = 2
"""So many calls in a row without an answer, and no more are made: a slow endpoint must not hold a run for hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is kept of a call: no word of the prompt or of the answer."""

    prompt_digest: str
    model: str
    n_statements: int
    repair: bool
    time_s: float
    n_prompt_tokens: int | None
    n_answer_tokens: int | None
    outcome: str

    def record(self) -> dict[str, object]:
        """As a line of ``run.json`` or of the JSON log."""
        return asdict(self)


class ChatDrafter:
    """Words requirements with a chat model.

    Parameters
    ----------
    chat : Chat
        Answers requests.
    model : str
        Name that the endpoint knows the model by.
    products : collection of str
        Those it is switched on for, whatever their case.
    max_calls : int
        Most calls over the life of this object, which is one run.
    on_call : callable
        Told of each call.
    """

    def __init__(
        self,
        chat: Chat,
        *,
        model: str,
        products: Collection[str],
        max_calls: int,
        on_call: Callable[[Call], None] = lambda _: None,
    ) -> None:
        self._chat = chat
        self._model = model
        self._products = frozenset(p.casefold() for p in products)
        self._left = max_calls
        self._silent = 0
        self._on_call = on_call

    @property
    def info(self) -> DrafterInfo:
        """The model's name, and the version of the prompt."""
        return DrafterInfo(name=f"llm {self._model}", version=PROMPT_VERSION)

    def serves(self, product: str) -> bool:
        """Whether a product is among those that were named."""
        return product.casefold() in self._products

    def draft(self, brief: Brief) -> Reply:
        """One call, unless the budget is spent or nobody answered the last ones."""
        if self._left <= 0:
            return Reply(proposal=None, outcome="budget", asked=False)
        if self._silent >= _PATIENCE:
            return Reply(proposal=None, outcome="given_up", asked=False)
        self._left -= 1
        said = messages(brief)
        began_s = time.perf_counter()
        found = self._chat.complete(request_body(self._model, said, schema()))
        taken_s = time.perf_counter() - began_s
        proposal = proposal_of(found.text) if found.outcome == "ok" else None
        outcome = "bad_json" if found.outcome == "ok" and proposal is None else found.outcome
        self._count(outcome)
        self._on_call(self._call(brief, said, found, outcome, taken_s))
        return Reply(proposal=proposal, outcome=outcome)

    def _count(self, outcome: str) -> None:
        if outcome in _REFUSING:
            self._silent = _PATIENCE
        else:
            self._silent = self._silent + 1 if outcome in _SILENT else 0

    def _call(self, brief: Brief, said: list[dict[str, str]], found: Completion, outcome: str, taken_s: float) -> Call:
        return Call(
            prompt_digest=digest(json.dumps(said, ensure_ascii=False)),
            model=self._model,
            n_statements=len(brief.statements),
            repair=brief.refused is not None,
            time_s=round(taken_s, 3),
            n_prompt_tokens=found.n_prompt_tokens,
            n_answer_tokens=found.n_answer_tokens,
            outcome=outcome,
        )
