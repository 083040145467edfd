"""Everything that can go wrong on purpose, as one tree.

::

    Feedback2reqError
    ├── InputNotUsable        exit 3   a file that cannot be read, or holds nothing to analyse
    ├── WrongUsage            exit 2   options that contradict each other or name what is not there
    ├── OutputRefused         exit 2   the output folder holds something that is not ours
    ├── StoreNotUsable        exit 4   a store that cannot be reached, is damaged, full, locked or not migrated
    ├── RerankRunning         exit 6   another re-rank of the same product is running
    ├── Busy                  exit 1   the service has more to do than it can take in; it may be asked again
    ├── InvalidCounts         a statistic was asked of counts that cannot be
    ├── InvalidVectors        vectors with the wrong shape, or NaN
    └── ModelNotUsable        weights that are missing, damaged or of another format

Every error has a stable ``code`` for machines, and a message of one to three lines for people: what is
wrong, where, and what to do.
"""

from __future__ import annotations

from typing import ClassVar


class Feedback2reqError(Exception):
    """The root of every error that this package raises on purpose.

    Parameters
    ----------
    what : str
        What is wrong, in one line.
    where : str, optional
        File, row and column, as far as they are known.
    remedy : str, optional
        What the reader can do about it.
    """

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        return "\n".join(line for line in (self.what, self.where, self.remedy) if line)


class InputNotUsable(Feedback2reqError):
    """The input cannot be read, or nothing in it can be analysed; nothing was written."""

    code = "input_not_usable"
    exit_code = 3


class WrongUsage(Feedback2reqError):
    """The call's options are off."""

    code = "wrong_usage"
    exit_code = 2


class OutputRefused(Feedback2reqError):
    """The output folder holds something that this program did not write."""

    code = "output_refused"
    exit_code = 2


class StoreNotUsable(Feedback2reqError):
    """The store cannot be reached, read or written to, or has another schema; what it held is still held."""

    code = "store_not_usable"
    exit_code = 4


class RerankRunning(Feedback2reqError):
    """Another re-rank of the product is running; this one did nothing."""

    code = "rerank_running"
    exit_code = 6


class Busy(Feedback2reqError):
    """The service has more to do than it can take in; nothing was begun, and it may be asked again.

    Parameters
    ----------
    retry_after_s : int, >= 1
        When to ask again.
    """

    code = "busy"

    def __init__(self, what: str, *, where: str = "", remedy: str = "", retry_after_s: int = 1) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.retry_after_s = retry_after_s


class InvalidCounts(Feedback2reqError, ValueError):
    """Counts that no data can have were given to a statistic."""

    code = "invalid_counts"


class InvalidVectors(Feedback2reqError, ValueError):
    """Vectors of the wrong shape, or with values that are no numbers."""

    code = "invalid_vectors"


class ModelNotUsable(Feedback2reqError):
    """Model weights are missing, damaged, or not what their manifest says."""

    code = "model_not_usable"
