"""The momentum update, right and as it goes wrong: what exercises 1, 3 and 4 share.

Each takes the old velocity v, the gradient g, mu and lr, and returns the new velocity and the update.
"""

from collections.abc import Callable
from typing import Any

Update = Callable[[Any, Any, float, float], tuple[Any, Any]]

WRONG_UPDATE = {
    "sign": "the sign of the gradient is flipped: this velocity runs uphill, and the loss would grow.",
    "update sign": "the update points against the velocity. Here the velocity itself points downhill "
    "and is added to the parameters as it is.",
    "uphill velocity": "the gradient enters the velocity with a plus, and the update takes a minus. "
    "The steps may come out the same, but in our formula the velocity itself points downhill.",
    "lr twice": "the learning rate acts twice between the gradient and the update. Once is enough.",
    "no lr": "the learning rate is forgotten: the whole gradient goes into the velocity.",
    "lr outside": "the learning rate stands outside of the velocity. That is PyTorch's convention: "
    "the same path while `lr` is constant, but another velocity. In our formula `lr` stands inside.",
    "reset": "the velocity starts afresh at each step: the one of the step before has left no trace, so "
    "nothing can accumulate.",
    "not returned": "the update is right, but the velocity you return is the one that came in. The "
    "next step would start from it again, so nothing would accumulate.",
    "too early": "the new velocity is right, but the update was taken before it was there: it is the "
    "velocity of the step before. Mind the order of your lines.",
    "no mu": "the old velocity is not damped: `mu` does not act on it.",
    "mu on all": "`mu` acts on the new gradient as well. It damps the old velocity alone.",
    "swapped": "`mu` and `lr` have changed places.",
    "exchanged": "the velocity and the gradient have changed places. The order of the arguments counts.",
    "constants": "the numbers 0.9 or 0.1 stand in place of `mu` and `lr`, which are others here.",
    "average": "the velocity is a moving average: the new gradient came in with a factor 1 - mu. "
    "Momentum is a sum. Look at what stands in front of the gradient in the formula.",
    "Nesterov": "this update looks one step ahead: it is Nesterov's version. Here the update is the new "
    "velocity itself.",
    "no momentum": "the new velocity is right, but the parameters move by -lr times the gradient. Move "
    "them by the new velocity.",
}


def momentum(v: Any, g: Any, mu: float, lr: float) -> tuple[Any, Any]:
    """Return the new velocity and the update, which is the same."""
    return _twice(mu * v - lr * g)


def _twice(velocity: Any) -> tuple[Any, Any]:
    return velocity, velocity


def _scaled(velocity: Any, factor: float) -> tuple[Any, Any]:
    return velocity, factor * velocity


WRONG_UPDATES: list[tuple[str, Update]] = [
    ("sign", lambda v, g, mu, lr: _twice(mu * v + lr * g)),
    ("update sign", lambda v, g, mu, lr: _scaled(mu * v - lr * g, -1)),
    ("uphill velocity", lambda v, g, mu, lr: _scaled(mu * v + lr * g, -1)),
    ("lr twice", lambda v, g, mu, lr: _scaled(mu * v - lr * g, lr)),
    ("lr twice", lambda v, g, mu, lr: _twice(mu * v - lr**2 * g)),
    ("no lr", lambda v, g, mu, lr: _twice(mu * v - g)),
    ("lr outside", lambda v, g, mu, lr: _scaled(mu * v + g, -lr)),
    ("lr outside", lambda v, g, mu, lr: _scaled(mu * v - g, lr)),
    ("reset", lambda v, g, mu, lr: _twice(0 * v - lr * g)),
    ("not returned", lambda v, g, mu, lr: (v, mu * v - lr * g)),
    ("too early", lambda v, g, mu, lr: (mu * v - lr * g, v)),
    ("no mu", lambda v, g, mu, lr: _twice(v - lr * g)),
    ("mu on all", lambda v, g, mu, lr: _twice(mu * (v - lr * g))),
    ("swapped", lambda v, g, mu, lr: _twice(lr * v - mu * g)),
    ("exchanged", lambda v, g, mu, lr: _twice(mu * g - lr * v)),
    ("constants", lambda v, g, mu, lr: _twice(0.9 * v - 0.1 * g)),
    ("constants", lambda v, g, mu, lr: _twice(mu * v - 0.1 * g)),
    ("constants", lambda v, g, mu, lr: _twice(0.9 * v - lr * g)),
    ("average", lambda v, g, mu, lr: _twice(mu * v - (1 - mu) * lr * g)),
    ("average", lambda v, g, mu, lr: _twice(mu * v - (1 - mu) * g)),
    ("average", lambda v, g, mu, lr: _twice(mu * v + (1 - mu) * g)),
    ("average", lambda v, g, mu, lr: _scaled(mu * v + (1 - mu) * g, -lr)),
    ("average", lambda v, g, mu, lr: _scaled(mu * v + (1 - mu) * lr * g, -1)),
    ("Nesterov", lambda v, g, mu, lr: (mu * v - lr * g, mu * (mu * v - lr * g) - lr * g)),
    ("no momentum", lambda v, g, mu, lr: (mu * v - lr * g, -lr * g)),
]
