"""What one plays with in a page: it runs in the browser, without a kernel and without the network."""

from course.playground.digit import draw_digit, drawn_digit

__all__ = ["draw_digit", "drawn_digit"]
