"""Train the CNN that reads digits on the web book's front page, and save its weights in the course.

python notebooks/tools/digit_model.py
"""

import math

import numpy as np

from course.playground.digit import TRAINED
from nnlib import elastic, load_mnist
from nnlib.models import CNNClassifier
from nnlib.progress_bar import track

EPOCHS, STEP, SEED = 10, 0.03, 0


def new_model():
    """Return the CNN, untrained; it moves each digit by up to one pixel each time it sees it."""
    return CNNClassifier(filters=(12, 20), max_shift=1, keep_prob=1.0, random_state=SEED)


def train():
    """Train for EPOCHS on the 60,000 training digits, bent anew each time, with a step along a cosine."""
    X, y = load_mnist(split="train")
    model, rng = new_model(), np.random.default_rng(SEED)
    for epoch in track(range(EPOCHS), "Training"):
        bent = [elastic(part / 255, (28, 28), alpha=34, sigma=4, rng=rng) for part in np.split(X, 60)]
        model.set_params(learning_rate_init=STEP / 2 * (1 + math.cos(math.pi * epoch / EPOCHS)))
        model.partial_fit(np.concatenate(bent), y, classes=range(10))
    return model


if __name__ == "__main__":
    model = train()
    X_test, y_test = load_mnist(split="test")
    print(f"{model.save(TRAINED)} reads {model.score(X_test / 255, y_test):.2%} of the test digits")
