"""Lesson 08: the gradients of a network with dropout."""

import numpy as np
import pytest

from course.exercises.repair_dropout import EXERCISE, MESSAGES, gradients, judge
from exercises.answers import message, other_callables
from nnlib import backward_mlp_3layer, dropout, forward_mlp_3layer, softmax


def with_masks(forward, backward=None):
    """Return an answer whose masks are made of the kept units and keep, in both passes or in each."""

    def answer(params, X, y, kept1, kept2, keep):
        return gradients(
            params, X, y, forward(kept1, kept2, keep), (backward or forward)(kept1, kept2, keep)
        )

    return answer


def none(a, b, p):
    return None, None


def plain(a, b, p):
    return a * 1.0, b * 1.0


def right(a, b, p):
    return a / p, b / p


def dropped_afterwards(factor):
    def answer(params, X, y, kept1, kept2, keep):
        W1, b1, W2, b2, W3, _ = params
        A1, A2, A3 = forward_mlp_3layer(X, *params)
        A1, A2 = A1 * kept1 * factor(keep), A2 * kept2 * factor(keep)
        return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, X @ W1 + b1, A1 @ W2 + b2)

    return answer


def z2_of_the_whole(params, X, y, kept1, kept2, keep):
    whole = forward_mlp_3layer(X, *params)[0]
    masks = right(kept1, kept2, keep)
    return gradients(params, X, y, masks, masks, Z2=whole @ params[2] + params[3])


def masked_again(params, X, y, kept1, kept2, keep):
    W1, b1, W2, b2, W3, _ = params
    masks = {"mask1": kept1 / keep, "mask2": kept2 / keep}
    A1, A2, A3 = forward_mlp_3layer(X, *params, **masks)
    A1, A2 = A1 * kept1 / keep, A2 * kept2 / keep
    return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, X @ W1 + b1, A1 @ W2 + b2, **masks)


def z2_of_masked_once(params, X, y, kept1, kept2, keep):
    W1, b1, W2, b2, W3, _ = params
    masks = {"mask1": kept1 / keep, "mask2": kept2 / keep}
    A1, A2, A3 = forward_mlp_3layer(X, *params, **masks)
    Z1, Z2 = X @ W1 + b1, A1 @ W2 + b2
    A1, A2 = A1 * masks["mask1"], A2 * masks["mask2"]
    return backward_mlp_3layer(X, A1, A2, A3, y, W1, W2, W3, Z1, Z2, **masks)


WRONG = [
    (lambda *args: with_masks(right)(*args)[:3], "six"),
    (lambda *args: np.zeros(6)[0], "six"),
    (dropped_afterwards(lambda keep: 1), "published"),
    (dropped_afterwards(lambda keep: 1 / keep), "backward only"),
    (with_masks(none, right), "backward only"),
    (with_masks(right, none), "forward only"),
    (with_masks(plain, none), "forward only"),
    (with_masks(plain), "not rescaled"),
    (with_masks(lambda a, b, p: (a * p, b * p)), "times keep"),
    (with_masks(lambda a, b, p: (a / (1 - p), b / (1 - p))), "wrong factor"),
    (with_masks(right, plain), "rescaled once"),
    (with_masks(plain, right), "rescaled once"),
    (with_masks(lambda a, b, p: (a / p**2, b / p**2)), "rescaled twice"),
    (with_masks(lambda a, b, p: (a / p, None)), "first layer"),
    (with_masks(lambda a, b, p: (None, b / p)), "second layer"),
    (with_masks(none), "whole"),
    (with_masks(lambda a, b, p: (dropout(a / 1, p), dropout(b / 1, p))), "fresh masks"),
    (masked_again, "masked twice"),
    (z2_of_masked_once, "masked twice"),
    (with_masks(lambda a, b, p: (~a / p, ~b / p)), "flipped"),
    (with_masks(lambda a, b, p: (a / 0.8, b / 0.8)), "fixed"),
    (z2_of_the_whole, "Z2"),
    (lambda *args: [-g for g in with_masks(right)(*args)], "other"),
]


@pytest.mark.parametrize(("function", "key"), WRONG)
def test_wrong_gradients_are_explained(function, key):
    assert message(judge, function) == MESSAGES[key]


def test_every_message_has_a_wrong_answer():
    assert {key for _, key in WRONG} == set(MESSAGES)
    assert len(set(MESSAGES.values())) == len(MESSAGES)


def by_hand(params, X, y, kept1, kept2, keep):
    W1, b1, W2, b2, W3, b3 = params
    M1, M2 = kept1 / keep, kept2 / keep
    A1 = M1 * np.maximum(X @ W1 + b1, 0)
    A2 = M2 * np.maximum(A1 @ W2 + b2, 0)
    d3 = (softmax(A2 @ W3 + b3) - y) / len(X)
    d2 = (d3 @ W3.T) * M2 * (A2 > 0)
    d1 = (d2 @ W2.T) * M1 * (A1 > 0)
    return [
        X.T @ d1,
        d1.sum(0, keepdims=True),
        A1.T @ d2,
        d2.sum(0, keepdims=True),
        A2.T @ d3,
        d3.sum(0, keepdims=True),
    ]


def positive_activations(params, X, y, kept1, kept2, keep):
    masks = {"mask1": np.where(kept1, 1 / keep, 0), "mask2": np.where(kept2, 1 / keep, 0)}
    A1, A2, A3 = forward_mlp_3layer(X, *params, **masks)
    return backward_mlp_3layer(X, A1, A2, A3, y, *params[::2], A1, A2, **masks)


def the_solution(*args):
    namespace = {}
    exec(EXERCISE.solution, namespace)
    return namespace["my_gradients"](*args)


RIGHT = [by_hand, positive_activations, the_solution, with_masks(right), *other_callables(by_hand)]


@pytest.mark.parametrize("function", RIGHT)
def test_right_gradients_pass(function):
    judge(function)
