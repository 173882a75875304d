"""The process's own environment, as the programs that we start need it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def put_commands_on_path() -> None:
    """Let child processes find the commands installed beside this Python.

    nbgrader calls `alembic` by name, which fails where a virtual environment was not activated.
    """
    # Not resolved: the interpreter of a virtual environment is a link to one outside of it.
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if here not in path:
        os.environ["PATH"] = os.pathsep.join([here, *path])
