"""Reference solutions, one module for each assignment; the notebooks take their solutions here."""
