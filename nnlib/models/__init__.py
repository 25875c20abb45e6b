"""The toolkit's mathematics, made fast: networks as scikit-learn estimators."""

from nnlib.models.estimators import CNNClassifier, MLPClassifier

__all__ = ["CNNClassifier", "MLPClassifier"]
