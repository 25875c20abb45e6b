"""What a notebook calls where it asks why: ``explain`` shows an answer once a sentence was typed in."""

from typing import Any

from IPython.display import display

from course.exercises.console import HINT_COLOUR, Message

WORDS = 5  # fewer make no sentence
ANSWERS = {
    "velocity": "The velocity is a sum of all past gradients. The one of k steps ago has the weight -lr * "
    "mu^k. After two steps, 0.9 of the first gradient still counts beside the whole of the second.\n"
    "A gradient that stays the same is summed with the weights 1, 0.9, 0.81, ..., which together come to "
    "1 / (1 - mu) = 10. So the update grows towards 10 times the plain step. That factor returns in part "
    "4.",
    "logits": "Only the place of the largest entry counts, and the logarithm keeps the order: if a > b > "
    "0, then log a > log b.\nThe same holds for the scores before a softmax, so no softmax is needed to "
    "measure accuracy.",
    "open": "It means that this test set cannot tell, not that the promise is kept or that the two models "
    "are equally good.\nA larger test set makes the interval narrower and gives the paired test more "
    "samples to decide by. Whoever reports 'no difference' in its place claims what was not measured.",
    "error": "Softmax turns scores into probabilities, and cross-entropy takes the logarithm of one of "
    "them. Logarithm and exponential cancel: the loss of a sample is log(sum of exp(z)) - z of the true "
    "class.\n"
    "Its derivative by a score z is exp(z) / sum = A2, less 1 for the true class: A2 - y. Softmax's own "
    "slope is in there already.",
    "verdict": "As published (lr 0.1 for both): after one epoch momentum is ahead. After 15 it is not: "
    'plain descent has caught up. "Momentum is faster" is true of the start, and not of the end.\n'
    "At effective step 0.1 the two curves nearly coincide from the second epoch on. On this problem a "
    "small step leaves momentum nothing to add.\n"
    "At effective step 1.0 momentum learns and plain descent falls apart. So the gain in the first epoch "
    "came from the larger step, and momentum is what makes a step this large usable.\n"
    "The wavering comes from the long step. With λ = 0.01 and over five other seeds, the accuracy of the "
    "last five epochs spans 2 to 7 points at effective step 1.0 with momentum and 1 to 2 points at 0.1; "
    "with a step that falls from 0.1 to zero along a cosine it spans at most 2.\n"
    "The penalty holds the loss up: λ = 0.01 takes 2 % of each weight away with every batch, at effective "
    "step 1. With λ = 0.001 the loss ends far lower: set `L2` to it in the cell of settings and run this "
    "part again from there. Then momentum stays ahead: the verdict above belongs to λ = 0.01.\n"
    "And this is one run each, on 400 test digits: differences of the size of the standard error above "
    "mean nothing. The next exercise does better.",
    "luck": "The difference is more than three standard errors from zero (two to six with other seeds), so "
    "chance is a poor explanation. Momentum wins on most seeds, though not on all. Three seeds could have "
    "shown either.\nBoth methods were tuned with the same effort. Momentum's gain is that it can afford a "
    "larger effective step, 1.6 where plain descent does best with 0.8 and blows up at 3.2: along the flat "
    "direction that is what counts.",
}


def explain(name: str, sentence: Any) -> None:
    """Show our answer beside the learner's, once there is a sentence to compare it with.

    Parameters
    ----------
    name : str
        Of the question, as the notebook writes it.
    sentence : str or ...
        The learner's own answer, of some words; it is not judged.
    """
    if name not in ANSWERS:
        raise ValueError(f"name must be one of {', '.join(ANSWERS)}, got {name!r}")
    if sentence is ...:
        text = "· Type your own answer first, a sentence or two in quotes. Then ours appears here."
    elif not isinstance(sentence, str):
        text = f"· Type a sentence, between quotes. This is of type {type(sentence).__name__}."
    elif len(sentence.split()) < WORDS:
        text = f"· Say it in a sentence of {WORDS} words at least. Then ours appears here."
    else:
        text = f"Yours: {sentence.strip()}\n\nOurs: {ANSWERS[name]}\n\nDoes yours say the same?"
    display(Message(text, HINT_COLOUR))
