"""``explain`` shows its answer once a sentence was typed in, and never before."""

import numpy as np
import pytest

from course.exercises.explaining import ANSWERS, explain


def shown(sentence, capsys, name="velocity"):
    explain(name, sentence)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (..., "· Type your own answer first"),
        ("", "· Say it in a sentence of 5 words at least"),
        ("don't know", "· Say it in a sentence of 5 words at least"),
        ("a   b\n c  d", "· Say it in a sentence of 5 words at least"),
        (None, "· Type a sentence, between quotes. This is of type NoneType."),
        (["a", "b", "c", "d", "e"], "This is of type list."),
        (np.array("one two three four five"), "This is of type ndarray."),
    ],
)
def test_without_a_sentence_there_is_no_answer(sentence, words, capsys):
    text = shown(sentence, capsys)
    assert words in text and ANSWERS["velocity"][:30] not in text


@pytest.mark.parametrize("name", ANSWERS)
def test_with_a_sentence_both_answers_stand_side_by_side(name, capsys):
    text = shown("  It holds what came before.\n", capsys, name)
    assert text.startswith("Yours: It holds what came before.\n\nOurs: " + ANSWERS[name])
    assert text.endswith("Does yours say the same?\n")


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name must be one of velocity, logits, .* got 'velocty'"):
        explain("velocty", "It holds what came before.")
