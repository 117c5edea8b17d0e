"""A number that says how sure it is, or why it cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from samspill.errors import Problem, SamspillError


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval, its n and how it was made.

    Parameters
    ----------
    value : float or None
        The estimate in the unit of its scale; None means *undefined*, and then ``reason`` says why. Never NaN.
    lower, upper : float or None
        Ends of the interval (95 % unless ``method`` says otherwise), None where no interval can be given.
    n : int
        Number of people behind the value.
    method : str
        Key of the method page, e.g. ``"mean_fpc"``.
    reason : str or None
        Code of the reason why ``value`` (or the interval) is missing, e.g. ``"too_few"``.

    Raises
    ------
    SamspillError
        ``terms.estimate_nan`` for a NaN, ``terms.estimate_reason`` for a missing value without a reason.

    Examples
    --------
    >>> Estimate(4.0, 3.6, 4.4, n=9, method="mean_fpc").value
    4.0
    """

    value: float | None
    lower: float | None
    upper: float | None
    n: int
    method: str
    reason: str | None = None

    def __post_init__(self) -> None:
        if any(part is not None and isnan(part) for part in (self.value, self.lower, self.upper)):
            raise SamspillError(Problem("terms.estimate_nan", data={"method": self.method}))
        if self.value is None and not self.reason:
            raise SamspillError(Problem("terms.estimate_reason", data={"method": self.method}))

    @classmethod
    def undefined(cls, reason: str, *, n: int, method: str) -> Estimate:
        """Return an estimate that has no value, with the reason."""
        return cls(None, None, None, n=n, method=method, reason=reason)
