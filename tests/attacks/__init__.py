"""Notebooks that try to get points, secrets or the machine, and honest ones that look odd."""
