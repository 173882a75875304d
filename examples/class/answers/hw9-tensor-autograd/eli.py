# %% [markdown]
# Did not get round to it this time. Eli
