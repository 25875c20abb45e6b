"""A small call of every public function that returns a figure; its data depend on a number k."""

import numpy as np

from course.figures import (
    accuracy,
    accuracy_as_measurement,
    capstone_cnn,
    capstone_mlp,
    exercises,
    images,
    momentum,
    momentum_in_practice,
    momentum_theory,
    recipe_measured,
    shared,
    start,
    sweep,
    where_next,
)

LINE = np.linspace(1.0, 0.1, 7)
PATH = np.column_stack([LINE, -LINE])
EXTENT = (-1.0, 1.0, -1.0, 1.0)
PIXELS = np.arange(4 * 784.0).reshape(4, 784) % 19
RIGHT = np.arange(20) % 5 > 0
SURE = np.linspace(0.3, 0.99, 20)


def bowl(x, y):
    return x**2 + 4 * y**2


def paths(k):
    return {"gradient descent": k * PATH, "momentum": PATH / 2, "Nesterov": PATH / 3}


def runs(k):
    return np.stack([k * LINE, LINE / 2])


def three(k):
    return {"first": k * LINE, "second": LINE, "third": LINE / 2}


def history(k):
    return {name: k * LINE for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy")}


def by_mu(k):
    return {0.0: k * LINE, 0.9: LINE / 2}


def grid(k):
    return np.linspace(0.7, 0.9 + 0.1 * k, 49).reshape(7, 7)


def points(k):
    return [{"momentum": 0.9 * i, "learning_rate": kind} for i in range(2) for kind in ("cosine", f"{k}")]


MARKS = {"slow": (0.5, 0.0), "fast": (1.0, 0.5)}
THREE_COSTS = ("gradient descent", "momentum, μ = 0.9", "best momentum")

# For each function: the call, and words of its data that the alt text names.
EXAMPLES = {
    accuracy.confusion_matrix: (
        lambda k: accuracy.confusion_matrix({"Model A": [[90 * k, 3], [2, 8]]}, ["fine", "broken"]),
        ["Model A", "fine for broken (3)"],
    ),
    accuracy.pair_counts: (
        lambda k: accuracy.pair_counts(k * np.array([[0, 9], [1, 0]]), np.full((5, 2, 1), 4), 5),
        ["0 read as 1", "5 networks"],
    ),
    accuracy_as_measurement.repeated_tests: (
        lambda k: accuracy_as_measurement.repeated_tests(np.array([0.8, 0.9, 0.9]), 0.9, 10 * k),
        ["3 test sets", "80.0%", "90.0%"],
    ),
    accuracy_as_measurement.coverage: (
        lambda k: accuracy_as_measurement.coverage(
            0.9 * LINE, {"Wald": LINE / k, "Wilson": LINE}, 0.9 * LINE, {"Wald": LINE, "Wilson": LINE}, 50
        ),
        ["Wald", "Wilson", "n = 50"],
    ),
    accuracy_as_measurement.intervals: (
        lambda k: accuracy_as_measurement.intervals({"Shuffled": [RIGHT] * k}, truth=0.3),
        ["Shuffled", "30.0%", "0 below it"],
    ),
    accuracy_as_measurement.paired_results: (
        lambda k: accuracy_as_measurement.paired_results(RIGHT, np.roll(RIGHT, k - 1)),
        ["20 test digits", "only A"],
    ),
    accuracy_as_measurement.power: (
        lambda k: accuracy_as_measurement.power(
            np.array([300, 1000 * k]), {"paired": np.array([0.1, 0.9])}, {"paired": ([500], [0.5])}
        ),
        ["paired: "],
    ),
    accuracy_as_measurement.loss_and_accuracy: (
        lambda k: accuracy_as_measurement.loss_and_accuracy([[0.5, 0.8], [0.3 / k, 0.9], [0.4, 0.9]]),
        ["epoch 2", "90.0%"],
    ),
    accuracy_as_measurement.reliability_diagram: (
        lambda k: accuracy_as_measurement.reliability_diagram(
            {"Before": (SURE / k, RIGHT)}, np.linspace(0, 1, 11)
        ),
        ["Before", "accuracy 80.0%"],
    ),
    capstone_cnn.panels: (
        lambda k: capstone_cnn.panels({"edges": np.array([[-1.0, k], [0.5, 0]])}, "Two by two"),
        ["Two by two", "edges", "2 × 2", "from -1"],
    ),
    capstone_cnn.feature_maps: (
        lambda k: capstone_cnn.feature_maps(np.ones((4, 4)), {"pooling": k * np.ones((3, 2, 2))}, "Layers"),
        ["Layers", "pooling", "3 of 2 × 2"],
    ),
    capstone_cnn.im2col: (
        lambda k: capstone_cnn.im2col(np.arange(9).reshape(3, 3), [[1, 0], [0, k]], "A product"),
        ["A product", "4 windows of 2 × 2", "answers 4, 6, 10 and 12"],
    ),
    capstone_cnn.occlusion: (
        lambda k: capstone_cnn.occlusion(
            PIXELS[:2].reshape(2, 28, 28), np.full((2, 22, 22), 0.5 / k), np.eye(22)[None].repeat(2, 0) > 0,
            ["a 4", "a 7"], "Covered",
        ),
        ["Covered", "a 7: lowest 50%, another answer at 4.5%"],
    ),
    capstone_cnn.maps_of_digits: (
        lambda k: capstone_cnn.maps_of_digits({"PCA": PATH**k}, [0, 1, 2, 0, 1, 2, 2], "In the plane"),
        ["In the plane", "7 points", "PCA"],
    ),
    capstone_cnn.shift_curves: (
        lambda k: capstone_cnn.shift_curves({"MLP": [RIGHT, np.roll(RIGHT, 1) & (SURE < k / 2)]}, "Moved"),
        ["Moved", "MLP 80.0%"],
    ),
    capstone_mlp.layer_histograms: (
        lambda k: capstone_mlp.layer_histograms(
            *2 * [{"small": {"layer 1": k * LINE, "layer 2": LINE}, "large": {"layer 1": 2 * LINE}}]
        ),
        ["ctivations of small: layer 1 0.5", "radients of large: layer 1 1.1"],
    ),
    capstone_mlp.learning_curves: (
        lambda k: capstone_mlp.learning_curves(history(k)),
        ["training digits from", "test digits", "1 to 7"],
    ),
    capstone_mlp.range_test: (
        lambda k: capstone_mlp.range_test(LINE[::-1], k * (LINE - 0.6) ** 2, title="Tried", chosen=0.3),
        ["Tried", "up to", "Marked: step 0.3"],
    ),
    exercises.histories: (
        lambda k: exercises.histories({(0.9, 0.1 * k): {"loss": LINE, "accuracy": LINE}}),
        ["momentum, lr 0", "effective step"],
    ),
    exercises.pairs: (
        lambda k: exercises.pairs({"plain": [1.0, 2.0], "momentum": [0.5, 3.0 * k]}),
        ["2 lines", "plain 1.5", "1 fall"],
    ),
    images.digits: (
        lambda k: images.digits(PIXELS[: 2 * k], "abcd"[: 2 * k], columns=2, title="Some digits"),
        ["Some digits", "a, b"],
    ),
    images.filters: (
        lambda k: images.filters(k * (PIXELS - 9), columns=2, title="Some units"),
        ["Some units", "4 images", "in row 2 from"],
    ),
    momentum.ravine: (lambda k: momentum.ravine(bowl, k * PATH, EXTENT), ["6 steps", "θ₂"]),
    momentum.descents: (
        lambda k: momentum.descents(bowl, dict(zip("abc", paths(k).values(), strict=True)), EXTENT),
        ["6 steps", "A swings out to", "its loss ends at"],
    ),
    momentum.memory: (
        lambda k: momentum.memory(
            {"impulse": LINE, "steady": LINE}, {"impulse": by_mu(k), "steady": by_mu(1)}
        ),
        ["impulse", "μ = 0 and 0.9"],
    ),
    momentum.cost: (
        lambda k: momentum.cost(10 * LINE, dict.fromkeys(THREE_COSTS, k / LINE), {"best momentum": 0.5}, 5),
        ["best momentum: slope 0.50", "κ = 5"],
    ),
    momentum_theory.roots: (
        lambda k: momentum_theory.roots(0.1 * k, (0.2, 0.9)),
        ["μ = 0.9: complex roots of size 0.949 and 0.949", "until they meet"],
    ),
    momentum_theory.phase_diagram: (
        lambda k: momentum_theory.phase_diagram(
            LINE, LINE[::-1], grid(k), lambda a, m: a + m, (1, 4), MARKS
        ),
        ["slow, at (0.5, 0)", "Lowest 0.7 at (1, 0.1)", "κ = 4"],
    ),
    momentum_theory.oscillation: (
        lambda k: momentum_theory.oscillation(k * LINE, np.array([2, 5]), "A wave"),
        ["A wave", "6 steps", "2 and 5"],
    ),
    momentum_in_practice.nesterov: (
        lambda k: momentum_in_practice.nesterov(
            LINE, *2 * [{"momentum": k * LINE, "Nesterov": LINE}], 0.9, {"momentum": LINE, "Nesterov": LINE}
        ),
        ["μ = 0.9", "Nesterov lowest, 0.1"],
    ),
    momentum_in_practice.kink: (
        lambda k: momentum_in_practice.kink(np.square, k * LINE[:3], three(1)),
        ["3 points", "third from 0.5"],
    ),
    momentum_in_practice.conventions: (
        lambda k: momentum_in_practice.conventions(three(k), three(1), 3),
        ["step 3", "third, 0.786 times"],
    ),
    momentum_in_practice.noise: (
        lambda k: momentum_in_practice.noise(three(1), LINE, by_mu(k), by_mu(1)),
        ["μ = 0.9 from 0.5", "second from 1 to 0.1"],
    ),
    momentum_in_practice.tuning: (
        lambda k: momentum_in_practice.tuning(LINE, {"All digits": {0.0: runs(k), 0.9: runs(1)}}),
        ["All digits", "for μ = 0.9"],
    ),
    momentum_in_practice.film_strip: (
        lambda k: momentum_in_practice.film_strip(bowl, paths(k), EXTENT, (0, 0), (0, 3, 6)),
        ["0, 3 and 6 steps", "Nesterov"],
    ),
    momentum_in_practice.faults: (
        lambda k: momentum_in_practice.faults(LINE, {f"fault {i}": (k + i) * LINE for i in range(6)}),
        ["fault 5", "at most 6"],
    ),
    recipe_measured.ablation: (
        lambda k: recipe_measured.ablation(
            {"Faults": {"published": [0.8, 0.9 / k], "repaired": [0.95, 0.95]}}, xlabel="accuracy", low=0.7
        ),
        ["Faults", "repaired 95"],
    ),
    recipe_measured.runs: (
        lambda k: recipe_measured.runs({"Weak": {"constant": runs(k)}}, ylabel="accuracy", low=0.2),
        ["Weak: constant from", "from 20 % up"],
    ),
    recipe_measured.speck: (
        lambda k: recipe_measured.speck(PIXELS[0], k * PIXELS[0] - 1),
        ["standard deviations", "grey value 18"],
    ),
    shared.curves: (
        lambda k: shared.curves({"Left": three(k), "Top": {"many": runs(k)}}, xlabel="step", ylabel="loss"),
        ["Loss by step, 0 to 6", "Left: first from", "third", "Top: many"],
    ),
    shared.loss_and_accuracy: (
        lambda k: shared.loss_and_accuracy(three(k), three(1), titles=("Cost", "Score")),
        ["Cost in nats", "Score in per cent", "highest at the end: first"],
    ),
    start.network: (
        lambda k: start.network((3, 3 + k, 2)),
        ["3 inputs", "4 hidden units", "2 output units", "delta2, then delta1"],
    ),
    start.digit_probabilities: (
        lambda k: start.digit_probabilities(PIXELS[:2], np.eye(10)[[3, k]], np.array([3, 9])),
        ["a 3 as 3", "a 9 as"],
    ),
    start.gradient_check_errors: (
        lambda k: start.gradient_check_errors(LINE, {"float64": LINE**2, "float32": k * LINE}, 0.02),
        ["float64", "0.02 away"],
    ),
    start.check_table: (
        lambda k: start.check_table(
            ["sound", "broken"], ["one\ncheck"], [["1"], [f"{k}"]], [[True], [False]]
        ),
        ["passes all", "broken fails one check"],
    ),
    start.dropout_scores: (
        lambda k: start.dropout_scores(LINE, k + LINE, 1.5, 0.8),
        ["p = 0.8", "7 masks", "1.5"],
    ),
    sweep.search_picture: (
        lambda k: sweep.search_picture(points(k), np.array([0.5, 0.6, 0.7, 0.8])),
        ["momentum", "learning_rate", "4 points", "80.0%"],
    ),
    sweep.heat_map: (
        lambda k: sweep.heat_map(
            grid(k)[:2, :3] - 0.2, [0.01, 0.1, 1.0], [0.0, 0.9], xlabel="step", ylabel="momentum",
            effective_steps=(1.0,),
        ),
        ["step", "0.01, 0.1 and 1", "momentum", "1 cross"],
    ),
    where_next.effects: (
        lambda k: where_next.effects({"no momentum": (-2, -1 * k, -0.5, [-1, -1.5])}, "Worth"),
        ["Worth", "o momentum: -1", "below zero: 1 of 1"],
    ),
    where_next.error_counts: (
        lambda k: where_next.error_counts({"this course": (150, 170 * k, 190), "other": (5, 9, 17)}, 15),
        ["his course: 170", "other: 9", "overlap: 0 of 1"],
    ),
    where_next.tuning_curves: (
        lambda k: where_next.tuning_curves({"Adam": [0.1, k]}, {"Adam": [[0.5, 0.6], [0.7, 0.8]]}, "Hills"),
        ["Hills", "Adam 75.0% at"],
    ),
}  # fmt: skip
