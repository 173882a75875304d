"""Scores for other systems: Canvas, Moodle, Gradescope, and a plain table."""
