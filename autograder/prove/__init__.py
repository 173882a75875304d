"""The proof that tests are right: they refuse what is wrong and accept what is right."""

from autograder.prove.proof import Proof, prove
from autograder.prove.table import Summary, summarise

__all__ = ["Proof", "Summary", "prove", "summarise"]
