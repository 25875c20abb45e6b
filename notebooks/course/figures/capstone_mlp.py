"""Figures of the lesson 06_capstone_mlp."""

from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

from course.figures.shared import loss_and_accuracy


def learning_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Draw loss and accuracy over the epochs, on training and test digits.

    Parameters
    ----------
    history
        Lists "train_loss", "test_loss", "train_accuracy" and "test_accuracy", one number an epoch.

    Returns
    -------
    Figure
    """
    parts = {"training digits": "train", "test digits": "test"}
    losses, accuracies = (
        {label: history[f"{part}_{what}"] for label, part in parts.items()} for what in ("loss", "accuracy")
    )
    return loss_and_accuracy(losses, accuracies, log=True)
