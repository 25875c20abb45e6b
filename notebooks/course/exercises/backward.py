"""Exercise 3d: the backward pass of a network with one hidden layer."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_array, close
from course.exercises.judging import Answer, Exercise, NotYet, Stopped, call
from course.exercises.small_problem import arguments
from course.exercises.two_layers import NAMES, fresh_data
from nnlib.mlp import backward_mlp

MESSAGES = {
    "four": "it should return four arrays, the gradients of W1, b1, W2 and b2 in this order",
    "order": "the four gradients came in another order. It should be W1, b1, W2, b2.",
    "flat bias": "the gradient of {name} came with shape {came}. The biases are rows here, with shape "
    "{wanted}: `sum(axis=0, keepdims=True)` keeps the row.",
    "not summed": "the gradient of {name} has a row for each sample. Every sample uses the same bias, so "
    "sum over the samples.",
    "one number": "the gradient of {name} is summed over everything. Sum over the samples alone, `axis=0`.",
    "transposed": "the gradient of {name} is transposed. It should have the shape of the parameter, whose "
    "rows belong to what goes into the layer.",
    "shapes": "the shapes in a matrix product do not fit. With n samples, d inputs, h hidden units and k "
    "classes: X is (n, d), A1 and Z1 are (n, h), A2 and y are (n, k), W2 is (h, k). Each gradient has the "
    "shape of its parameter, and the sum over the samples is the inner n of `X.T @ ...`.",
    "sum": "{names}: n times too large. The loss is a mean over the samples, so 1/n belongs in the "
    "gradient.",
    "divided twice": "{names}: n times too small. The 1/n acts twice there. Put it in the derivative at "
    "the output, and nowhere else: it is then handed back through the network.",
    "factor": "all four are right but for one factor, {factor}. n is the number of samples, `len(X)`, "
    "which is not always five.",
    "sign": "{names}: the sign is flipped. The derivative at the output is A2 - y, not y - A2, and the "
    "minus of descent is not part of a gradient.",
    "zero": "{names}: zero. Is this gradient computed at all?",
    "one sample": "only one sample has a say. Sum over all of them.",
    "no mask": "the output layer is right, but nothing stops at ReLU: a unit whose Z1 is negative had no "
    "part in the output, so no derivative passes there.",
    "inverted": "the mask is upside down: it lets pass where Z1 is negative.",
    "value": "the hidden layer multiplies by ReLU's output A1. The chain rule asks for its slope, 1 or 0.",
    "times Z1": "the hidden layer multiplies by Z1. The chain rule asks for ReLU's slope there, 1 or 0.",
    "sign mask": "`np.sign(Z1)` gives -1 for negative Z1. ReLU's slope is 0 there.",
    "sigmoid": "the hidden layer has the slope of a sigmoid. This network's hidden units have ReLU.",
    "no way back": "W2 is not transposed on the way back. With as many units as classes the product runs "
    "through all the same, so nothing but the numbers shows it.",
    "no W2": "the derivative does not come back through W2. A hidden unit collects from each output, by "
    "the weight that leads there.",
    "mask early": "the mask acts before W2. It belongs to the hidden units, so multiply after the product.",
    "softmax twice": "the slope A2 * (1 - A2) acts at the output. Softmax and cross-entropy together have "
    "the derivative A2 - y: softmax's own slope is contained in it.",
    "no softmax": "-y / A2 is the derivative with respect to the probabilities. One has still to go "
    "through softmax, and then y and A2 simply subtract: A2 - y.",
    "factor two": "all are twice too large. Cross-entropy brings no factor 2; that is the squared error's.",
    "no y": "y has no part in it. The derivative at the output is A2 - y.",
    "Z1 for A1": "the gradient of W2 uses Z1. What goes into the second layer is A1, after ReLU.",
    "hidden": "the output layer is right; the hidden layer is not. Go back from the output: through W2, "
    "then ReLU's slope, then X.",
    "output": "the derivative at the output, A2 - y over n, is not what goes into the gradients of W2 and "
    "b2.",
    "some": "right are {right}; wrong is {names}.",
}


def _variant(given, *, output=None, back=None, second=None):
    """Return the four gradients, with a part of the chain rule exchanged for a wrong one."""
    X, A1, A2, y, _, W2, Z1 = given.values()
    at_output = (A2 - y) / len(X) if output is None else output
    hidden = (at_output @ W2.T) * (Z1 > 0) if back is None else back(at_output)
    second = A1 if second is None else second
    return (
        X.T @ hidden,
        hidden.sum(axis=0, keepdims=True),
        second.T @ at_output,
        at_output.sum(axis=0, keepdims=True),
    )


def _suspects(given):
    """Yield the message key and the four gradients of each mix-up."""
    X, A1, A2, y, _, W2, Z1 = given.values()
    n, mask, error = len(X), Z1 > 0, (A2 - y) / len(X)
    sigmoid = 1 / (1 + np.exp(-Z1))
    for key, slope in (
        ("no mask", 1.0), ("inverted", Z1 < 0), ("value", A1), ("times Z1", Z1), ("sign mask", np.sign(Z1)),
        ("sigmoid", sigmoid * (1 - sigmoid)), ("sigmoid", A1 * (1 - A1)),
    ):  # fmt: skip
        yield key, _variant(given, back=lambda d, slope=slope: (d @ W2.T) * slope)
    if W2.shape[0] == W2.shape[1]:
        yield "no way back", _variant(given, back=lambda d: (d @ W2) * mask)
        yield "no W2", _variant(given, back=lambda d: d * mask)
        yield "mask early", _variant(given, back=lambda d: (d * mask) @ W2.T)
    through = A2 * (1 - A2)
    yield "softmax twice", _variant(given, output=error * through)
    yield "softmax twice", _variant(given, output=A2 * (error - np.sum(error * A2, axis=1, keepdims=True)))
    yield "no softmax", _variant(given, output=-y / A2 / n)
    yield "softmax twice", _variant(given, output=2 * error * through)
    yield "factor two", _variant(given, output=2 * error)
    yield "no y", _variant(given, output=A2 / n)
    yield "Z1 for A1", _variant(given, second=Z1)
    one = {name: part[:1] if name in ("X", "A1", "A2", "y", "Z1") else part for name, part in given.items()}
    yield "one sample", _variant(one)
    yield "one sample", tuple(part / n for part in _variant(one))


def judge(function: Answer) -> None:
    """Judge ``my_backward``, first on 3 → 4 → 2, then with as many units as classes and inputs."""
    for n, sizes in ((7, (3, 4, 2)), (5, (3, 3, 3))):
        X, y, params, _ = fresh_data(n, sizes, seed=3)
        given = arguments(X, y, params)
        try:
            returned = call(function, **given)
        except Stopped as stopped:
            if isinstance(stopped.error, ValueError) and "matmul" in str(stopped.error):
                raise NotYet(f"{stopped}\nA closer look: {MESSAGES['shapes']}") from stopped
            raise
        found, right = _read(returned, params, n), backward_mlp(**given)
        if not close(found, right):
            raise NotYet(_reason(found, right, given, params))


def _read(returned, params, n):
    """Return the four gradients as arrays of the parameters' shapes, or say what is wrong with them."""
    if not isinstance(returned, tuple | list) or len(returned) != 4:
        came = f"{len(returned)} things" if isinstance(returned, tuple | list) else type(returned).__name__
        raise NotYet(f"{MESSAGES['four']}; it returned {came}.")
    shapes, wanted = [np.shape(part) for part in returned], [params[name].shape for name in NAMES]
    if shapes != wanted and sorted(shapes) == sorted(wanted):
        raise NotYet(MESSAGES["order"])
    for name, came, shape in zip(NAMES, shapes, wanted, strict=True):
        words = {"name": name, "came": came, "wanted": shape}
        if name[0] == "b" and came == shape[1:]:
            raise NotYet(MESSAGES["flat bias"].format(**words))
        if name[0] == "b" and came == (n, shape[1]):
            raise NotYet(MESSAGES["not summed"].format(**words))
        if name[0] == "b" and came in ((), (1, 1)):
            raise NotYet(MESSAGES["one number"].format(**words))
        if came == shape[::-1] != shape:
            raise NotYet(MESSAGES["transposed"].format(name=name))
    return tuple(
        as_array(part, params[name].shape, f"the gradient of {name}")
        for name, part in zip(NAMES, returned, strict=True)
    )


def _reason(found: Any, right: Any, given: Any, params: Any) -> str:
    """Say what is wrong with four gradients of the right shapes."""
    if close((found[2], found[3], found[0], found[1]), right) or close(found[::-1], right):
        return MESSAGES["order"]
    n = len(given["X"])
    wrong = [i for i in range(4) if not close(found[i], right[i])]
    names = " and ".join(NAMES[i] for i in wrong) if len(wrong) < 4 else "all four"
    for key, factor in (("sum", n), ("divided twice", 1 / n), ("sign", -1), ("zero", 0)):
        if all(close(found[i], factor * right[i]) for i in wrong):
            return MESSAGES[key].format(names=names)
    for key, suspect in _suspects(given):
        for factor in (1, n):  # a mix-up, and the same without 1/n
            if close(found, tuple(factor * part for part in suspect)):
                return MESSAGES[key] + (" (And 1/n is missing.)" if factor == n else "")
    factors = [float(np.vdot(found[i], right[i]) / np.vdot(right[i], right[i])) for i in range(4)]
    if np.ptp(factors) < 1e-9 and all(close(found[i], factors[i] * right[i]) for i in range(4)):
        return MESSAGES["factor"].format(factor=f"{factors[0]:.3g}")
    square = params["W1"].shape[0] == params["W1"].shape[1]
    for i in (0, 2):
        if square and close(found[i], right[i].T):
            return MESSAGES["transposed"].format(name=NAMES[i])
    if wrong == [0, 1]:
        return MESSAGES["hidden"]
    if {2, 3} <= set(wrong):
        return MESSAGES["output"]
    kept = " and ".join(NAMES[i] for i in range(4) if i not in wrong)
    return MESSAGES["some"].format(right=kept, names=names)


EXERCISE = Exercise(
    title="3d. The backward pass",
    answer="my_backward",
    judge=judge,
    hints=(
        "Go from the loss back to the input, and write down for each layer the derivative with respect to "
        "what comes out of its sum. For softmax and cross-entropy together it is `(A2 - y) / n`, with n "
        "samples.",
        "Each gradient has the shape of its parameter. W2 is (h, k), A1 is (n, h) and the derivative at "
        "the output is (n, k): which product gives (h, k)? The bias adds the same row for all samples, so "
        "its gradient is a sum over them.",
        "Back through the second layer: `delta2 @ W2.T`, of shape (n, h). ReLU passes on what belongs to a "
        "positive Z1 and stops the rest: multiply by `(Z1 > 0)`. That is `delta1`.",
        "`delta2 = (A2 - y) / len(X)` and `delta1 = (delta2 @ W2.T) * (Z1 > 0)`. Then W1 has `X.T @ "
        "delta1`, W2 has `A1.T @ delta2`, and the biases have the sums of the deltas over `axis=0` with "
        "`keepdims=True`.",
    ),
    revisit="00_start_here, section 3 (Put the toolkit on one page)",
)
