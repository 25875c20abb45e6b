"""The toolkit's mathematics, made fast: networks as scikit-learn estimators.

:mod:`nnlib` itself does not import this package, because importing scikit-learn takes seconds.
"""

from nnlib.models.cnn import CNNClassifier
from nnlib.models.mlp import MLPClassifier

__all__ = ["CNNClassifier", "MLPClassifier"]
