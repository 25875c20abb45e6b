"""A progress bar for long loops that leaves nothing behind in a saved notebook."""

import sys
from collections.abc import Iterable, Iterator

from tqdm.std import tqdm


def track(iterable: Iterable, description: str) -> Iterator:
    """Yield the items of ``iterable`` beside a progress bar, which clears the cell's output at the end.

    Give the loop a cell of its own, and print afterwards: whatever the cell printed before is cleared
    with the bar. The environment variable ``TQDM_DISABLE=1`` switches every bar off.

    Parameters
    ----------
    iterable : iterable
        What to loop over.
    description : str
        Text in front of the bar.
    """
    bar = tqdm(iterable, desc=description, file=sys.stdout, leave=False)
    shown_in_notebook = not bar.disable and "ipykernel" in sys.modules  # closing the bar disables it
    try:
        yield from bar
    finally:
        bar.close()
        if shown_in_notebook:
            from IPython.display import clear_output

            sys.stdout.flush()
            clear_output()
