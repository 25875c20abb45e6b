"""The animation of three descents stands by itself."""

import re

import matplotlib.pyplot as plt
import pytest

from course.figures.animation import animation
from figures.examples import EXTENT, bowl, paths


def make(moments=(0, 3, 6), k=1):
    return animation(bowl, paths(k), EXTENT, (0, 0), moments)


@pytest.fixture(scope="module")
def page():
    return make()


def alt(page):
    return re.search(r'<img alt="([^"]*)"', page)[1]


def test_it_is_small_self_contained_and_always_the_same(page):
    assert page == make()
    assert page.count("data:image/png") == 3 and len(page) < 150_000
    assert "://" not in page and "fa-" not in page
    assert not re.search(r"(?<![\w/+])[0-9a-f]{32}(?![\w/+])", re.sub(r"base64,[^\"]*", "", page))
    assert plt.get_fignums() == []


def test_its_alt_text_is_computed_from_the_paths(page):
    assert "3 frames" in alt(page) and "after 6 steps: gradient descent 0.141; momentum 0.0707" in alt(page)
    assert alt(make((0, 6), k=2)) != alt(page)


def test_it_names_its_parts_consistently(page):
    page = re.sub(r"base64,[^\"]*", "", page)
    wanted = set(re.findall(r'(?:img_id|slider_id|loop_select_id) = "(\w+)"', page))
    present = set(re.findall(r'(?:id|name)="(\w+)"', page))
    assert len(wanted) == 3 and wanted <= present
    assert {name for name in re.findall(r"(anim\w+)\.\w+\(", page)} == {"anim_momentum_paths"}
