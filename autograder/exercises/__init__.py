"""Checks, misconceptions and alternatives of the exercises, one module for each assignment."""
