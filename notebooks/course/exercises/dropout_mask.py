"""Your turn in lesson 00: an inverted dropout mask."""

import numpy as np

from course.exercises.diagnosis import as_array
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import any_array

MESSAGES = {
    "bool": "the mask came as true and false, or as whole numbers. A kept unit gets 1 / p, a dropped 0.",
    "not rescaled": "kept units get 1. To keep the mean where it was they need 1 / p.",
    "flipped": "p is the probability to KEEP a unit; your mask drops that share.",
    "flipped, rescaled": "it keeps a unit with probability 1 - p, as where p is the probability to drop.",
    "wrong factor": "kept units get 1 / (1 - p). The share that is kept is p, so divide by p.",
    "times p": "kept units are multiplied by p. Divided by p their mean stays.",
    "negative": "a dropped unit gets a number below 0. It should get 0.",
    "nothing dropped": "no unit is dropped. Draw a random number for each and compare it with p.",
    "everything dropped": "every unit is dropped.",
    "same row": "each sample drops the same units: draw a number for each element of `shape`.",
    "same column": "each sample keeps all of its units or none: draw a number for each element of `shape`.",
    "fixed": "two calls with one generator give the same mask. Draw from `rng`, which moves on.",
    "not rng": "the mask does not come from `rng`: the same seed should give the same mask again.",
    "fixed share": "each mask drops exactly the same number of units. Each unit is drawn on its own.",
    "fixed p": "a number such as 0.8 stands in place of `p`, which is another here.",
    "two values": "a mask holds two values only, 0 and 1 / p.",
    "other": "the share of units that it keeps is not p.",
}


def judge(function: Answer) -> None:
    """Judge ``my_mask(shape, p, rng)`` by the masks that it draws."""
    for p in (0.7, 0.4):
        _judge_mask(function, (200, 50), p)
    shapes = [_draw(function, (4, 25), 0.7, np.random.default_rng(seed)) for seed in range(20)]
    if len({int(np.sum(mask > 0)) for mask in shapes}) == 1:
        raise NotYet(MESSAGES["fixed share"])


def _draw(function, shape, p, rng):
    """Return one mask as a float array."""
    found = call(function, shape=shape, p=p, rng=rng)
    if any_array(found).dtype.kind in "biu":
        raise NotYet(MESSAGES["bool"])
    return as_array(found, shape, "the mask")


def _judge_mask(function, shape, p):
    """Judge the masks of one shape and one p."""
    rng = np.random.default_rng(7)
    mask, later = _draw(function, shape, p, rng), _draw(function, shape, p, rng)
    again = _draw(function, shape, p, np.random.default_rng(7))
    if reason := _fault(mask, p):
        _draw(function, (4, 6), p, np.random.default_rng(7))  # a small one, to look at
        raise NotYet(MESSAGES[reason])
    if not np.array_equal(mask, again):
        raise NotYet(MESSAGES["not rng"])
    if np.array_equal(mask, later):
        raise NotYet(MESSAGES["fixed"])


def _fault(mask, p):
    """Return the key of what is wrong with one mask, or None."""
    kept, top = np.mean(mask != 0), mask.max()
    if mask.min() < 0:
        return "negative"
    if kept in (0, 1):
        return "nothing dropped" if kept else "everything dropped"
    if len(np.unique(mask)) > 2:
        return "two values"
    if np.all(mask == mask[0]):
        return "same row"
    if np.all(mask == mask[:, :1]):
        return "same column"
    shares = {p: None, 1 - p: "flipped" if np.isclose(top, 1) else "flipped, rescaled"}
    share = min(shares, key=lambda share: abs(share - kept))
    if abs(share - kept) > 0.03:
        return "fixed p" if min(abs(kept - fixed) for fixed in (0.5, 0.8, 0.9)) < 0.02 else "other"
    if shares[share] or np.isclose(top, 1 / p):
        return shares[share]
    factors = {"not rescaled": 1, "wrong factor": 1 / (1 - p), "times p": p}
    return next((key for key, factor in factors.items() if np.isclose(top, factor)), "two values")


EXERCISE = Exercise(
    title="Your turn: draw a dropout mask",
    answer="my_mask",
    judge=judge,
    hints=(
        "`rng.random(shape)` draws a number between 0 and 1 for each element. How often is it below p?",
        "`rng.random(shape) < p` is true with probability p: these units are kept.",
        "True counts as 1 and false as 0. Divide by p, and a kept unit gets 1 / p.",
    ),
    revisit="00_start_here, section 7 (Regularise, and check that too)",
    solution="def my_mask(shape, p, rng):\n    return (rng.random(shape) < p) / p",
)
