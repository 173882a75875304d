"""From the source notebook to what students get, by nbgrader's own generate_assignment."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from autograder.course import CONFIG, Assignment, Course, CourseError
from autograder.environment import put_commands_on_path


def load_config(course: Course, root: Path) -> Any:
    """The course's nbgrader configuration, turned to another root folder.

    Everything that nbgrader writes then lies under `root`.
    """
    from traitlets.config.loader import PyFileConfigLoader

    config = PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    return config


def release_folder(course: Course, assignment: Assignment, source: Path, target: Path) -> None:
    """Write the release of a source folder into a target folder, which is replaced.

    Raises:
        CourseError: with nbgrader's log, where it refuses the notebook.
    """
    from nbgrader.apps.api import NbGraderAPI

    put_commands_on_path()
    with tempfile.TemporaryDirectory(prefix="gradlab-release-") as scratch:
        root = Path(scratch)
        shutil.copytree(source, root / "source" / assignment.id)
        config = load_config(course, root)
        # As `nbgrader generate_assignment --no-db`: to make a gradebook takes longer than the rest.
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        result = NbGraderAPI(config=config).generate_assignment(assignment.id)
        if not result["success"]:
            raise CourseError(
                f"nbgrader refuses {source}:\n{result['log']}\n{result.get('error') or ''}"
            )
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(root / "release" / assignment.id, target)
