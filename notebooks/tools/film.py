"""Film a digit as it is written and read on the page of the playground, for the README.

The strokes are moved by the mouse on the real page in Chromium; playwright drives it.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

from course.playground.digit import digit_page

TARGET = Path(__file__).resolve().parents[1] / "images" / "write_a_digit.gif"
VIEW = {"width": 960, "height": 640}
WIDTH = 640  # pixels of the film
STROKES = [  # x and y in per cent of the sheet: a small 4, low on the left
    [(22, 46), (19, 60), (15, 70), (26, 71), (40, 69)],
    [(36, 50), (34, 66), (33, 86)],
]
STEPS = 4  # positions of the mouse between two points of a stroke
BEFORE, STEP, AFTER = 700, 90, 2500  # milliseconds that a picture stays


def shots(page):
    """Write the digit, and give a picture after each movement of the mouse."""
    box = page.locator("#sheet").bounding_box()
    yield page.screenshot()
    for stroke in STROKES:
        corners = np.arange(len(stroke))
        at = np.linspace(0, corners[-1], STEPS * corners[-1] + 1)
        x, y = (np.interp(at, corners, values) / 100 for values in zip(*stroke, strict=True))
        for i in range(len(at)):
            page.mouse.move(box["x"] + x[i] * box["width"], box["y"] + y[i] * box["height"])
            if i == 0:
                page.mouse.down()
            page.wait_for_timeout(40)  # the page draws what was written
            yield page.screenshot()
        page.mouse.up()


def film():
    """Write the film; exit with a word of advice where there is no Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        sys.exit("There is no Chromium here, which shows the page that is filmed")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "digit.html"
        path.write_text(digit_page().document, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=VIEW)
        page.goto(path.as_uri())
        pictures = [Image.open(io.BytesIO(shot)).convert("RGB") for shot in shots(page)]
        browser.close()
    size = WIDTH, WIDTH * VIEW["height"] // VIEW["width"]
    small = [
        picture.resize(size, Image.Resampling.LANCZOS).quantize(32, dither=Image.Dither.NONE)
        for picture in pictures
    ]
    stays = [BEFORE, *[STEP] * (len(small) - 2), AFTER]
    small[0].save(TARGET, save_all=True, append_images=small[1:], duration=stays, loop=0, optimize=True)
    print(f"Wrote notebooks/images/{TARGET.name}, {TARGET.stat().st_size // 1000} kB")


if __name__ == "__main__":
    film()
