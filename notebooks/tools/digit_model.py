"""Train the CNN that reads digits on the web book's front page, and save its weights in the course.

python notebooks/tools/digit_model.py
"""

import numpy as np

from course.playground.digit import TRAINED
from nnlib import load_mnist
from nnlib.models import CNNClassifier


def new_model():
    """Return the CNN, untrained; it moves each digit by up to one pixel each time it sees it."""
    return CNNClassifier(filters=(14, 22), max_shift=1, max_iter=20, random_state=0, verbose=True)


if __name__ == "__main__":
    X, y = load_mnist(split="train")
    model = new_model().fit(X / 255, y)
    X_test, y_test = load_mnist(split="test")
    with np.load(model.save(TRAINED)) as arrays:
        np.savez_compressed(TRAINED, **arrays)
    print(f"{TRAINED} reads {model.score(X_test / 255, y_test):.2%} of the test digits")
