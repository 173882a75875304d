# %%
# Is there an extension? I have the exam in statistics on Thursday. Eli
