"""The course's settings for nbgrader, read by every nbgrader command that is run in this folder."""

import os
from pathlib import Path

c = get_config()  # noqa: F821 (traitlets defines it)

c.CourseDirectory.course_id = "gradlab"
# The text notebooks lie beside the built ones and hold the solutions: they must not be released.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".DS_Store", "*.py"]

c.ClearSolutions.code_stub = {"python": "# your code here\nraise NotImplementedError"}

# One thread for linear algebra: sums come out the same on every machine, and submissions that are
# graded side by side don't wait for each other's threads.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# A cell that hangs is interrupted after this many seconds, and the notebook goes on.
c.Execute.timeout = 30
# On a busy machine a kernel takes long to start and outputs come late: no fault of the student.
c.Execute.startup_timeout = 180
c.Execute.iopub_timeout = 60
# IPython's own exit() ends the kernel, and with it the grading; that of sys ends one cell.
c.Execute.extra_arguments = ["--IPKernelApp.exec_lines=from sys import exit, exit as quit"]

# Two of nbgrader's five steps before execution are replaced: its own leave deleted test cells out,
# and stop at duplicated ones.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.restore.NameOnce",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "autograder.restore.RestoreCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback pages of our own, which read the grades themselves. How much they tell a student:
# "diagnosis" (each claim and what went wrong), "claims" or "points".
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = []
c.FeedbackExporter.tell = "diagnosis"

# With a secret of the course's own, nobody can compute the numbers that the checks will use.
secret = Path(__file__).parent / "course_secret.txt"
if secret.is_file():
    os.environ.setdefault("GRADLAB_COURSE_SECRET", secret.read_text(encoding="utf-8").strip())
