# %% [markdown]
# Sorry, I was ill this week. Eli
