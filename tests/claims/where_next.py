"""What the last lesson claims: about ingredients, momentum, Adam, normalisation, bent digits and votes."""

from functools import cache

import numpy as np

from claims.claim import Claim
from claims.deep import deep_accuracy
from claims.networks import batches, digits, share_right
from nnlib import adam_update, backward_mlp, elastic, forward_mlp, initial_weights, momentum_update, one_hot
from nnlib.models import MLPClassifier

RECIPE = {
    "hidden_layer_sizes": (64, 32), "keep_prob": 0.8, "alpha": 2 * 64 * 1e-4, "learning_rate_init": 0.05,
    "max_iter": 10,
}  # fmt: skip
LITTLE = {
    "step": {"momentum": 0.0, "learning_rate_init": 0.5},
    "Nesterov": {"nesterovs_momentum": True},
    "dropout": {"keep_prob": 1.0},
    "L2": {"alpha": 0.0},
    "schedule": {"learning_rate": "constant"},
}


def judge():
    """Return the last 10,000 training digits."""
    X, y = digits("train")
    return X[50_000:], y[50_000:]


def own(first, n):
    X, y = digits("train")
    return X[first : first + n], y[first : first + n]


@cache
def score(first, n=3000, tiny=False, **changed):
    """Return the accuracy in points of the changed recipe, with ``first`` as its seed too."""
    model = MLPClassifier(**RECIPE | changed, random_state=first)
    if tiny:
        model.set_params(warm_start=True).partial_fit(np.eye(10, 784), range(10), classes=range(10))
        rng = np.random.default_rng(first)
        for W, b in zip(model.coefs_, model.intercepts_, strict=True):
            W[:], b[:] = 0.01 * rng.standard_normal(W.shape), 0
        model.network_.velocity[:] = 0
    return 100 * model.fit(*own(first, n)).score(*judge())


def gain(first, **changed):
    return score(first, **changed) - score(first)


def largest_of_the_little(first):
    return max(abs(gain(first, **changed)) for changed in LITTLE.values())


def ahead_by_new_digits(first):
    return gain(first, n=15_000, max_iter=2) - largest_of_the_little(first)


@cache
def short_training(first, lr, mu):
    """Return the accuracy after three epochs on 2,000 digits, as in the sweep."""
    model = MLPClassifier(
        (32,), keep_prob=1.0, learning_rate="constant", max_iter=3, learning_rate_init=lr, momentum=mu,
        random_state=first,
    )  # fmt: skip
    return 100 * model.fit(*own(first, 2000)).score(*judge())


def spread_at_short_effective_steps(first):
    return np.ptp([short_training(first, 0.1 * (1 - mu), mu) for mu in (0.0, 0.7, 0.9)])


def momentum_ahead_at_long_effective_steps(first):
    plain, *others = (short_training(first, 1 - mu, mu) for mu in (0.0, 0.7, 0.9))
    return min(others) - plain


def spread_of_the_best_cells(first):
    best = [max(short_training(first, lr, mu) for lr in (0.03, 0.1, 0.3)) for mu in (0.0, 0.7, 0.9)]
    return np.ptp(best)


def learn(method, lr, first, seed):
    """Return the accuracy in points of 784-64-10 after three epochs on 3,000 digits."""
    X, y = own(first, 3000)
    Y, rng = one_hot(y, 10, dtype=np.float32), np.random.default_rng(seed)
    params = list(initial_weights((784, 64, 10), rng=rng, dtype=np.float32).values())
    states = [(np.zeros_like(p),) * 2 for p in params]
    for t, batch in enumerate(batches(rng, 3000, 60, 3), 1):
        A1, A2 = forward_mlp(X[batch], *params)
        gradients = backward_mlp(X[batch], A1, A2, Y[batch], params[0], params[2], A1)
        for i, g in enumerate(gradients):
            if method == "Adam":
                *states[i], update = adam_update(*states[i], g, t, lr)
            else:
                velocity, update = momentum_update(states[i][0], g, 0.9, lr)
                states[i] = velocity, velocity
            params[i] = params[i] + update
    return 100 * share_right(params, *judge())


@cache
def tuning(method, first):
    """Return by step the accuracy in points on these digits, the mean of two seeds."""
    lrs = np.logspace(-4, -1, 7) if method == "Adam" else np.logspace(-3, 0, 7)
    return {lr: np.mean([learn(method, lr, first, seed) for seed in (1, 2)]) for lr in lrs}


def best_step(method, first):
    """Return the best of seven steps on these digits."""
    return max(tuning(method, first), key=tuning(method, first).get)


def difference_of_breadths(first):
    """Return the largest difference between the numbers of steps that come close to each one's best."""
    adam, momentum = (np.array([*tuning(method, first).values()]) for method in ("Adam", "momentum"))
    return max(
        abs(np.sum(adam > adam.max() - points) - np.sum(momentum > momentum.max() - points))
        for points in (1, 2, 3, 5, 10)
    )


def adam_minus_momentum(first):
    """Return the mean difference of five fresh seeds on five sets of digits, each at its best step."""
    runs = [(first + 3000 * k, 10 + k) for k in range(1, 6)]
    a, m = (best_step(method, first) for method in ("Adam", "momentum"))
    return np.mean([learn("Adam", a, *run) - learn("momentum", m, *run) for run in runs])


def ratio_of_steps(first):
    return best_step("momentum", first) / best_step("Adam", first)


@cache
def five(first, bend):
    """Return the probabilities (5, n, 10) of five networks trained on 3,000 digits, bent or not."""
    X, y = own(first, 3000)
    epochs = 20
    if bend:
        X = np.concatenate([elastic(X, (28, 28), 15, 3, rng=100 + k) for k in range(10)])
        y, epochs = np.tile(y, 10), 2
    models = [
        MLPClassifier((64, 32), keep_prob=1.0, max_iter=epochs, random_state=first + k) for k in range(5)
    ]
    return np.array([model.fit(X, y).predict_proba(judge()[0]) for model in models])


def single(first, bend):
    return 100 * np.mean(five(first, bend).argmax(axis=2) == judge()[1], axis=1)


def vote(first, bend):
    return 100 * np.mean(five(first, bend).mean(axis=0).argmax(axis=1) == judge()[1])


def from_voting(first):
    return min(vote(first, bend) - single(first, bend).mean() for bend in (False, True))


def both(first):
    return vote(first, True) - max(single(first, True).mean(), vote(first, False))


RECIPES, SWEEPS, TRIALS = (20_000, 26_000, 32_000), (20_000, 30_000, 40_000), (18_000, 30_000)
DEEP = ((1, 20_000), (2, 30_000))  # seed, first digit
FIVE = (20_000, 40_000)

CLAIMS = [
    Claim(
        "From weights of 0.01 points are lost.", "Take the recipe apart", "points gained",
        RECIPES, (-15, -2), lambda first: gain(first, tiny=True),
    ),
    Claim(
        "Without momentum several points are lost.", "Take the recipe apart", "points gained",
        RECIPES, (-8, -2), lambda first: gain(first, momentum=0.0), fast=0,
    ),
    Claim(
        "Dropout, L2, Nesterov, the schedule, and momentum at an equal effective step change little.",
        "Take the recipe apart", "largest change, in points (single seeds)",
        RECIPES, (0, 2), largest_of_the_little, fast=0,
    ),
    Claim(
        "For the same number of steps, new digits gain more than any other change.",
        "Take the recipe apart", "points gained more than the largest of the little changes",
        RECIPES, (0, 4), ahead_by_new_digits, fast=0,
    ),
    Claim(
        "At an effective step of 0.1 the accuracy hardly depends on momentum, up to 0.9.",
        "Search two settings at once", "largest difference, in points",
        SWEEPS, (0, 7), spread_at_short_effective_steps,
    ),
    Claim(
        "At an effective step of 1 the network learns far worse without momentum.",
        "Search two settings at once", "points that momentum 0.7 and 0.9 are ahead, at least",
        SWEEPS, (10, 90), momentum_ahead_at_long_effective_steps,
    ),
    Claim(
        "The best cells for momentum 0, 0.7 and 0.9 differ by a few points at most.",
        "Search two settings at once", "largest difference, in points",
        SWEEPS, (0, 5), spread_of_the_best_cells, fast=0,
    ),
    Claim(
        "At an equal budget Adam and momentum differ by less than two points.",
        "Give each weight its own step", "points that Adam is ahead",
        TRIALS, (-2, 2), adam_minus_momentum, fast=0,
    ),
    Claim(
        "Adam's best step is the shorter one by far.",
        "Give each weight its own step", "momentum's best step divided by Adam's",
        TRIALS, (3, 40), ratio_of_steps, fast=0,
    ),
    Claim(
        "Adam and momentum have about equally many steps that come close to their best.",
        "Give each weight its own step", "largest difference of the two counts",
        TRIALS, (0, 2), difference_of_breadths, fast=0,
    ),
    Claim(
        "From starting weights of 0.05, six hidden layers learn nothing without normalisation.",
        "Normalise inside the network", "accuracy at the best of three steps",
        DEEP, (0, 0.2), lambda s: max(deep_accuracy(False, 0.05, lr, *s) for lr in (0.01, 0.03, 0.1)),
        fast=0,
    ),
    Claim(
        "With normalisation they learn from either start, at steps from 0.01 to 0.3.",
        "Normalise inside the network", "lowest accuracy",
        DEEP, (0.7, 1), lambda s: min(deep_accuracy(True, *at, *s) for at in ((None, 0.3), (0.05, 0.01))),
        fast=0,
    ),
    Claim(
        "With He's start and no normalisation they do not learn at the longest step.",
        "Normalise inside the network", "accuracy",
        DEEP, (0, 0.4), lambda s: deep_accuracy(False, None, 0.3, *s), fast=0,
    ),
    Claim(
        "Bending gains about two points.", "Bend the digits, and let networks vote", "points gained",
        FIVE, (1.4, 3), lambda first: np.mean(single(first, True) - single(first, False)), fast=0,
    ),
    Claim(
        "A vote of five gains nearly one point.",
        "Bend the digits, and let networks vote", "points gained, the lesser of plain and bent",
        FIVE, (0.4, 1.3), from_voting, fast=0,
    ),
    Claim(
        "Bending and voting together gain more than either.",
        "Bend the digits, and let networks vote", "points more than the better of the two",
        FIVE, (0.3, 3), both, fast=0,
    ),
    Claim(
        "A single network that learned from bent digits beats a vote of five that did not.",
        "Bend the digits, and let networks vote", "points ahead",
        FIVE, (0, 3), lambda first: single(first, True).mean() - vote(first, False), fast=0,
    ),
    Claim(
        "The vote beats the best of its five members.",
        "Bend the digits, and let networks vote", "points ahead of the best",
        FIVE, (0, 2), lambda first: min(vote(first, bend) - single(first, bend).max() for bend in (0, 1)),
        fast=0,
    ),
]  # fmt: skip
