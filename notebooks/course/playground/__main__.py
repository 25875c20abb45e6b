"""Write the page on which to write a digit as a file by itself.

python -m course.playground
"""

from pathlib import Path

from course.command_line import Parser, make_folder, not_written
from course.playground.digit import digit_page
from course.signs import print_on_any_console
from nnlib.files import write_whole


def main() -> None:
    """Write the page, and say how to open it."""
    parser = Parser(__doc__)
    parser.add_argument(
        "--build", type=Path, metavar="FOLDER", default="build", help="folder of the page, else build"
    )
    build = parser.parse_args().build
    make_folder(build)
    path = build.resolve() / "digit.html"
    try:
        write_whole(path, digit_page().document)
    except OSError as error:
        not_written(build, error)
    print(f"Write a digit: open {path.as_uri()} in a browser")


if __name__ == "__main__":
    print_on_any_console()
    main()
