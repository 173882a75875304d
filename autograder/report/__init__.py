"""The instructor's report on an assignment: one HTML page that needs nothing else."""
