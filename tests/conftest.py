"""For all tests: the commands that nbgrader starts by name, found in any virtual environment."""

from autograder.environment import put_commands_on_path

put_commands_on_path()
