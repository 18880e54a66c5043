"""How each model is made. Cost and number of features were chosen by cross-validation."""

from fit import Recipe
from sets import LANGUAGES

OFFENCE = Recipe("offence_de", ("other", "offence"), cost=12.0, keep=30_000, folds=10)
POLITENESS = Recipe("politeness_en", ("impolite", "polite"), cost=12.0, keep=15_000, folds=10)
LANGUAGE = Recipe("language", LANGUAGES, cost=40.0, keep=20_000, folds=5)
ANGER = Recipe("anger_en", ("other", "anger"), cost=6.0, keep=15_000, folds=5)  # never shipped
