"""Exercise 1c: mu is given; tune lr, and say whether another mu would be faster."""

from typing import Any

import numpy as np

from course.exercises.diagnosis import as_number, as_pair, compared
from course.exercises.judging import Answer, Exercise, NotYet, call
from course.exercises.reading import word_that_came

WORDS = ("too small", "too large")
MESSAGES = {
    "pair": "an lr and a word",
    "order": "the two things have changed places. Return lr first.",
    "lr": "lr should be a positive number",
    "word": "the second thing should be 'too small' or 'too large'",
    "no momentum": "this is the best lr without momentum. With mu above 0 the steep direction stays stable "
    "up to lr * h_max = 2 * (1 + mu), so a longer step is possible.",
    "its own mu": "this is the best lr together with the best mu. Here mu is given, and it may not be that "
    "one.",
    "limit": "this is the limit of stability: along h_max the distance does not shrink at all.",
    "diverges": "it diverges: the steep direction is stable only for lr * h_max < 2 * (1 + mu).",
    "steep end": "with this lr the steep direction just still oscillates, as fast as mu allows. Where the "
    "flat one creeps, a longer step helps it more than it harms the steep one.",
    "flat end": "with this lr the flat direction just begins to oscillate, and the steep one pays for it. "
    "Let the two ends be equally fast.",
    "middle": "this is a mean of the two ends' own best values of lr. Let the two ends be equally fast: "
    "solve for the lr at which their rates agree.",
    "effective": "the factor 1 - mu has no place here: the curvatures limit lr itself.",
    "fixed mu": "the number 0.9 stands in place of `mu`, which `tune` gets.",
    "flat": "the flat direction is the slower one. It needs more lr.",
    "steep": "the steep direction is the slower one. It needs less lr.",
    "opposite": "lr is right, and 'too small' and 'too large' have changed places.",
    "by 0.9": "lr is right. The word seems to come from mu alone; it depends on kappa as well.",
    "by 1442": "lr is right. The word seems to compare kappa with 1442, which belongs to mu = 0.9.",
    "by 38": "lr is right. The word seems to take the best mu from kappa in place of its square root, or "
    "to ask whether plain descent would be faster. The question is "
    "whether a larger or a smaller mu would.",
    "by the root": "lr is right. The word seems to compare mu itself with (sqrt(kappa) - 1) / (sqrt(kappa) "
    "+ 1), which is the best rate, sqrt(mu). The best mu is its square.",
    "always": "lr is right. The word is always the same.",
    "other word": "lr is right, but the word is not. With which mu do both ends just begin and end to "
    "oscillate?",
}


def rate(lr: float, mu: float, h: float) -> float:
    """Return the factor by which a step shrinks the distance along curvature h, in the long run."""
    return float(max(abs(np.linalg.eigvals([[mu, -lr * h], [mu, 1 - lr * h]]))))


def best_lr(h_min: float, h_max: float, mu: float) -> float:
    """Return the lr at which both ends are equally fast, which is never beaten for this mu."""
    return 2 * (1 + mu) / (h_min + h_max)


def _worst(lr, h_min, h_max, mu):
    return max(rate(lr, mu, h_min), rate(lr, mu, h_max))


def _best_mu(h_min, h_max):
    root = np.sqrt(h_max / h_min)
    return ((root - 1) / (root + 1)) ** 2


def _word(h_min, h_max, mu):
    return _pick(mu > _best_mu(h_min, h_max))


def _pick(large):
    return "too large" if large else "too small"


CASES = (
    (1.0, 20.0, 0.9), (1.0, 100.0, 0.9), (1.0, 1000.0, 0.9), (0.5, 5000.0, 0.9), (2.0, 30.0, 0.25),
    (1.0, 6.0, 0.25), (0.1, 300.0, 0.5), (3.0, 60.0, 0.5), (0.2, 600.0, 0.8), (2.0, 100.0, 0.7),
)  # fmt: skip


def judge(function: Answer) -> None:
    """Judge ``tune(h_min, h_max, mu)``, lr and a word, at up to 2 % more steps than the best lr."""
    answers = [_read(call(function, h_min=a, h_max=b, mu=mu)) for a, b, mu in CASES]
    for case, (lr, _) in zip(CASES, answers, strict=True):
        reached, best = _worst(lr, *case), _worst(best_lr(*case), *case)
        if reached > best ** (1 / 1.02) + 1e-7:  # as exact as a double eigenvalue
            raise NotYet(
                f"for h from {case[0]:g} to {case[1]:g} and mu {case[2]:g}, lr {lr:.4g} gives the rate "
                f"{reached:.4f}. The best for this mu is {best:.4f}.\nA closer look: "
                f"{MESSAGES[_slow([lr for lr, _ in answers], case, lr)]}"
            )
    words = [word for _, word in answers]
    if words != [_word(*case) for case in CASES]:
        compared(answers, [(lr, _word(*case)) for (lr, _), case in zip(answers, CASES, strict=True)])
        wrong = (key for key, f in WRONG_WORDS if words == [f(*case) for case in CASES])
        raise NotYet(MESSAGES[next(wrong, "other word")])


def _read(answer: Any) -> tuple[float, str]:
    """Return lr and the word, or say what came."""
    lr, word = as_pair(answer, MESSAGES["pair"])
    if isinstance(lr, str) and not isinstance(word, str):
        raise NotYet(MESSAGES["order"])
    lr = as_number(lr, "lr")
    if not (np.isfinite(lr) and lr > 0):
        raise NotYet(f"{MESSAGES['lr']}; it came as {lr:g}.")
    if not isinstance(word, str) or word not in WORDS:
        raise NotYet(f"{MESSAGES['word']}; it came as {word_that_came(word)}.")
    return lr, word


# Wrong choices of lr, as learners make them.
WRONG_LR = [
    ("no momentum", lambda a, b, mu: 2 / (a + b)),
    ("no momentum", lambda a, b, mu: 1 / b),
    ("no momentum", lambda a, b, mu: 2 / b),
    ("its own mu", lambda a, b, mu: (2 / (np.sqrt(a) + np.sqrt(b))) ** 2),
    ("limit", lambda a, b, mu: 2 * (1 + mu) / b),
    ("steep end", lambda a, b, mu: (1 + np.sqrt(mu)) ** 2 / b),
    ("flat end", lambda a, b, mu: (1 - np.sqrt(mu)) ** 2 / a),
    ("middle", lambda a, b, mu: ((1 - np.sqrt(mu)) ** 2 / a + (1 + np.sqrt(mu)) ** 2 / b) / 2),
    ("middle", lambda a, b, mu: (1 - mu) / np.sqrt(a * b)),
    ("effective", lambda a, b, mu: (1 - mu) * 2 / (a + b)),
    ("effective", lambda a, b, mu: best_lr(a, b, mu) * (1 - mu)),
    ("effective", lambda a, b, mu: 2 / (a + b) / (1 - mu)),
    ("effective", lambda a, b, mu: best_lr(a, b, mu) / (1 - mu)),
    ("fixed mu", lambda a, b, mu: best_lr(a, b, 0.9)),
]
WRONG_WORDS = [
    ("opposite", lambda a, b, mu: _pick(_word(a, b, mu) == WORDS[0])),
    *[("always", lambda a, b, mu, word=word: word) for word in WORDS],
    ("by 1442", lambda a, b, mu: _pick(b / a < 1442)),
    ("by 38", lambda a, b, mu: _pick(b / a < (1 + np.sqrt(mu)) / (1 - np.sqrt(mu)))),
    ("by the root", lambda a, b, mu: _pick(mu > np.sqrt(_best_mu(a, b)))),
    *[("by 0.9", lambda a, b, mu, limit=limit: _pick(mu > limit)) for limit in (0.6, 0.85)],
    ("by 0.9", lambda a, b, mu: _pick(mu >= 0.9)),
]


def _slow(found: list[float], case: tuple[float, float, float], lr: float) -> str:
    """Return the key of the message for an lr that is too slow."""
    for key, wrong in WRONG_LR:
        if np.allclose(found, [wrong(*other) for other in CASES], rtol=1e-3):
            return key
    flat, steep = (rate(lr, case[2], h) for h in case[:2])
    return "diverges" if max(flat, steep) >= 1 else "flat" if flat > steep else "steep"


EXERCISE = Exercise(
    title="1c. Tune lr for a given mu",
    answer="tune",
    judge=judge,
    hints=(
        "Between (1 - sqrt(mu))² and (1 + sqrt(mu))² for lr * h a direction oscillates, and its rate is "
        "sqrt(mu). Below, it creeps; above, it jumps from side to side. Which lr is a fair compromise "
        "between the two ends?",
        "The rates depend on the number 1 + mu - lr * h, and its sign plays no part (r² - (1 + mu - lr h) "
        "r + mu = 0). So the two ends are equally fast where this number is the same but for its sign.",
        "Solve 1 + mu - lr * h_min = -(1 + mu - lr * h_max) for lr. For the word: mu is too small if even "
        "the best lr leaves an end that does not oscillate, which is so for mu below ((sqrt(kappa) - 1) / "
        "(sqrt(kappa) + 1))². Otherwise a smaller mu would do.",
    ),
    revisit="01_momentum, section 3 (Choose how long to remember)",
)
