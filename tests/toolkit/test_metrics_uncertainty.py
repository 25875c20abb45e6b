"""The interval around an accuracy and the paired test, against hand calculation and SciPy."""

import numpy as np
import pytest
from scipy.stats import binomtest

from nnlib import accuracy_interval, mcnemar_test


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


@pytest.mark.parametrize(
    ("arguments", "error", "name"),
    [
        ((0.9, 100), TypeError, "correct"),
        ((True, 1), TypeError, "correct"),
        ((-1, 10), ValueError, "correct"),
        ((11, 10), ValueError, "correct"),
        ((0, 0), ValueError, "n must"),
        ((5, 10.0), TypeError, "n must"),
        ((5, 10, 0), ValueError, "confidence"),
        ((5, 10, 1), ValueError, "confidence"),
        ((5, 10, 95), ValueError, "confidence"),
        ((5, 10, float("nan")), ValueError, "confidence"),
        ((5, 10, "95 %"), TypeError, "confidence"),
    ],
)
def test_interval_refuses(arguments, error, name):
    with pytest.raises(error, match=name):
        accuracy_interval(*arguments)


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


@pytest.mark.parametrize(
    ("a", "b", "error", "name"),
    [
        ([True], [True, False], ValueError, "correct_b"),
        ([], [], ValueError, "correct_a"),
        ([[True]], [[True]], ValueError, "correct_a"),
        ([0, 7, 1], [0, 1, 1], ValueError, "correct_a"),
        ([0, 1, 1], [0, 1, np.nan], ValueError, "correct_b"),
        (["yes"], ["no"], TypeError, "correct_a"),
    ],
)
def test_mcnemar_refuses(a, b, error, name):
    with pytest.raises(error, match=name):
        mcnemar_test(a, b)
