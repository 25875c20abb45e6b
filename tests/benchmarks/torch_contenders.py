"""PyTorch's contenders, in a file of their own: a process that does not train them does not import it."""

import math
from itertools import pairwise

import numpy as np
import torch
from contenders import CNN_LR, KEEP, MLP_LR, MU

from nnlib.models import CNNClassifier
from nnlib.models.convolution import pooled_shape
from nnlib.models.training import constant, cosine


class Torch:
    """A torch.nn.Sequential on the CPU, trained with torch.optim.SGD."""

    name = "PyTorch"

    def __init__(self, X, y, layers, image, batch, lr, seed, epochs):
        torch.manual_seed(seed)
        self.X, self.y = torch.from_numpy(X), torch.from_numpy(y)
        self.shape = (-1, 1, 28, 28) if image else (-1, 784)
        self.net, self.batch = torch.nn.Sequential(*layers()), batch
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=lr, momentum=MU)
        self.step_size, self.done = cosine(lr, epochs) if epochs else constant(lr), 0

    def epoch(self):
        self.optimizer.param_groups[0]["lr"] = self.step_size(self.done)
        self.net.train()
        order = torch.randperm(len(self.X))
        for start in range(0, len(order), self.batch):
            rows = order[start : start + self.batch]
            scores = self.net(self.X[rows].reshape(self.shape))
            self.optimizer.zero_grad()
            torch.nn.functional.cross_entropy(scores, self.y[rows]).backward()
            self.optimizer.step()
        self.done += 1

    def score(self, X, y):
        self.net.eval()
        with torch.no_grad():
            parts = torch.from_numpy(X).reshape(self.shape).split(1000)
            predicted = torch.cat([self.net(part).argmax(dim=1) for part in parts])
        return float(np.mean(predicted.numpy() == y))


def torch_mlp(X, y, hidden, batch, seed=0, epochs=None):
    def layers():
        for inputs, units in pairwise((784, *hidden)):
            yield from (torch.nn.Linear(inputs, units), torch.nn.ReLU(), torch.nn.Dropout(1 - KEEP))
        yield torch.nn.Linear(hidden[-1], 10)

    return Torch(X, y, layers, False, batch, MLP_LR, seed, epochs)


def torch_cnn(X, y, filters, batch, seed=0, epochs=None):
    def layers():
        k, shape = CNNClassifier.kernel_size, (28, 28, 1)
        for f in filters:
            yield from (torch.nn.Conv2d(shape[2], f, k), torch.nn.ReLU(), torch.nn.MaxPool2d(2))
            shape = pooled_shape(shape, f, k)
        yield from (torch.nn.Flatten(), torch.nn.Dropout(1 - KEEP), torch.nn.Linear(math.prod(shape), 10))

    return Torch(X, y, layers, True, batch, CNN_LR, seed, epochs)
