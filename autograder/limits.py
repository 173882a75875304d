"""The sandbox's settings as the course's nbgrader_config.py has them, under c.Sandbox."""

from __future__ import annotations

from traitlets import Bool, Float, Int
from traitlets.config import Configurable

from autograder.task import Settings

_DEFAULT = Settings()


class Sandbox(Configurable):
    """How far a student's notebook may go; times in seconds, sizes in bytes."""

    cell_seconds = Float(_DEFAULT.cell_seconds, help="For one cell.").tag(config=True)
    call_seconds = Float(_DEFAULT.call_seconds, help="For one call by a test.").tag(config=True)
    notebook_seconds = Float(_DEFAULT.notebook_seconds, help="For it all.").tag(config=True)
    memory = Int(_DEFAULT.memory, help="Memory beyond what it starts with.").tag(config=True)
    processes = Int(_DEFAULT.processes, help="Processes and threads.").tag(config=True)
    open_files = Int(_DEFAULT.open_files, help="Open files of a process.").tag(config=True)
    file_size = Int(_DEFAULT.file_size, help="The largest file.").tag(config=True)
    disk = Int(_DEFAULT.disk, help="The private folder.").tag(config=True)
    output = Int(_DEFAULT.output, help="Outputs that are kept of a cell.").tag(config=True)
    require_sandbox = Bool(
        _DEFAULT.require_sandbox, help="Refuse to run where a layer of the sandbox is missing."
    ).tag(config=True)
    pictures = Bool(
        _DEFAULT.pictures, help="Draw the locked pictures of each student's own work, too."
    ).tag(config=True)

    def settings(self) -> Settings:
        """The same as plain data."""
        return Settings(**{name: getattr(self, name) for name in Settings.__dataclass_fields__})
