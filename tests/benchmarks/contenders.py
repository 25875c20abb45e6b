"""What the benchmark times: the same networks in nnlib, scikit-learn and PyTorch, and their bare GEMMs.

Each contender is a class with ``epoch()``, one pass over the digits in shuffled batches, and, where it can
predict, ``score(X, y)``. All use float32, as many threads as the others, and what the estimators of
nnlib have as defaults: step size, momentum, dropout, kernel size. PyTorch's are in torch_contenders.py.
"""

import math
import warnings
from itertools import pairwise

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier as SklearnMLP

from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.training import constant, cosine

CLASSES = np.arange(10)
MU, KEEP = MLPClassifier.momentum, MLPClassifier.keep_prob
MLP_LR, CNN_LR = MLPClassifier.learning_rate_init, CNNClassifier.learning_rate_init


class Ours:
    """An estimator of nnlib; the step size follows a cosine over ``epochs``, if they are given."""

    name = "nnlib"

    def __init__(self, X, y, estimator, epochs=None):
        self.X, self.y, self.estimator, self.done = X, y, estimator, 0
        lr = estimator.learning_rate_init
        self.step_size = cosine(lr, epochs) if epochs else constant(lr)

    def epoch(self):
        self.estimator.learning_rate_init = self.step_size(self.done)
        self.estimator.partial_fit(self.X, self.y, classes=CLASSES)
        self.done += 1

    def score(self, X, y):
        return self.estimator.score(X, y)


def our_mlp(X, y, hidden, batch, seed=0, epochs=None, keep=KEEP):
    return Ours(X, y, MLPClassifier(hidden, batch_size=batch, keep_prob=keep, random_state=seed), epochs)


def our_cnn(X, y, filters, batch, seed=0, epochs=None):
    return Ours(X, y, CNNClassifier(filters, batch_size=batch, random_state=seed), epochs)


class Sklearn(Ours):
    """scikit-learn's MLPClassifier, which knows no dropout."""

    name = "scikit-learn"

    def __init__(self, X, y, hidden, batch, seed=0, epochs=None):
        settings = {"solver": "sgd", "batch_size": batch, "learning_rate_init": MLP_LR, "alpha": 0.0}
        settings |= {"momentum": MU, "nesterovs_momentum": False, "random_state": seed}
        super().__init__(X, y, SklearnMLP(hidden, **settings), epochs)

    def epoch(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            super().epoch()
        self.estimator._optimizer.learning_rate = self.estimator.learning_rate_init


class Gemms:
    """The matrix products of the MLP's steps and nothing else: the floor for any MLP on this BLAS."""

    name = "bare GEMMs"

    def __init__(self, X, y, hidden, batch):
        rng, sizes = np.random.default_rng(0), (784, *hidden, 10)
        A = [rng.random((batch, units), dtype=np.float32) for units in sizes]
        W = [rng.random(shape, dtype=np.float32) for shape in pairwise(sizes)]
        forward = [(A[i], W[i], A[i + 1]) for i in range(len(W))]
        weights = [(A[i].T, A[i + 1], np.empty_like(W[i])) for i in range(len(W))]
        deltas = [(A[i + 1], W[i].T, np.empty_like(A[i])) for i in range(1, len(W))]
        self.products, self.steps = forward + weights + deltas, math.ceil(len(X) / batch)

    def epoch(self):
        for _ in range(self.steps):
            for left, right, out in self.products:
                np.matmul(left, right, out=out)
