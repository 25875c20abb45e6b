"""Your turn in lesson 08: the gradients of a network with dropout."""

import numpy as np

from course.exercises.diagnosis import as_array, close
from course.exercises.judging import Answer, Exercise, NotYet, call
from nnlib import backward_mlp_3layer, forward_mlp_3layer, one_hot

NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")

MESSAGES = {
    "six": "it should return six gradients, in the order W1, b1, W2, b2, W3, b3, as backward_mlp_3layer "
    "does.",
    "published": "this is the published gradient: the units are dropped after the forward pass, and not "
    "rescaled.",
    "backward only": "the masks act in the backward pass only. The forward pass has to run through the "
    "same masks: that is where A3 comes from.",
    "forward only": "the masks act in the forward pass only. Give `mask1=` and `mask2=` to "
    "backward_mlp_3layer too.",
    "not rescaled": "the same units are dropped in both passes, but the kept ones are not rescaled: a mask "
    "holds 1 / keep for a kept unit.",
    "times keep": "kept units are multiplied by keep. Divided by keep their mean stays.",
    "wrong factor": "kept units are divided by 1 - keep, which is the share that is dropped. Divide by "
    "keep.",
    "rescaled once": "one of the two passes is rescaled, the other is not. Use the very same masks in "
    "both.",
    "rescaled twice": "kept units are divided by keep twice.",
    "first layer": "only the first layer has dropout. Use `mask2` too.",
    "second layer": "only the second layer has dropout. Use `mask1` too.",
    "whole": "these are the gradients of the network without dropout.",
    "fresh masks": "two calls with the same units give other gradients: new masks are drawn on the way, as "
    "`dropout` does. Make them of `kept1` and `kept2`.",
    "masked twice": "A1 and A2 are multiplied by their masks a second time. With `mask1=` and `mask2=` "
    "forward_mlp_3layer returns them after dropout.",
    "flipped": "it drops the units to keep and keeps the others.",
    "fixed": "the number 0.8 stands in place of `keep`, which is another here.",
    "Z2": "Z2 was computed from activations without dropout. It is A1 @ W2 + b2 with the A1 that was "
    "dropped.",
    "other": "the gradients differ from the numerical ones. Look at the A1 and A2 that the backward pass "
    "gets.",
}


def gradients(params, X, y, forward, backward, *, Z2=None):
    """Return the six gradients with one pair of masks in each pass."""
    W1, b1, W2, b2, W3, _ = params
    A1, A2, A3 = forward_mlp_3layer(X, *params, mask1=forward[0], mask2=forward[1])
    Z2 = A1 @ W2 + b2 if Z2 is None else Z2
    masks = {"mask1": backward[0], "mask2": backward[1]}
    return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, X @ W1 + b1, Z2, **masks)


def judge(function: Answer) -> None:
    """Judge ``my_gradients(params, X, y, kept1, kept2, keep)`` on two fresh networks."""
    for seed, keep in ((1, 0.7), (2, 0.6)):
        rng = np.random.default_rng(seed)
        X, y = rng.random((8, 5)), one_hot(np.arange(8) % 3, 3)
        shapes = ((5, 6), (1, 6), (6, 4), (1, 4), (4, 3), (1, 3))
        params = [rng.standard_normal(shape) for shape in shapes]
        kept = rng.random((8, 6)) < keep, rng.random((8, 4)) < keep
        given = {"params": params, "X": X, "y": y, "kept1": kept[0], "kept2": kept[1], "keep": keep}
        found = _six(call(function, **given), shapes)
        masks = kept[0] / keep, kept[1] / keep
        if close(found, gradients(params, X, y, masks, masks)):
            continue
        if not close(found, _six(call(function, **given), shapes)):
            raise NotYet(MESSAGES["fresh masks"])
        suspects = _suspects(params, X, y, kept, keep)
        raise NotYet(MESSAGES[next((key for key, wrong in suspects if close(found, wrong)), "other")])


def _six(found, shapes):
    """Return the learner's gradients as arrays of these shapes, or say what came instead."""
    if not isinstance(found, tuple | list) or len(found) != 6:
        raise NotYet(MESSAGES["six"])
    return tuple(
        as_array(a, s, f"the gradient of {n}") for a, s, n in zip(found, shapes, NAMES, strict=True)
    )


def _suspects(params, X, y, kept, keep):
    """Yield the message key and the gradients of each wrong version."""
    none, plain, right = (None, None), tuple(k * 1.0 for k in kept), tuple(k / keep for k in kept)
    yield "whole", gradients(params, X, y, none, none)
    yield "published", _dropped_afterwards(params, X, y, plain, none)
    for masks in (plain, right):
        yield "backward only", _dropped_afterwards(params, X, y, masks, none)
        yield "backward only", _dropped_afterwards(params, X, y, masks, masks)
        yield "backward only", gradients(params, X, y, none, masks)
        yield "forward only", gradients(params, X, y, masks, none)
    yield "not rescaled", gradients(params, X, y, plain, plain)
    yield "rescaled once", gradients(params, X, y, right, plain)
    yield "rescaled once", gradients(params, X, y, plain, right)
    for Z2_too in (True, False):
        yield "masked twice", _masked_twice(params, X, y, right, Z2_too=Z2_too)
    whole_A1 = forward_mlp_3layer(X, *params)[0]
    yield "Z2", gradients(params, X, y, right, right, Z2=whole_A1 @ params[2] + params[3])
    same = {
        "times keep": tuple(k * keep for k in kept),
        "wrong factor": tuple(k / (1 - keep) for k in kept),
        "rescaled twice": tuple(k / keep**2 for k in kept),
        "first layer": (right[0], None),
        "second layer": (None, right[1]),
        "flipped": tuple(~k / keep for k in kept),
        "fixed": tuple(k / 0.8 for k in kept),
    }
    for key, masks in same.items():
        yield key, gradients(params, X, y, masks, masks)


def _masked_twice(params, X, y, masks, Z2_too):
    """Return the gradients where A1 and A2 are multiplied again after the forward pass with masks."""
    W1, b1, W2, b2, W3, _ = params
    both = {"mask1": masks[0], "mask2": masks[1]}
    A1, A2, A3 = forward_mlp_3layer(X, *params, **both)
    A1_again, A2_again = A1 * masks[0], A2 * masks[1]
    Z2 = (A1_again if Z2_too else A1) @ W2 + b2
    return backward_mlp_3layer(X, A1_again, A2_again, A3, y, W1, W2, W3, X @ W1 + b1, Z2, **both)


def _dropped_afterwards(params, X, y, masks, backward):
    """Return the gradients where the activations are dropped after the forward pass."""
    W1, b1, W2, b2, W3, _ = params
    A1, A2, A3 = forward_mlp_3layer(X, *params)
    A1, A2 = A1 * masks[0], A2 * masks[1]
    both = {"mask1": backward[0], "mask2": backward[1]}
    return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, X @ W1 + b1, A1 @ W2 + b2, **both)


EXERCISE = Exercise(
    title="Your turn: repair the dropout",
    answer="my_gradients",
    judge=judge,
    hints=(
        "A mask holds 1 / keep for a unit that is kept and 0 for one that is dropped. `kept1` holds true "
        "and false, which count as 1 and 0.",
        "Make the two masks once: `mask1, mask2 = kept1 / keep, kept2 / keep`. Give both to "
        "`forward_mlp_3layer`, and the same two to `backward_mlp_3layer`.",
        "The forward pass then returns A1 and A2 after dropout. The backward pass also needs "
        "`Z1 = X @ W1 + b1` and `Z2 = A1 @ W2 + b2`.",
    ),
    revisit="08_recipe_measured, section 3 (Check the gradient)",
    solution="""from nnlib import backward_mlp_3layer, forward_mlp_3layer


def my_gradients(params, X, y, kept1, kept2, keep):
    W1, b1, W2, b2, W3, b3 = params
    masks = {"mask1": kept1 / keep, "mask2": kept2 / keep}
    A1, A2, A3 = forward_mlp_3layer(X, *params, **masks)
    Z1, Z2 = X @ W1 + b1, A1 @ W2 + b2
    return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, Z1, Z2, **masks)""",
)
