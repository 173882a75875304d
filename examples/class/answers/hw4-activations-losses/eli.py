# %% [markdown]
# I joined the course yesterday. Next week for sure. Eli
