# %% [markdown]
# I could not find the time, sorry. Eli
