"""The checks as a notebook calls them: three outcomes, hints, solutions, progress."""

import pytest
from course.exercises import console as checks
from course.exercises.judging import untouched

import nnlib


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    monkeypatch.setattr(checks, "_state", {"strict": False, "seen": set()})


def cell(source, namespace=None):
    """Run source as a notebook's cell would, with the functions of the checks at hand."""
    names = ("check", "done", "hint", "progress", "solution", "strict", "yours_or_ours")
    if namespace is None:
        namespace = {"__name__": "__main__", **{name: getattr(checks, name) for name in names}}
    exec(source, namespace)
    return namespace


RIGHT = "def momentum_update(v, g, mu, lr):\n    v = mu * v - lr * g\n    return v, v\n"
WRONG = RIGHT.replace("-", "+")
PLACEHOLDER = 'def momentum_update(v, g, mu, lr):\n    """Say what it does."""\n    ...  # your code here\n'


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("", "· 1. Momentum: not attempted yet. No `momentum_update` here: run the cell that defines it."),
        (PLACEHOLDER, "· 1. Momentum: not attempted yet. Write `momentum_update` above"),
        (PLACEHOLDER.replace("...", "pass"), "· 1. Momentum: not attempted yet."),
        (RIGHT.replace("    return v, v\n", ""), "✗ 1. Momentum: not yet, because it computes something"),
        ("momentum_update = 3", "✗ 1. Momentum: not yet, because `momentum_update` is no longer a"),
        ("from nnlib import momentum_update", "✗ 1. Momentum: not yet, because this"),
        (WRONG, "✗ 1. Momentum: not yet, because the sign of the gradient is flipped"),
        (RIGHT.replace("v, v", "{}, 'a'"), "✗ 1. Momentum: not yet, because the new velocity should be"),
        (RIGHT, "✓ 1. Momentum: correct."),
    ],
)  # fmt: skip
def test_the_outcomes(answer, shown, capsys):
    cell(f'{answer}\ncheck("momentum")')
    assert capsys.readouterr().out.startswith(shown)


def test_an_untouched_body_is_told_from_a_forgotten_return():
    def documented(a, b):
        """Say something."""

    def forgot(a, b):
        a + b

    assert untouched(documented) and untouched(lambda: None)
    assert not untouched(forgot) and not untouched(lambda: 0.5) and not untouched(len)


def test_a_check_is_quiet_about_what_the_answer_prints_and_warns(capsys):
    noisy = RIGHT.replace("    return", "    print('velocity', v / 0)\n    return")
    cell(f'{noisy}\ncheck("momentum")')
    captured = capsys.readouterr()
    assert captured.out == "✓ 1. Momentum: correct.\n" and captured.err == ""


def test_an_answer_that_nobody_foresaw_does_not_stop_the_notebook(capsys, monkeypatch):
    def judge(function):
        raise KeyError("surprise")

    broken = checks.EXERCISES["momentum"]._replace(judge=judge)
    monkeypatch.setitem(checks.EXERCISES, "momentum", broken)
    cell(f'{RIGHT}\ncheck("momentum")')
    assert (
        "✗ 1. Momentum: not yet, because the check could not read what came back" in capsys.readouterr().out
    )


def test_html_is_escaped():
    shown = checks.Shown("✗", "line 3: `a < b`\n<script>")
    assert "<code>a &lt; b</code><br>&lt;script&gt;" in shown._repr_html_()
    assert repr(shown) == "line 3: `a < b`\n<script>"


@pytest.mark.parametrize("name", checks.EXERCISES)
def test_hints_come_in_steps_and_the_solution_is_right(name, capsys):
    hints = checks.EXERCISES[name].hints
    assert len(hints) >= 3 and len(set(hints)) == len(hints)
    for number, text in enumerate(hints, 1):
        checks.hint(name, number)
        assert capsys.readouterr().out == f"Hint {number} of {len(hints)}: {text}\n"
    checks.hint(name, len(hints) + 1)
    assert f'solution("{name}")' in capsys.readouterr().out
    checks.solution(name)
    printed = capsys.readouterr().out
    assert f"def {checks.EXERCISES[name].function}(" in printed and "SOLUTION" not in printed
    assert "your code here" not in printed


def test_a_missing_solutions_notebook_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(checks, "SOLUTIONS", tmp_path / "03_exercises.ipynb")
    checks.solution("momentum")
    assert "notebooks/solutions" in capsys.readouterr().out


@pytest.mark.parametrize("function", ["check", "hint", "solution", "done", "yours_or_ours"])
def test_an_unknown_exercise_is_refused_with_the_known_ones(function):
    with pytest.raises(ValueError, match=r"name must be one of momentum, accuracy, .* got 'momentun'"):
        getattr(checks, function)("momentun")


def test_progress_says_what_is_done_and_what_to_revisit(capsys):
    namespace = cell(RIGHT + "def accuracy(a, b):\n    return 1.0\nprogress()")
    shown = capsys.readouterr().out
    assert shown.startswith("1 of 9 exercises are correct.\n✓ 1. Momentum: correct.\n")
    assert "✗ 2. Accuracy: not yet. Revisit 02_accuracy" in shown
    assert "· 5c. A fair comparison: not attempted yet." in shown
    cell('solution("momentum")\nprogress()', namespace)
    assert "✓ 1. Momentum: correct, with the solution seen" in capsys.readouterr().out


def test_done_waits_and_says_for_what(capsys):
    namespace = cell(RIGHT + 'ready = done("momentum")\nwaiting = done("momentum", "tune")')
    assert namespace["ready"] is True and namespace["waiting"] is False
    assert capsys.readouterr().out == "· This waits until these are correct: 5b. Tune to a target rate.\n"


def test_yours_is_used_when_it_is_correct_else_ours(capsys):
    namespace = cell(RIGHT + 'mine = yours_or_ours("momentum")')
    assert namespace["mine"] is namespace["momentum_update"]
    namespace = cell(WRONG + 'mine = yours_or_ours("momentum")')
    assert namespace["mine"] is nnlib.momentum_update
    assert capsys.readouterr().out == (
        "momentum_update: yours.\nmomentum_update: nnlib's, until yours is correct.\n"
    )


@pytest.mark.parametrize("call", ['check("momentum")', 'done("momentum")', "progress()"])
@pytest.mark.parametrize("answer", ["", PLACEHOLDER, WRONG])
def test_strict_lets_nothing_but_correct_pass(call, answer):
    with pytest.raises(AssertionError):
        cell(f"{answer}\nstrict()\n{call}")
