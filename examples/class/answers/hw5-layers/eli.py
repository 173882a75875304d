# %% [markdown]
# I have two other exams this week and will hand in the next one. Eli
