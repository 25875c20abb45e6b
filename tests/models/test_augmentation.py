"""Elastic distortion in training: the formula pixel by pixel, and what both estimators make of it."""

import copy
import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, map_coordinates

from models.small import X, Y, each, small_cnn, small_mlp
from nnlib import load_mnist
from nnlib.models import MLPClassifier, augmentation
from nnlib.models.augmentation import GROUP, elastic_distortion

SHAPE, ALPHA = (9, 12, 2), 15.0


def drawn_places(seed):
    """Yield the places (2, rows, columns) that the formula gives for each distortion."""
    rng = np.random.default_rng(seed)
    slopes = rng.uniform(-1, 1, size=(augmentation.COUNT, 2, 2))
    shifts = rng.uniform(-1, 1, size=(augmentation.COUNT, 2))
    noise = rng.uniform(-1, 1, size=(augmentation.COUNT, 2, *SHAPE[:2]))
    p = np.indices(SHAPE[:2])
    down, across = p[0] - 4, p[1] - 5.5
    for B, b, U in zip(slopes, shifts, noise, strict=True):
        bend, slope = gaussian_filter(U, (0, 5, 5)), [row[0] * down + row[1] * across for row in B]
        yield p + ALPHA * (bend + 0.004 * np.array(slope) + 0.03 * b.reshape(2, 1, 1))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_batch_is_distorted_as_the_formula_says(monkeypatch, dtype):
    monkeypatch.setattr(augmentation, "COUNT", 5)
    batch = np.random.default_rng(1).random((3 * GROUP + 1, math.prod(SHAPE))).astype(dtype)
    before = batch.copy()
    distort = elastic_distortion(SHAPE, ALPHA, np.dtype(dtype), np.random.default_rng(0))
    distorted = distort(batch, np.random.default_rng(2))
    np.testing.assert_array_equal(batch, before)
    assert distorted.dtype == dtype
    places, rng = list(drawn_places(0)), np.random.default_rng(2)
    for start in (0, GROUP, 2 * GROUP, 3 * GROUP):
        group, place = slice(start, start + GROUP), places[rng.integers(5)]
        for image, found in zip(batch[group], distorted[group], strict=True):
            channels = np.moveaxis(image.astype(float).reshape(SHAPE), -1, 0)
            expected = np.stack([map_coordinates(channel, place, order=1) for channel in channels], axis=-1)
            np.testing.assert_allclose(found, expected.ravel(), atol=1e-6 if dtype == "float32" else 1e-13)


def test_32_moves_the_pixels_of_a_digit_by_one_or_two():
    """Seen in an image whose values are the numbers of its rows, beside one that is 1 everywhere."""
    rows = np.repeat(np.arange(28.0), 28)
    batch = np.tile([rows, np.ones(784)], (400, 1))
    distort = elastic_distortion((28, 28, 1), 32.0, batch.dtype, np.random.default_rng(0))
    read, ones = distort(batch, np.random.default_rng(1)).reshape(400, 2, 784).swapaxes(0, 1)
    moved = (read - rows)[ones > 0.5]  # 0 where a place was outside of the image
    assert 1 < np.std(moved) < 2


@each
def test_the_seed_decides(make):
    first, second, other = (make(elastic=8, random_state=seed).fit(X[:300], Y[:300]) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.network_.flat_params, second.network_.flat_params)
    same = make(elastic=Fraction(8), random_state=1).fit(X[:300], Y[:300])
    np.testing.assert_array_equal(first.network_.flat_params, same.network_.flat_params)
    for different in (other, make(random_state=1).fit(X[:300], Y[:300])):
        assert not np.array_equal(first.network_.flat_params, different.network_.flat_params)
    twin = copy.deepcopy(first)
    for model in (first, twin):
        model.partial_fit(X[:300], Y[:300])
    np.testing.assert_array_equal(first.network_.flat_params, twin.network_.flat_params)


def test_distorted_digits_teach_more():
    digits, labels = load_mnist(2_500)
    digits /= 255
    plain, distorted = (
        MLPClassifier(64, elastic=elastic, random_state=0).fit(digits[:500], labels[:500])
        for elastic in (0, 24)
    )
    errors, fewer = (1 - model.score(digits[500:], labels[500:]) for model in (plain, distorted))
    assert fewer < 0.9 * errors


def test_a_cnn_shifts_and_distorts_images_of_any_shape():
    model = small_cnn(image_shape=(10, 10, 2), max_shift=2, elastic=6).fit(X[:100, :200], Y[:100])
    augment = model._augmentation()
    dot = np.zeros((800, 200), np.float32)
    dot[:, 110] = 1  # row 5, column 5, the first channel
    images = augment(dot, np.random.default_rng(0)).reshape(800, 10, 10, 2)
    assert not images[..., 1].any()
    reached = np.flatnonzero(images[..., 0].any(axis=(0, 2)))
    assert reached[0] <= 3 and reached[-1] >= 7
    assert ((images > 0) & (images < 1)).any()


def test_an_mlp_needs_square_images():
    with pytest.raises(ValueError, match="elastic must be 0 for 200 features: they form no square"):
        small_mlp(elastic=8).fit(X[:, :200], Y)
    small_mlp().fit(X[:, :200], Y)


@each
@pytest.mark.parametrize("strength", [-1, np.nan, np.inf, "strong", True, None])
def test_a_bad_strength_is_named(make, strength):
    with pytest.raises((TypeError, ValueError), match=r"^elastic must .*got"):
        make(elastic=strength).fit(X, Y)


@each
def test_the_strength_is_saved(make, tmp_path):
    model = make(elastic=np.float32(8)).fit(X[:100], Y[:100])
    loaded = type(model).load(model.save(tmp_path / "weights"))
    assert loaded.elastic == 8
    np.testing.assert_array_equal(loaded.predict_proba(X), model.predict_proba(X))
