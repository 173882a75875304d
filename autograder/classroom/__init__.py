"""A whole class: what is to be graded, on which processes, and what came of it.

plan         which submissions are to be graded
pool         the processes of this machine that grade; cluster: those of a Dask cluster
worker       what runs in such a process; apart: a process of its own beside a cluster's worker
run          the engine: batches to a pool, results back, who killed a worker
session      plan, run and write, and stop cleanly
progress     how far it is
summary      what came of it, as a table, as data, as an exit code
difference   whose score would move
single       one file, and nothing written
"""
