"""What a claim is: a sentence of a notebook, and the ground on which it is tested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """One empirical sentence; it holds if every number measured lies in [low, high].

    Attributes
    ----------
    text : str
        The sentence, as the notebook says it.
    section : str
        The heading it stands under, without its number.
    measured : str
        What the number is, with its unit.
    settings : sequence
        The seeds, steps or starts tried here, one number measured at each.
    seen : sequence
        The settings of the notebook itself; none of them is tried here.
    low, high : float
        The range that every number must lie in.
    measure : callable
        ``measure(setting)`` returns the number.
    fast : int
        How many of the settings, from the first, `make test` measures.
    """

    text: str
    section: str
    measured: str
    settings: Sequence
    seen: Sequence
    low: float
    high: float
    measure: Callable[..., float]
    fast: int = 1

    def allows(self, number):
        """Return whether ``number`` lies in the range; NaN does not."""
        return self.low <= number <= self.high
