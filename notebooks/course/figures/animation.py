"""The animation of the lesson 02_momentum_in_practice: descents as a web page's fragment."""

import base64
import io
import re
from collections.abc import Sequence

import matplotlib.pyplot as plt
from matplotlib.animation import FuncAnimation
from PIL import Image

from course.figures.alt_text import listing, sentence
from course.figures.landscape import Loss, Paths, distances, draw_contours, draw_path

SIGNS = {
    "minus": "−",
    "fast-backward": "«",
    "step-backward": "‹",
    "play fa-flip-horizontal": "◀",
    "pause": "❙❙",
    "play": "▶",
    "step-forward": "›",
    "fast-forward": "»",
    "plus": "+",
}


def animation(
    loss: Loss, paths: Paths, extent: Sequence[float], goal: Sequence[float], moments: Sequence[int]
) -> str:
    """Animate descents as a web page's fragment that needs neither a kernel nor a network.

    Matplotlib's ``to_jshtml`` makes it; its fonts from the network are replaced by plain signs, its
    random name by a fixed one, and the picture gets its alt text.

    Parameters
    ----------
    loss, paths, extent, goal
        As for :func:`course.figures.momentum_in_practice.film_strip`.
    moments
        The step that each frame shows.

    Returns
    -------
    str
        HTML; the animation waits for the reader to press play.
    """
    figure, ax = plt.subplots(figsize=(6.4, 4.0))
    draw_contours(ax, loss, extent, goal, filled=False)  # flat paper keeps the frames small
    trails = {name: draw_path(ax, name, path[:1], lw=1.5, marker="") for name, path in paths.items()}
    heads = {name: draw_path(ax, name, path[:1], ms=9, ls="", label=name) for name, path in paths.items()}
    ax.set(title="Step 0")
    ax.legend(loc="upper center", ncols=len(paths), fontsize=9)

    def draw(moment: int) -> None:
        for name, path in paths.items():
            trails[name].set_data(*path[: moment + 1].T)
            heads[name].set_data(*path[moment : moment + 1].T)
        ax.set_title(f"Step {moment}")

    figure.draw_without_rendering()  # lays out once ...
    figure.set_layout_engine("none")  # ... for all frames
    with plt.rc_context({"savefig.dpi": 90}):
        page = FuncAnimation(figure, draw, frames=moments).to_jshtml(fps=5, default_mode="once")
    plt.close(figure)
    page = re.sub(r"<link[^>]*font-awesome[^>]*>", "", page)
    for icon, sign in SIGNS.items():
        page = page.replace(f'<i class="fa fa-{icon}"></i>', sign)
    what = f"Animation of {len(moments)} frames: the paths of {listing(paths)} on contours of a loss"
    alt = f"{sentence(what)} {sentence(distances(paths, goal, moments[-1:]))}"
    page = page.replace("<img id=", f'<img alt="{alt}" id=', 1)
    page = page.replace('type="range"', 'type="range" aria-label="Frame"', 1)
    page = re.sub(r'data:image/png;base64,([^"]*)', _with_few_colours, page)
    return re.sub(r"\b(anim|_anim\w*?_?)[0-9a-f]{32}\b", r"\1_momentum_paths", page)


def _with_few_colours(frame: re.Match) -> str:
    """Return a frame, matched as base64, with a palette of 64 colours: a third of the bytes."""
    image = Image.open(io.BytesIO(base64.b64decode(frame[1]))).convert("RGB")
    few, small = image.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE), io.BytesIO()
    few.save(small, format="png")
    return "data:image/png;base64," + base64.b64encode(small.getvalue()).decode()
