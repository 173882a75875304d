"""The process's own environment, as the programs that we start need it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def leave_out_slow_imports() -> None:
    """Let nbformat's validator do without a parser of addresses, whose import takes seconds.

    jsonschema imports it to check that a string is a URL where a schema asks for one. That of
    notebooks asks for none.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def put_commands_on_path() -> None:
    """Let child processes find the commands installed beside this Python.

    nbgrader calls `alembic` by name, which fails where a virtual environment was not activated.
    """
    # Not resolved: the interpreter of a virtual environment is a link to one outside of it.
    here = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if here not in path:
        os.environ["PATH"] = os.pathsep.join([here, *path])
