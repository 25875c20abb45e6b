"""Test what the notebooks claim, on other seeds and settings than theirs; `make claims` runs it.

All tables, or those named:
    PYTHONPATH=tests python -m claims.run momentum accuracy
The report goes into build/claims.md. Exits with 1 if a claim does not hold.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from tqdm import tqdm

REPORT = Path(__file__).resolve().parents[2] / "build" / "claims.md"
# Each table and the notebook whose sentences it tests.
TABLES = {
    "start_here": "00_start_here",
    "momentum": "01_momentum",
    "momentum_in_practice": "01_momentum",
    "accuracy": "03_accuracy",
    "accuracy_as_measurement": "03_accuracy",
    "recipe_measured": "08_recipe_measured",
}


def load(table):
    """Return the claims of a table."""
    return import_module(f"claims.{table}").CLAIMS


def measure(table, setting):
    """Return the number of each claim that tries ``setting`` (its repr), by the claim's place in the table.

    A setting is one task, so that the claims about one trained network share it.
    """
    return {
        i: claim.measure(s)
        for i, claim in enumerate(load(table))
        for s in claim.tried
        if repr(s) == setting
    }


def measure_all(tables, processes):
    """Return ``{table: [numbers of each claim]}``."""
    tasks = dict.fromkeys((t, repr(s)) for t in tables for claim in load(t) for s in claim.tried)
    numbers = {table: [[] for _ in load(table)] for table in tables}
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        futures = {pool.submit(measure, *task): task[0] for task in tasks}
        for future in tqdm(as_completed(futures), "claims", len(futures), unit="setting"):
            for i, number in future.result().items():
                numbers[futures[future]][i].append(number)
    return numbers


def report(numbers):
    """Return the measured numbers as a page of Markdown, and how many claims do not hold."""
    lines, failed = ["# Claims of the notebooks, on other seeds and settings", ""], 0
    for table, measured in numbers.items():
        lines += [
            f"## {TABLES[table]}: {table}",
            "",
            "| holds | claim | section | measured | tried | range | smallest to largest |",
            "| :---: | --- | --- | --- | ---: | --- | --- |",
        ]
        for claim, values in zip(load(table), measured, strict=True):
            holds = all(map(claim.allows, values))
            failed += not holds
            low, high = claim.within
            lines.append(
                f"| {'✓' if holds else '✗'} | {claim.text} | {claim.section} | {claim.measured} "
                f"| {len(values)} | {low:g} to {high:g} | {min(values):.4g} to {max(values):.4g} |"
            )
        lines.append("")
    return "\n".join(lines), failed


def main():
    """Measure, write the report, and say what does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tables", nargs="*", metavar="table", help=f"any of {', '.join(TABLES)}")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="default: one for each core")
    options = parser.parse_args()
    if unknown := set(options.tables) - set(TABLES):
        parser.error(f"unknown table {', '.join(unknown)}")
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # what each process inherits
    page, failed = report(measure_all(options.tables or list(TABLES), options.processes))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(page, encoding="utf-8")
    print(*(line for line in page.splitlines() if line.startswith("| ✗")), sep="\n")
    print(f"{failed} claims do not hold" if failed else "every claim holds", f"(see {REPORT})")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
