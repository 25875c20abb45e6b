"""Accuracy, its interval and the paired test: by hand, against scikit-learn and against SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score

from helpers import numbers
from nnlib import accuracy, accuracy_interval, mcnemar_test, one_hot, softmax

SCORES = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0.5, 0.4, 0.1]]
LABELS = arrays(np.int64, 8, elements=st.integers(0, 2))


def test_accuracy_by_hand():
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
    assert {accuracy([[0.1, 0.9]], labels) for labels in ([[0, 1]], [1], [[1]])} == {1}


def test_the_first_of_equal_scores_counts():
    assert accuracy([[0.5, 0.5], [0.5, 0.5]], [0, 1]) == 0.5


def test_infinite_scores_are_scores():
    assert accuracy([[-np.inf, 0.0], [np.inf, 0.0]], [1, 0]) == 1


@given(numbers((8, 3)), LABELS)
def test_accuracy_equals_scikit_learn(scores, labels):
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


def test_interval_by_hand():
    # z = 2 stands for a confidence of 95.4499736... %; 8 of 10 right:
    # (0.8 + 4/20 ± 2 sqrt(0.16/10 + 4/400)) / 1.4 = (1 ± 2 sqrt(0.026)) / 1.4
    low, high = accuracy_interval(8, 10, confidence=0.954499736103642)
    assert low == pytest.approx((1 - 2 * 0.026**0.5) / 1.4, abs=1e-12)
    assert high == pytest.approx((1 + 2 * 0.026**0.5) / 1.4, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 7, 1000, 10_000])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.99])
def test_interval_equals_scipy(n, confidence):
    for correct in {0, 1, n // 3, n - 1, n}:
        expected = binomtest(correct, n).proportion_ci(confidence, method="wilson")
        assert accuracy_interval(correct, n, confidence) == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("confidence", "z"), [(1 - 2**-53, 8.29236), (1 - 1e-12, 7.13051), (5e-324, 0)])
def test_interval_at_the_ends_of_confidence(confidence, z):
    """Z by SciPy's normal survival function; 7 of 10 right."""
    reach = z * np.sqrt(0.7 * 0.3 / 10 + z**2 / 400)
    expected = [(0.7 + z**2 / 20 + sign * reach) / (1 + z**2 / 10) for sign in (-1, 1)]
    assert accuracy_interval(7, 10, confidence) == pytest.approx(expected, rel=1e-4)


def test_interval_mirrors_errors_and_stays_within_bounds():
    low, high = accuracy_interval(930, 1000)
    assert accuracy_interval(70, 1000) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    assert accuracy_interval(50, 50)[1] == 1.0
    assert 0.9 < accuracy_interval(50, 50)[0] < 0.95
    assert accuracy_interval(0, 50)[0] == 0.0


def test_interval_takes_numpy_counts_and_returns_floats():
    low, high = accuracy_interval(np.sum([True, True, False]), np.int64(3))
    assert type(low) is type(high) is float
    assert (low, high) == accuracy_interval(2, 3)


def outcomes(both, only_a, only_b, neither):
    """Return two lists of outcomes with these counts, in a shuffled order."""
    a = np.repeat([True, True, False, False], [both, only_a, only_b, neither])
    b = np.repeat([True, False, True, False], [both, only_a, only_b, neither])
    order = np.random.default_rng(0).permutation(len(a))
    return a[order], b[order]


def test_mcnemar_by_hand():
    # 1 against 5 of 6 tosses: 2 (1 + 6) / 64 = 0.21875
    assert mcnemar_test(*outcomes(20, 5, 1, 4)) == (5, 1, pytest.approx(0.21875, rel=1e-12))
    assert mcnemar_test(*outcomes(20, 1, 5, 4)) == (1, 5, pytest.approx(0.21875, rel=1e-12))
    # 0 against 10: 2 / 1024
    assert mcnemar_test(*outcomes(0, 0, 10, 0)) == (0, 10, pytest.approx(2 / 1024, rel=1e-12))


def test_mcnemar_without_a_difference():
    assert mcnemar_test(*outcomes(90, 0, 0, 10)) == (0, 0, 1.0)
    assert mcnemar_test(*outcomes(90, 4, 4, 10)) == (4, 4, 1.0)


@pytest.mark.parametrize(("a", "b"), [(3, 0), (3, 2), (17, 40), (120, 80), (900, 1100)])
def test_mcnemar_equals_scipy_and_ignores_agreement(a, b):
    p = binomtest(a, a + b, 0.5).pvalue
    assert mcnemar_test(*outcomes(0, a, b, 0)) == (a, b, pytest.approx(p, rel=1e-10))
    assert mcnemar_test(*outcomes(500, a, b, 7)) == (a, b, pytest.approx(p, rel=1e-10))


def test_mcnemar_takes_lists_and_returns_plain_numbers():
    result = mcnemar_test([1, 1, 0], [1, 0, 1])
    assert result == (1, 1, 1.0)
    assert [type(value) for value in result] == [int, int, float]
