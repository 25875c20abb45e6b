"""Images moved by whole pixels."""

import numpy as np
import pytest

from nnlib.images import random_shifts, shift_images

IMAGES = np.random.default_rng(0).random((5, 6, 7, 2)) + 1


def textbook(image, down, right):
    """Move one image pixel by pixel."""
    moved = np.zeros_like(image)
    for i, j in np.ndindex(image.shape[:2]):
        if 0 <= i - down < image.shape[0] and 0 <= j - right < image.shape[1]:
            moved[i, j] = image[i - down, j - right]
    return moved


def test_shift_equals_textbook():
    X = IMAGES.reshape(5, -1)
    for down, right in [(0, 0), (1, 0), (0, -2), (3, 4), (-9, 1), (20, 20)]:
        expected = [textbook(image, down, right) for image in IMAGES]
        moved = shift_images(X, (6, 7, 2), down, right)
        np.testing.assert_array_equal(moved.reshape(IMAGES.shape), expected)
    down, right = np.array([0, 1, -2, 3, 0]), np.array([1, 1, 0, -3, -6])
    expected = [textbook(*arguments) for arguments in zip(IMAGES, down, right, strict=True)]
    np.testing.assert_array_equal(shift_images(X, (6, 7, 2), down, right).reshape(IMAGES.shape), expected)


def test_shift_makes_a_new_array_of_the_same_type():
    X = IMAGES.reshape(5, -1).astype(np.float32)
    moved = shift_images(X, (6, 7, 2), 0, 0)
    assert moved.dtype == np.float32
    moved[:] = 0
    assert X.min() >= 1


def test_random_shifts_are_uniform_and_reproducible():
    X = np.zeros((4000, 25))
    X[:, 12] = 1
    places = random_shifts(X, (5, 5), 1, rng=3).argmax(axis=1)
    np.testing.assert_array_equal(places, random_shifts(X, (5, 5), 1, rng=3).argmax(axis=1))
    where, counts = np.unique(places, return_counts=True)
    np.testing.assert_array_equal(where, [6, 7, 8, 11, 12, 13, 16, 17, 18])
    assert np.abs(counts - 4000 / 9).max() < 5 * (4000 / 9) ** 0.5
    np.testing.assert_array_equal(random_shifts(X, (5, 5), 0), X)


@pytest.mark.parametrize(
    ("X", "shape", "down", "right", "message"),
    [
        (IMAGES.reshape(5, -1), (6, 7), 0, 0, "X must have shape"),
        (IMAGES, (6, 7, 2), 0, 0, "X must be 2-D"),
        (np.empty((0, 84)), (6, 7, 2), 0, 0, "X must not be empty"),
        (IMAGES.reshape(5, -1), (6, 7, 2), 0.5, 0, "down must hold integers"),
        (IMAGES.reshape(5, -1), (6, 7, 2), 0, [1, 2], "right must be one integer or 5"),
    ],
)
def test_bad_input_is_named(X, shape, down, right, message):
    with pytest.raises((TypeError, ValueError), match=message):
        shift_images(X, shape, down, right)


@pytest.mark.parametrize("max_shift", [-1, 0.5])
def test_bad_max_shift_is_named(max_shift):
    with pytest.raises((TypeError, ValueError), match="max_shift must"):
        random_shifts(IMAGES.reshape(5, -1), (6, 7, 2), max_shift)
