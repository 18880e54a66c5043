"""The pages of the authority table: who may offer what, and how that is changed."""
