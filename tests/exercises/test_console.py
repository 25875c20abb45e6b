"""The checks as a notebook calls them: three outcomes, hints, solutions, progress."""

import numpy as np
import pytest

import nnlib
from course import exercises
from course.exercises import console
from course.exercises.judging import Exercise, NotYet
from course.exercises.outcomes import Status, outcome
from course.exercises.registry import EXERCISES, IN_EXERCISE_NOTEBOOK


@pytest.fixture(autouse=True)
def new_session(monkeypatch):
    monkeypatch.setattr(console, "session", console.Session())


def cell(source, namespace=None):
    """Run source as a notebook's cell would, with the functions of the console at hand."""
    if namespace is None:
        namespace = {"__name__": "__main__"}
        namespace |= {name: getattr(exercises, name) for name in exercises.__all__}
    exec(source, namespace)
    return namespace


RIGHT = "def momentum_update(v, g, mu, lr):\n    v = mu * v - lr * g\n    return v, v\n"
WRONG = RIGHT.replace("-", "+")
PLACEHOLDER = 'def momentum_update(v, g, mu, lr):\n    """Say what it does."""\n    ...  # your code here\n'


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("", "· 1a. Momentum: not attempted yet. No `momentum_update` here: run the cell that defines it."),
        (PLACEHOLDER, "· 1a. Momentum: not attempted yet. Write `momentum_update` above"),
        (PLACEHOLDER.replace("...", "pass"), "· 1a. Momentum: not attempted yet."),
        (RIGHT.replace("    return v, v\n", ""), "✗ 1a. Momentum: not yet, because it computes something"),
        ("momentum_update = 3", "✗ 1a. Momentum: not yet, because `momentum_update` is no longer a"),
        ("from nnlib import momentum_update", "✗ 1a. Momentum: not yet, because this"),
        (WRONG, "✗ 1a. Momentum: not yet, because the sign of the gradient is flipped"),
        (RIGHT.replace("v, v", "{}, 'a'"), "✗ 1a. Momentum: not yet, because the new velocity should be"),
        (RIGHT, "✓ 1a. Momentum: correct."),
    ],
)  # fmt: skip
def test_the_outcomes(answer, shown, capsys):
    cell(f'{answer}\ncheck("momentum")')
    assert capsys.readouterr().out.startswith(shown)


def test_a_check_is_quiet_about_what_the_answer_prints_and_warns(capsys):
    noisy = RIGHT.replace("    return", "    print('velocity', v / 0)\n    return")
    cell(f'{noisy}\ncheck("momentum")')
    captured = capsys.readouterr()
    assert captured.out == "✓ 1a. Momentum: correct.\n" and captured.err == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("...", "· Your turn: not attempted yet. Replace the `...` of `my_mu` above; hint("),
        ("0.5", "✗ Your turn: not yet, because it is too small."),
        ("0.9", "✓ Your turn: correct."),
    ],
)
def test_an_answer_can_be_a_value(value, shown, monkeypatch, capsys):
    def judge(mu):
        if mu < 0.9:
            raise NotYet("it is too small.")

    turn = Exercise("Your turn", "my_mu", judge, ("a", "b"), "", is_value=True, solution="my_mu = 0.9")
    monkeypatch.setitem(EXERCISES, "turn", turn)
    cell(f'my_mu = {value}\ncheck("turn")')
    assert capsys.readouterr().out.startswith(shown)
    console.solution("turn")
    assert capsys.readouterr().out == "my_mu = 0.9\n"


def test_html_is_escaped():
    shown = console.Message(
        "line 3: `a < b`\n<script>", "#D55E00", "Called with\n    <b>\nExpected\n    1 < 2"
    )
    assert "<code>a &lt; b</code><br>&lt;script&gt;<pre " in shown._repr_html_()
    assert (
        "<strong>Called with</strong>\n    &lt;b&gt;\n<strong>Expected</strong>\n    1 &lt; 2</pre>"
        in shown._repr_html_()
    )
    assert repr(shown) == "line 3: `a < b`\n<script>\n\nCalled with\n    <b>\nExpected\n    1 < 2"
    assert "<pre" not in console.Message("correct", "#D55E00")._repr_html_()


@pytest.mark.parametrize("name", EXERCISES)
def test_hints_come_in_steps_and_the_solution_is_right(name, capsys):
    hints = EXERCISES[name].hints
    assert len(hints) >= 3 and len(set(hints)) == len(hints)
    for number, text in enumerate(hints, 1):
        console.hint(name, number)
        shown = capsys.readouterr().out
        assert shown.startswith(f"Hint {number} of {len(hints)}: {text}\n")
        assert (f'hint("{name}", {number + 1})' in shown) == (number < len(hints))
    console.hint(name, len(hints) + 1)
    assert f'solution("{name}")' in capsys.readouterr().out
    console.solution(name)
    printed = capsys.readouterr().out
    assert EXERCISES[name].answer in printed and "SOLUTION" not in printed
    assert "your code here" not in printed


def test_a_missing_solutions_notebook_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(console, "SOLUTIONS", tmp_path / "05_exercises.ipynb")
    console.solution("momentum")
    assert "notebooks/solutions" in capsys.readouterr().out


@pytest.mark.parametrize("function", ["check", "hint", "solution", "solved"])
@pytest.mark.parametrize(
    ("name", "meant"),
    [("momentun", "momentum"), ("Accuracy", "accuracy"), ("training_step", "step"),
     (nnlib.accuracy, "accuracy"), (nnlib.momentum_update, "momentum"),
     (3, ""), (None, ""), ([], ""), ("", ""), ("?", "")],
)  # fmt: skip
def test_an_unknown_exercise_is_answered_with_the_known_ones(function, name, meant, capsys):
    assert not getattr(console, function)(name)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{function} takes the name of an exercise in quotation marks, and ")
    names = second.removeprefix("The names are ").removesuffix(".").split(", ")
    assert sorted(names) == sorted(EXERCISES)
    assert ("Did you mean" in first) == bool(meant)
    if meant:
        assert f'Did you mean `{function}("{meant}")`?' in first and names[0] == meant


def test_an_unknown_exercise_is_refused_where_only_correct_answers_pass():
    with pytest.raises(AssertionError, match="takes the name of an exercise"):
        cell('require_correct()\ncheck("momentun")')
    with pytest.raises(ValueError, match=r"name must be one of .*momentum, two_updates, .* got 'momentun'"):
        console.yours_if_correct("momentun")


@pytest.mark.parametrize("number", ["1", 0, 4, 1.0, None, [1], -1])
def test_a_hint_that_is_not_there_is_answered_with_those_that_are(number, capsys):
    console.hint("momentum", number)
    assert capsys.readouterr().out.startswith('There are hints 1 to 3, such as hint("momentum", 3). ')


def test_progress_says_what_is_correct_and_what_to_revisit(capsys):
    namespace = cell(RIGHT + "def accuracy(a, b):\n    return 1.0\nprogress()")
    shown = capsys.readouterr().out
    assert shown.startswith(
        f"1 of {len(IN_EXERCISE_NOTEBOOK)} exercises are correct.\n✓ 1a. Momentum: correct.\n"
    )
    assert f"✗ {EXERCISES['accuracy'].title}: not yet. Revisit 03_accuracy" in shown
    assert "· 4c. A fair comparison: not attempted yet." in shown
    cell('solution("momentum")\nprogress()', namespace)
    assert "✓ 1a. Momentum: correct, with the solution seen" in capsys.readouterr().out


def test_what_needs_an_exercise_waits_and_says_for_which(capsys):
    namespace = cell(RIGHT + 'ready = solved("momentum")\nwaiting = solved("momentum", "tune")')
    assert namespace["ready"] is True and namespace["waiting"] is False
    assert capsys.readouterr().out == "· This waits until these are correct: 1c. Tune lr for a given mu.\n"


def test_yours_is_used_when_it_is_correct_else_ours(capsys):
    namespace = cell(RIGHT + 'mine = yours_if_correct("momentum")')
    assert namespace["mine"] is namespace["momentum_update"]
    namespace = cell(WRONG + 'mine = yours_if_correct("momentum")')
    assert namespace["mine"] is nnlib.momentum_update
    assert capsys.readouterr().out == (
        "momentum_update: yours.\nmomentum_update: nnlib's, until yours is correct.\n"
    )


@pytest.mark.parametrize("call", ['check("momentum")', 'solved("momentum")', "progress()"])
@pytest.mark.parametrize("answer", ["", PLACEHOLDER, WRONG])
def test_only_correct_answers_pass_where_they_are_required(call, answer):
    with pytest.raises(AssertionError):
        cell(f"{answer}\nrequire_correct()\n{call}")


@pytest.mark.parametrize("name", sorted(set(EXERCISES) - {*IN_EXERCISE_NOTEBOOK, "torch_sgd"}))
def test_the_solution_of_a_turn_is_correct(name, capsys):
    namespace = cell(EXERCISES[name].solution, {"np": np, "__name__": "__main__"})
    assert outcome(name, namespace).status is Status.CORRECT


@pytest.mark.parametrize("function", ["check", "hint", "solution"])
def test_without_a_name_the_names_are_shown(function, capsys):
    cell(f"{function}()")
    assert "The names are " in capsys.readouterr().out


def test_a_long_name_is_cut(capsys):
    cell('check("x" * 500)')
    assert "x" * 41 not in capsys.readouterr().out


def test_a_hint_has_a_number(capsys):
    cell('hint("momentum", True)')
    assert capsys.readouterr().out.startswith("Hint 1 of 3")
