"""What a run is given: tools from outside, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from feedback2req.config import PipelineConfig
from feedback2req.domain.backlog import ExistingRequirement
from feedback2req.domain.identity import digest
from feedback2req.domain.past import Past
from feedback2req.domain.review import Review
from feedback2req.domain.taxonomy import GivenTheme
from feedback2req.ports import Drafter, Encoder, LanguageIdentifier, Masker, Parser, Progress, StatementReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the pipeline is given from outside: ports filled by adapters."""

    parser: Parser
    language: LanguageIdentifier
    masker: Masker
    encoder: Encoder
    reader: StatementReader
    progress: Progress
    code_digest: str
    drafter: Drafter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a run beside its items.

    Attributes
    ----------
    as_of : date or None
        The day that recency counts from; the day of the newest item if not given.
    config : PipelineConfig
    past : Past or None
        The last snapshot: keys and names live on, and changes are told.
    reviews : sequence of Review
        What people decided, undone decisions included.
    backlog : sequence of ExistingRequirement or None
        What a tracker holds already; the drafts are compared with it.
    keep_themes : bool
        Place statements among the last snapshot's themes, and look for new ones among the rest only, instead of
        finding all themes anew; done where the models and knobs are the same, and neither age nor drift is against it.
    taxonomy : sequence of GivenTheme
        Themes that the user wants kept: they are filled first.
    """

    as_of: date | None = None
    config: PipelineConfig = field(default_factory=PipelineConfig)
    past: Past | None = None
    reviews: Sequence[Review] = ()
    backlog: Sequence[ExistingRequirement] | None = None
    keep_themes: bool = False
    taxonomy: Sequence[GivenTheme] = ()

    def config_digest(self) -> str:
        """Sha256 of every knob and of the taxonomy, in hex: themes are only kept while both are the same."""
        knobs = self.config.digest()
        return digest(knobs, *(repr(theme) for theme in self.taxonomy)) if self.taxonomy else knobs
