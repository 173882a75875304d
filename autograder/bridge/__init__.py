"""The channel between judge and student: data by value, everything else by handle."""
