"""The threads in which the CNN computes: they are used, change no bit, and give back what they took."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from models.small import batch, cnn
from nnlib.models.cnn import LARGEST, _parts
from nnlib.models.threads import threaded_map


def blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_threads_are_used():
    """With two BLAS threads, two calls run at once, each with one BLAS thread."""
    seen, both = set(), threading.Barrier(2, timeout=10)

    def look(part):
        both.wait()
        seen.add((threading.get_ident(), *blas_threads()))

    with threadpool_limits(2, user_api="blas"), threaded_map() as part_map:
        list(part_map(look, range(2)))
    assert len(seen) == 2
    assert {count for _, *counts in seen for count in counts} == {1}


def test_within_one_blas_thread_it_is_the_plain_map():
    with threadpool_limits(1, user_api="blas"), threaded_map() as part_map:
        assert part_map is map
    with threadpool_limits(2, user_api="blas"), threaded_map(), threaded_map() as inner:
        assert inner is map


def test_a_network_trains_in_threads_and_returns_to_the_plain_map():
    network = cnn((10, 10, 1), (2, 3), 3)
    with threadpool_limits(2, user_api="blas"), network.threads():
        assert network._map is not map
    assert network._map is map


@pytest.mark.parametrize(
    ("n", "sizes"), [(1, [1]), (32, [32]), (33, [16, 17]), (64, [32, 32]), (128, [64, 64]), (200, [50] * 4)]
)
def test_a_batch_is_cut_into_equal_parts_of_at_most_64_images(n, sizes):
    parts = _parts(n)
    assert [part.stop - part.start for part in parts] == sizes
    assert [i for part in parts for i in range(n)[part]] == list(range(n))


def test_threads_change_no_bit():
    X, y = batch(3 * LARGEST + 5, 100)
    network = cnn((10, 10, 1), (2, 3), 3, keep_prob=0.7)
    masks = network.dropout_masks(len(X), np.random.SFC64(0))
    expected, gradient = network.loss_gradient(X, y, masks), network.flat_grads.copy()
    for _ in range(20):
        with threadpool_limits(2, user_api="blas"), network.threads():
            assert network.loss_gradient(X, y, masks) == expected
        np.testing.assert_array_equal(network.flat_grads, gradient)


def test_predicting_in_several_threads_at_once():
    """Each call has threads of its own, and BLAS gets back the threads it had."""
    network, (X, _) = cnn((10, 10, 1), (2, 3), 3), batch(3 * LARGEST, 100)
    with threadpool_limits(2, user_api="blas"), ThreadPoolExecutor(4) as pool:
        before, expected = blas_threads(), network.predict_proba(X)
        for found in pool.map(lambda _: network.predict_proba(X), range(40)):
            np.testing.assert_array_equal(found, expected)
        assert blas_threads() == before
