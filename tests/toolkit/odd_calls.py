"""Calls of every public function with odd arguments: legal ones, and ones of which an argument is wrong."""

import array
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnlib import identity, mse_loss, sigmoid

INTEGERS = ["i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1"]
DTYPES = ["f8", "f8", "f4", "f4", "f2", "g", "?", *INTEGERS]
NAN, INF = float("nan"), float("inf")
SIZES = [5e-324, 1e-310, 1e-170, 1e-45, 1e-39, 1e-20, 1e20, 3e38, 1e160, 1e200, 1.7e308]
MODERATE = st.floats(-10, 10, width=32)
EXTREME = MODERATE | st.sampled_from([0.0, -0.0, *SIZES, *(-size for size in SIZES)])
ANY = EXTREME | st.sampled_from([NAN, INF, -INF])


class Frame:
    """Something that is no array but shows the one it holds, as a pandas DataFrame may do."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype=dtype)

    def __repr__(self):
        return f"Frame({self.array!r})"


def read_only(a):
    a = a.copy()
    a.flags.writeable = False
    return a


def unaligned(a):
    shifted = np.ndarray(a.shape, a.dtype, bytearray(a.nbytes + 1), offset=1)
    shifted[...] = a
    return shifted


def tuples(a):
    return tuple(map(tuples, a)) if isinstance(a, np.ndarray) and a.ndim else a


WRITEABLE = [
    np.copy, np.asfortranarray, unaligned, np.ma.masked_array,
    lambda a: np.flip(np.flip(a).copy()),
    lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    lambda a: a.astype(a.dtype.newbyteorder()),
    lambda a: a.view(np.recarray),
    lambda a: a.view(np.matrix) if a.ndim == 2 else a,
]  # fmt: skip
LAYOUTS = [
    *WRITEABLE, read_only, np.ndarray.tolist, tuples, Frame, lambda a: np.broadcast_to(a[:1], a.shape),
]  # fmt: skip


def cast(a, dtype):
    """Return the array in another dtype, numbers beyond its range cut."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        return np.nan_to_num(a).clip(np.iinfo(dtype).min / 2, np.iinfo(dtype).max / 2).astype(dtype)
    limit = np.finfo(dtype).max if dtype.kind == "f" else 1
    return np.where(np.isfinite(a), a.clip(-limit, limit), a).astype(dtype)


@st.composite
def odd(draw, shape, elements=MODERATE, dtypes=DTYPES, change=lambda a: a):
    """Return an array of this shape in an odd dtype and layout."""
    a = change(cast(draw(arrays(np.float64, shape, elements=elements)), draw(st.sampled_from(dtypes))))
    return draw(st.sampled_from(LAYOUTS))(a) if shape else a


def sized(low, high):
    """Return a strategy of integers of odd types."""
    kinds = st.sampled_from([int, np.int8, np.int64, np.uint8, np.uint64])
    return st.builds(lambda kind, value: kind(value), kinds, st.integers(low, high))


def fractions(low=1 / 64, high=63 / 64):
    """Return a strategy of real numbers of odd types."""
    kinds = st.sampled_from([float, Fraction, np.float64, np.float32, np.longdouble])
    return st.builds(lambda kind, value: kind(value), kinds, st.floats(low, high, width=32))


@st.composite
def parameters(draw, *shape):
    """Return a floating-point array that can be written to, in an odd layout."""
    dtype, layout = draw(st.sampled_from(["f8", "f4", "f2", "g"])), draw(st.sampled_from(WRITEABLE))
    return layout(cast(draw(arrays(np.float64, shape, elements=EXTREME)), dtype) / np.array(4, dtype))


def three_times_the_sum(X, params):
    """Predict, for :func:`nnlib.numerical_gradient`, something whose gradient is 3 everywhere."""
    return float(3 * sum(np.sum(theta, dtype=np.longdouble) for theta in params.values()))


def legal(name, n, d, h, g, k, elements):
    """Return a strategy of legal calls of a function; n, d, h, g and k are sizes."""

    def real(*shape):
        return odd(shape, elements)

    def labels(*shape):
        return odd(shape, st.integers(0, k - 1).map(float))

    square, rate = odd((n, d), elements, change=np.abs), fractions(2**-10, 10)
    probability, one_hot = st.floats(0, 1), labels(n).map(lambda y: np.eye(k)[np.asarray(y).astype(int)])
    layout, channels = st.sampled_from([(n, d), [n, d], (n, 1, d)]), {"X": real(h, n * d)}
    shift = st.sampled_from([0, 1, -2, np.int8(3), np.uint64(2**63), -(2**62)]) | odd(
        (h,), st.integers(-4, 4).map(float), INTEGERS
    )
    images, seed = channels | {"image_shape": layout}, sized(0, 99)
    step = {"velocity": real(n, d), "gradient": real(n, d), "mu": fractions(), "lr": rate}
    mlp = {"X": real(n, d), "W1": real(d, h), "b1": real(1, h), "mask1": st.none() | real(n, h)}
    rates = {"lr": rate, "beta1": fractions(), "beta2": fractions(), "eps": rate}
    hidden = {"X": real(n, d), "A1": real(n, h), "W1": real(d, h), "Z1": odd((n, h), EXTREME)}
    hidden |= {"y": one_hot, "mask1": st.none() | real(n, h)}
    second = {"W2": real(h, g), "mask2": st.none() | real(n, g), "W3": real(g, k)}
    return st.fixed_dictionaries({
        "normalize": lambda: {"X": real(n, d) | real(n)},
        "one_hot": lambda: {
            "y": labels(n), "num_classes": st.none() | sized(k, 9),
            "dtype": st.sampled_from(["f4", float, int, bool, np.uint8, np.dtype(">f8")]),
        },
        "matrix_multiply": lambda: {"X": real(n, d), "W": real(d, h)},
        "identity": lambda: {"Z": real(n, d)},
        "sigmoid": lambda: {"Z": real(n, d)},
        "relu": lambda: {"Z": real(n)},
        "softmax": lambda: {"Z": real(n, d)},
        "mse_loss": lambda: {"y_pred": real(n, 1), "y": real(n, 1) | real(n)},
        "binary_cross_entropy": lambda: {"A": odd((n,), probability), "y": odd((n,), probability)},
        "cross_entropy": lambda: {"A": odd((n, k), probability), "y": one_hot},
        "gradient_descent": lambda: {
            "X": real(n, d), "y": real(n, k), "W": real(d, k), "b": real(1, k) | real(k), "lr": rate,
            "num_epochs": sized(1, 2), "batch_size": sized(1, 9), "loss_fn": st.just(mse_loss),
            "activation_fn": st.sampled_from([identity, sigmoid]), "rng": seed,
        },
        "numerical_gradient": lambda: {
            "X": st.none(), "y": st.none(), "h": fractions(2**-16, 2),
            "params": st.fixed_dictionaries({"w": parameters(n, d), "b": parameters(1)}),
            "loss_fn": st.just(lambda y_pred, y: y_pred), "forward_fn": st.just(three_times_the_sum),
        },
        "relative_error": lambda: {"a": odd((n, d), EXTREME), "b": odd((n, d), EXTREME)},
        "forward_perceptron": lambda: {
            "X": real(n, d), "W": real(d, 1), "b": real(1, 1) | real(1) | real(),
        },
        "forward_mlp": lambda: mlp | {"W2": real(h, k), "b2": real(k)},
        "forward_mlp_3layer": lambda: mlp | second | {"b2": real(g), "b3": real(1, k)},
        "backward_mlp": lambda: hidden | {"A2": real(n, k), "W2": real(h, k)},
        "backward_mlp_3layer": lambda: hidden | second
        | {"A2": real(n, g), "A3": real(n, k), "Z2": odd((n, g), EXTREME)},
        "conv2d": lambda: {
            "image": real(n + 1, d + 1), "filter_kernel": real(n, d) | real(1, 2), "stride": sized(1, 3),
        },
        "max_pool": lambda: {
            "X": real(4, n + 2) | real(3, 3, k), "size": sized(1, 3), "stride": sized(1, 3),
        },
        "center_digit": lambda: {"image": odd((n, d), EXTREME, change=np.abs)},
        "shift_images": lambda: images | {"down": shift, "right": shift},
        "random_shifts": lambda: images | {"max_shift": sized(0, 4), "rng": seed},
        "elastic": lambda: channels | {"X": odd((h, n * d)), "image_shape": layout,
                                       "alpha": fractions(), "sigma": fractions(), "rng": seed},
        "l2_regularization": lambda: {
            "weights": st.lists(real(n, d) | real(h), min_size=1, max_size=3) | st.tuples(real(n, d)),
            "lambda_": fractions() | st.just(0),
        },
        "dropout": lambda: {"A": real(n, d), "p": fractions(), "training": st.booleans(), "rng": seed},
        "momentum_update": lambda: step,
        "nesterov_update": lambda: step,
        "adam_update": lambda: {
            "mean": real(n, d), "square": square, "gradient": real(n, d), "step": sized(1, 99), **rates,
        },
        "accuracy": lambda: {
            "y_pred": odd((n, k), EXTREME | st.sampled_from([INF, -INF])),
            "y_true": one_hot | labels(n) | labels(n, 1),
        },
        "accuracy_interval": lambda: {
            "correct": sized(0, 9), "n": sized(9, 99) | st.just(2**53),
            "confidence": fractions() | st.sampled_from([1 - 1e-16, 1 - 1e-10, 1e-300, 1e-10]),
        },
        "mcnemar_test": lambda: {
            "correct_a": odd((n,), st.sampled_from([0.0, 1.0])),
            "correct_b": odd((n,), st.sampled_from([0.0, 1.0])),
        },
        "initial_weights": lambda: {
            "sizes": st.lists(sized(1, 5), min_size=2, max_size=4), "rng": seed,
            "dtype": st.sampled_from(["f2", np.float32, float, np.longdouble]),
        },
        "load_mnist": lambda: {
            "n_samples": sized(1, 9), "split": st.sampled_from([None, "train", "test"]),
            "source": st.just("bundled"),
        },
    }[name]())  # fmt: skip


MASKED = np.ma.masked_less([1.0, 2.0], 2)
ODD = [
    lambda: None, lambda: True, lambda: np.True_, lambda: "1", lambda: b"1", lambda: 1j, lambda: NAN,
    lambda: INF, lambda: 0, lambda: -1, lambda: -0.5, lambda: 2.0, lambda: 10**400, lambda: -(10**4000),
    lambda: Fraction(10**400, 3), lambda: Fraction(1, 10**400), lambda: Fraction(1, 3),
    lambda: np.float16(0.5), lambda: np.longdouble("1e4000"), lambda: np.longdouble("1e-4000"),
    lambda: np.uint64(2**64 - 1), lambda: np.timedelta64(3, "s"), lambda: np.timedelta64("NaT", "s"),
    lambda: np.datetime64("2024-01-01"), lambda: np.str_("a"), lambda: np.void(b"ab"), lambda: Decimal(1),
    lambda: np.array([1, None]), lambda: np.array(["1", "2"]), lambda: np.array([1j, 2]),
    lambda: np.array(["2024-01-01"], "M8[D]"), lambda: np.array([1, 2], "m8[s]"), lambda: np.array(0.5),
    lambda: np.zeros(2, "f8,i4"), lambda: np.rec.array([(1, 2.0)]), lambda: np.zeros((0, 3)), lambda: [],
    lambda: [[]], lambda: [[1, 2], [3]], lambda: [None], lambda: ["a", 1], lambda: [10**400], lambda: {},
    lambda: {"w": 1}, lambda: {1, 2}, lambda: range(3), lambda: iter([1, 2]), lambda: memoryview(b"12"),
    lambda: array.array("d", [1, 2]), lambda: object(), lambda: int, lambda: len, lambda: MASKED.copy(),
    lambda: [MASKED], lambda: [[np.ma.masked, 1]], lambda: ([MASKED], [MASKED]), lambda: np.ma.masked,
    lambda: np.full((2, 3), np.longdouble("1e4000")), lambda: [np.zeros(2), np.zeros(3)], lambda: "\n" * 99,
    lambda: [Fraction(1, 3)], lambda: [Decimal(1)], lambda: Frame(np.array(["a"])), lambda: slice(3),
    lambda: np.ones(2).astype(object), lambda: np.ones((2, 2)).view(np.matrix),
]  # fmt: skip
ODD_ARRAYS = array_shapes(min_dims=1, max_dims=3, max_side=4).flatmap(lambda shape: odd(shape, ANY))


@st.composite
def calls(draw, name):
    """Return a call of a function, and which argument of it is odd, or None if it is legal throughout."""
    sizes = [draw(st.integers(1, 4)) for _ in "ndhg"]
    elements = draw(st.sampled_from([MODERATE, EXTREME, ANY]))
    call = draw(legal(name, *sizes, draw(st.integers(2, 4)), elements))
    if not draw(st.booleans()):
        return call, None
    argument = draw(st.sampled_from(sorted(call)))
    value = draw(st.sampled_from(ODD).map(lambda make: make()) | ODD_ARRAYS)
    if callable(call[argument]) and (callable(value) or draw(st.booleans())):
        return call | {argument: lambda *_: value}, argument
    return call | {argument: value}, argument
