"""Every knob of a run, with unit, range and default."""

from __future__ import annotations

import hashlib
import math

from pydantic import BaseModel, ConfigDict, Field

FEW_CUSTOMERS = 150
"""Below so many customers, two of them make a theme."""

FEWEST = 3
"""Fewest customers of a theme among more of them, and those with whom a published one lives on."""

ROOT_SHARE = 12
"""Part of the root of the number of all customers that a new theme needs: among 3,500, three are an accident."""


class PipelineConfig(BaseModel):
    """What a run may be told; the digest of it is part of every snapshot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(default=20160714, ge=0, description="seed of everything that draws")
    near_copy_similarity: float = Field(default=0.97, ge=0.5, le=1.0, description="lowest cosine of near copies")
    near_copy_cap: int = Field(default=3, ge=1, description="most copies of one text that weigh in clustering")
    n_neighbours: int = Field(default=30, ge=2, le=100, description="neighbours of each text in the graph")
    granularity: float = Field(default=1.0, gt=0.0, le=10.0, description="from coarse (below 1) to fine (above 1)")
    min_theme_customers: int | None = Field(
        default=None, ge=1, description="fewest customers of a theme; unset: 2 to 3, more above 1,300 customers"
    )
    half_life_days: float = Field(default=90.0, gt=0.0, description="age at which a statement counts half in recency")
    trend_window_days: int = Field(default=28, ge=1, description="length of the recent window of a trend")
    weight_reach: float = Field(default=0.40, ge=0.0, le=1.0)
    weight_pain: float = Field(default=0.30, ge=0.0, le=1.0)
    weight_momentum: float = Field(default=0.15, ge=0.0, le=1.0)
    weight_recency: float = Field(default=0.15, ge=0.0, le=1.0)
    prior_customers: float = Field(
        default=5.0, ge=0.0, description="average customers that a theme's pain and recency are mixed with"
    )
    n_bootstrap: int = Field(default=400, ge=20, le=10_000, description="resamples of customers for rank intervals")
    competitors: tuple[str, ...] = Field(
        default=(), description="names of other products; a statement that names one is flagged"
    )
    rebuild_after_days: int = Field(
        default=91, ge=1, description="themes that are kept are found anew after so many days of data"
    )
    rebuild_growth: float = Field(
        default=1.25, gt=1.0, description="or when there are so many times the statements that there were then"
    )
    rebuild_drift: float = Field(
        default=0.2,
        gt=0.0,
        le=1.0,
        description="or when the share of new statements without a theme has risen by so much",
    )
    silent_after_days: int = Field(default=56, ge=1, description="a theme is silent when nobody spoke of it for longer")
    max_exemplars: int = Field(default=5, ge=1, le=50)
    max_keyphrases: int = Field(default=6, ge=1, le=50)
    max_evidence: int = Field(default=12, ge=1, le=1000, description="most quotes of one requirement")

    def fewest_customers(self, n_customers: int) -> int:
        """Fewest customers of a new theme, for an input with so many customers."""
        if self.min_theme_customers is not None or n_customers < FEW_CUSTOMERS:
            return self.fewest_to_stay(n_customers)
        return max(FEWEST, round(math.sqrt(n_customers) / ROOT_SHARE))

    def fewest_to_stay(self, n_customers: int) -> int:
        """Fewest customers of a published theme: it lives on while others grow around it."""
        if self.min_theme_customers is not None:
            return self.min_theme_customers
        return 2 if n_customers < FEW_CUSTOMERS else FEWEST

    def digest(self) -> str:
        """Sha256 of every knob, in hex."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
