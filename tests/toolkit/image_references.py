"""What the functions of images have to return, as :mod:`toolkit.references` says it of the others."""

import numpy as np

from toolkit.bounded import Bounded, exact


def windows(X, height, width, stride):
    """Return the top left corners of the windows, in rows."""
    rows, columns = X.value.shape[0] - height + 1, X.value.shape[1] - width + 1
    return [[(i, j) for j in range(0, columns, stride)] for i in range(0, rows, stride)]


def conv2d(image, filter_kernel, stride):
    image, kernel = exact(image, filter_kernel)
    h, w = kernel.value.shape
    kernel, corners = kernel[::-1, ::-1].reshape(-1, 1), windows(image, h, w, stride)
    rows = [[image[i : i + h, j : j + w].reshape(1, -1) @ kernel for i, j in row] for row in corners]
    value, error = ([[getattr(y, part).item() for y in row] for row in rows] for part in ("value", "error"))
    return Bounded(value, error)


def max_pool(X, size, stride):
    X = exact(X)
    corners = windows(X, size, size, stride)
    return Bounded(
        [[X.value[i : i + size, j : j + size].max(axis=(0, 1)) for i, j in row] for row in corners]
    )


def moved(X, image_shape, down, right):
    images = X.reshape(-1, *image_shape, *[1] * (3 - len(image_shape)))
    result, (n, rows, columns, _) = np.zeros_like(images), images.shape
    down, right = (
        [int(s) for s in np.broadcast_to(np.asarray(shift, object), n)] for shift in (down, right)
    )
    for i, r, c in np.ndindex(n, rows, columns):
        if 0 <= r - down[i] < rows and 0 <= c - right[i] < columns:
            result[i, r, c] = images[i, r - down[i], c - right[i]]
    return result.reshape(X.shape)


def shift_images(X, image_shape, down, right):
    return Bounded(moved(exact(X).value, image_shape, down, right))


def random_shifts(X, image_shape, max_shift, rng):
    X, reach = exact(X).value, [min(int(max_shift), size) for size in image_shape[:2]]
    shifts = [(d, r) for d in range(-reach[0], reach[0] + 1) for r in range(-reach[1], reach[1] + 1)]
    allowed = [moved(X, image_shape, down, right) for down, right in shifts]
    return lambda Y: all(
        any(np.array_equal(y, a[i], equal_nan=True) for a in allowed) for i, y in enumerate(Y)
    )


def elastic(X, image_shape, alpha, sigma, rng):
    X = exact(X).value
    low, high, slack = min(0, X.min()), max(0, X.max()), 1e-6 * np.abs(X).max()
    return lambda Y: Y.shape == X.shape and (Y >= low - slack).all() and (Y <= high + slack).all()


def center_digit(image):
    image = exact(image).value
    if not image.any():
        return Bounded(np.zeros((28, 28)))
    rows, columns = (np.flatnonzero(image.any(axis=axis)) for axis in (1, 0))
    ink = image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    (h, w), (height, width) = (
        ink.shape,
        (max(1, int(20 * side / max(ink.shape) + 0.5)) for side in ink.shape),
    )
    ink = ink.repeat(height, axis=0).repeat(width, axis=1).reshape(height, h, width, w).mean(axis=(1, 3))

    def judge(found):
        tops, lefts = (starts(ink.sum(axis=axis)) for axis in (1, 0))
        near = {"rtol": 1e-5, "atol": 1e-30 * ink.max()}
        boxes = [found[top : top + height, left : left + width] for top in tops for left in lefts]
        alone = np.isclose(found.sum(dtype=np.longdouble), ink.sum(), **near)
        return alone and any(np.allclose(box, ink, **near) for box in boxes)

    return judge


def starts(mass):
    """Return the places of a line in 28 with its centre of mass at 14, or as near as the border lets it."""
    center, last = (mass * np.arange(len(mass))).sum() / mass.sum(), 28 - len(mass)
    places = {min(max(int(np.ceil(13.5 - center + shift)), 0), last) for shift in (-1e-5, 1e-5)}
    return sorted(places)
