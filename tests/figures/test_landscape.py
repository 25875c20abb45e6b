"""Paths on contours."""

import matplotlib.pyplot as plt
import numpy as np

from course.figures.landscape import METHODS, distances, draw_contours, draw_path

PATH = np.array([[3.0, 4.0], [0.0, 1.0]])


def test_contours_fill_their_map_and_star_the_goal():
    ax = plt.figure().add_subplot()
    draw_contours(ax, lambda x, y: x**2 + y**2, (-1, 2, -3, 4), goal=(0.5, 1))
    assert ax.get_xlim() == (-1, 2) and ax.get_ylim() == (-3, 4)
    assert ax.lines[0].get_xydata().tolist() == [[0.5, 1]]
    assert ax.get_xlabel() == "θ₁" and ax.get_ylabel() == "θ₂"


def test_each_method_has_a_colour_and_a_marker_of_its_own():
    ax = plt.figure().add_subplot()
    lines = [draw_path(ax, method, PATH) for method in METHODS]
    assert len({line.get_color() for line in lines}) == len({line.get_marker() for line in lines}) == 3
    np.testing.assert_array_equal(lines[0].get_xydata(), PATH)


def test_distances_are_measured_from_the_goal():
    text = distances({"momentum": PATH}, (0, 0), (0, 1))
    assert text == "distance from the minimum at (0, 0) after 0 and 1 steps: momentum 5 and 1"
