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

# A student's cells run in a sandboxed process, the tests outside of it, and what a submission lacks
# is put back before (see docs/security.md). These are steps of nbgrader's own, replaced; its last
# one, CheckCellMetadata, has nothing to find where all metadata come from the source.
c.Autograde.exporter_class = "autograder.execution.preprocessor.Exporter"
c.Autograde.sanitize_preprocessors = ["autograder.execution.preprocessor.Sanitise"]
c.Autograde.autograde_preprocessors = [
    "autograder.execution.preprocessor.Execute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.execution.preprocessor.SaveScores",
    "nbgrader.preprocessors.AssignLatePenalties",
]

# How far a notebook may go: seconds and bytes. `gradlab doctor` says what holds on this machine.
c.Sandbox.cell_seconds = 30
c.Sandbox.call_seconds = 10
c.Sandbox.notebook_seconds = 300
c.Sandbox.memory = 2 << 30
c.Sandbox.processes = 32
c.Sandbox.open_files = 256
c.Sandbox.file_size = 64 << 20
c.Sandbox.disk = 128 << 20
c.Sandbox.output = 1 << 20
# Locked cells named picture_… or show_… that draw a student's own work earn nothing and take most
# of the time, so they are left out. With True they are run.
c.Sandbox.pictures = False
# Set this to True to grade nothing where a layer of the sandbox is missing.
c.Sandbox.require_sandbox = False

# For what nbgrader runs itself: nbgrader validate, and notebooks in other languages than Python.
c.Execute.timeout = 30
# On a busy machine a kernel takes long to start and outputs come late: no fault of the student.
c.Execute.startup_timeout = 180
c.Execute.iopub_timeout = 60
# IPython's own exit() ends the kernel, and with it the grading; that of sys ends one cell.
c.Execute.extra_arguments = ["--IPKernelApp.exec_lines=from sys import exit, exit as quit"]

c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = []
c.FeedbackExporter.tell = "diagnosis"

# With a secret of the course's own, nobody can compute the numbers that the checks will use.
secret = Path(__file__).parent / "course_secret.txt"
if secret.is_file():
    os.environ.setdefault("GRADLAB_COURSE_SECRET", secret.read_text(encoding="utf-8").strip())
