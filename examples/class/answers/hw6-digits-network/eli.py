# %% [markdown]
# I liked the pictures of the digits, but I did not get to the code this time. Eli
