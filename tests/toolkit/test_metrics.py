"""Accuracy: by hand, against scikit-learn, and the same for every way of writing the labels."""

import numpy as np
import pytest
from helpers import numbers
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import accuracy_score

from nnlib import accuracy, one_hot, softmax

SCORES = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]]
LABELS = arrays(np.int64, 8, elements=st.integers(0, 2))


def test_by_hand():
    assert accuracy(SCORES, [0, 1, 2, 1]) == 3 / 4
    assert accuracy(SCORES, [0, 1, 2, 0]) == 1
    assert accuracy(SCORES, [1, 0, 0, 2]) == 0
    assert type(accuracy(np.float32(SCORES), [0, 1, 2, 1])) is float


@pytest.mark.parametrize(
    "y_true",
    [
        [0, 1, 2, 1],
        [[0], [1], [2], [1]],
        [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]],
        np.array([0, 1, 2, 1], np.uint8),
        np.array([0.0, 1.0, 2.0, 1.0], np.float32),
        np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]], bool),
    ],
    ids=["list", "column", "one-hot", "bytes", "floats", "one-hot of booleans"],
)
def test_all_forms_of_labels_agree(y_true):
    assert accuracy(SCORES, y_true) == 0.75


def test_a_single_sample_with_a_one_hot_row_or_an_index():
    assert (
        accuracy([[0.1, 0.9]], [[0, 1]])
        == accuracy([[0.1, 0.9]], [1])
        == accuracy([[0.1, 0.9]], [[1]])
        == 1
    )


def test_the_first_of_equal_scores_counts():
    assert accuracy([[0.5, 0.5], [0.5, 0.5]], [0, 1]) == 0.5


def test_infinite_scores_are_scores():
    assert accuracy([[-np.inf, 0.0], [np.inf, 0.0]], [1, 0]) == 1


@given(numbers((8, 3)), LABELS)
def test_equals_scikit_learn(scores, labels):
    expected = accuracy_score(labels, scores.argmax(axis=1))
    assert accuracy(scores, labels) == accuracy(scores, one_hot(labels, 3)) == expected


@given(arrays(np.int64, (8, 3), elements=st.integers(-9, 9)), LABELS)
def test_logits_do_as_well_as_probabilities(scores, labels):
    assert accuracy(softmax(scores), labels) == accuracy(scores, labels)


@given(numbers((8, 3)), LABELS, st.permutations(range(8)), st.permutations(range(3)))
def test_the_order_of_samples_and_the_names_of_classes_do_not_matter(scores, labels, rows, columns):
    scores = scores + 1e-9 * np.arange(3)  # no ties: the first of equals depends on the names
    assert accuracy(scores[rows], labels[rows]) == accuracy(scores, labels)
    assert accuracy(scores[:, columns], np.argsort(columns)[labels]) == accuracy(scores, labels)
