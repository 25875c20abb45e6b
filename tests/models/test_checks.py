"""scikit-learn's common checks of estimators."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.small import small_mlp
from nnlib.models import CNNClassifier, MLPClassifier
from nnlib.models.cnn import CNN

# Some checks fit blobs as far as 10 from zero, on which the default step diverges: as the warning says.
pytestmark = pytest.mark.filterwarnings("ignore::nnlib.models.training.TrainingDiverged")


@parametrize_with_checks([MLPClassifier(), small_mlp(nesterovs_momentum=True, dtype="float64", alpha=0.01)])
def test_mlp_passes_every_check(estimator, check):
    check(estimator)


NO_IMAGE = "fits rows of 1 to 10 features, which are no image that two 5 × 5 convolutions fit into"
NOT_FOR_IMAGES = dict.fromkeys(
    """
    check_classifier_data_not_an_array check_classifiers_classes check_classifiers_train
    check_dict_unchanged check_dont_overwrite_parameters check_dtype_object check_estimators_dtypes
    check_estimators_fit_returns_self check_estimators_nan_inf check_estimators_overwrite_params
    check_estimators_partial_fit_n_features check_estimators_pickle check_f_contiguous_array_estimator
    check_fit2d_predict1d check_fit_check_is_fitted check_fit_idempotent check_fit_score_takes_y
    check_methods_sample_order_invariance check_methods_subset_invariance check_n_features_in
    check_n_features_in_after_fitting check_non_transformer_estimators_n_iter check_pipeline_consistency
    check_positive_only_tag_during_fit check_readonly_memmap_input check_supervised_y_2d
    """.split(),
    NO_IMAGE,
)


@parametrize_with_checks([CNNClassifier()], expected_failed_checks=lambda _: NOT_FOR_IMAGES)
def test_cnn_passes_the_checks_that_make_sense_for_images(estimator, check):
    check(estimator)


class SpreadNetwork(CNN):
    """Lays however many features there are out as an image of 10 × 10 pixels, a run of pixels for each."""

    def loss_gradient(self, X, y, masks=(), scale=1.0):
        return super().loss_gradient(X[:, np.arange(100) * X.shape[1] // 100], y, masks, scale)

    def predict_proba(self, X):
        return super().predict_proba(X[:, np.arange(100) * X.shape[1] // 100])


class SpreadCNN(CNNClassifier):
    _network = SpreadNetwork

    def _architecture(self, n_features):
        return super()._architecture(100)


@parametrize_with_checks([SpreadCNN(kernel_size=3, dtype="float64")])
def test_cnn_on_spread_features_passes_every_check(estimator, check):
    """So that what the list above excuses is checked all the same."""
    check(estimator)
