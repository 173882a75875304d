"""A student's process: forked warm from a server, confined by every means the machine offers."""
