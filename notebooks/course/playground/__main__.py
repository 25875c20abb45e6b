"""Write the page on which to write a digit as a file by itself.

python -m course.playground
"""

from pathlib import Path

from course.playground.digit import digit_page

if __name__ == "__main__":
    path = Path("build", "digit.html")
    path.parent.mkdir(exist_ok=True)
    path.write_text(digit_page().document, encoding="utf-8")
    print(f"Write a digit: open {path.resolve().as_uri()} in a browser")
