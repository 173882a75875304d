# %% [markdown]
# Ran out of time again. Eli
