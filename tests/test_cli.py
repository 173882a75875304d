"""The command as it is typed: bad input ends in one message that names the remedy."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def gradlab(*words: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["build", "hw1-brodcasting"], "Did you mean 'hw1-broadcasting'?"),
        (["prove", "calculus"], "There are: hw1-broadcasting"),
        (["demo", "--keep", "."], "exists already"),
    ],
)
def test_a_wrong_name_is_answered_with_the_right_ones(words, message):
    done = gradlab(*words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_outside_a_course_the_remedy_is_named(tmp_path):
    done = gradlab("build", folder=tmp_path)
    assert done.returncode == 2
    assert "--course" in done.stderr


def test_a_missing_text_is_named(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()")
    done = gradlab("build", "hw1", folder=tmp_path)
    assert done.returncode == 2
    assert "broadcasting.py is missing" in done.stderr.replace("\n", "")


def test_the_proof_of_an_assignment_ends_with_its_counts():
    done = gradlab("prove", "hw1")
    assert done.returncode == 0, done.stdout
    last = done.stdout.splitlines()[-1]
    assert last.startswith("prove: 15 exercises, ")
    assert ", 0 survive; " in last
    assert last.endswith(", 0 refused; blank 0 points")
