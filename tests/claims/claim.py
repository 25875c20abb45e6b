"""What a claim is: a sentence of a notebook, and the ground on which it is tested."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """One empirical sentence; it holds if every number measured lies within the range.

    Attributes
    ----------
    text : str
        The sentence, as the notebook says it.
    section : str
        The heading it stands under, without its number.
    measured : str
        What the number is, with its unit.
    tried : sequence
        The seeds, steps or starts tried here, one number measured at each.
    within : tuple of float
        The lowest and the highest number that the sentence allows.
    measure : callable
        ``measure(setting)`` returns the number.
    seen : sequence
        The settings of the notebook itself; none of them is tried here.
    fast : int
        How many of the settings, from the first, `make test` measures.
    """

    text: str
    section: str
    measured: str
    tried: Sequence
    within: tuple[float, float]
    measure: Callable[..., float]
    seen: Sequence = ()
    fast: int = 1

    def allows(self, number):
        """Return whether ``number`` lies within the range; NaN does not."""
        low, high = self.within
        return low <= number <= high
