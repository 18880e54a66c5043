"""Languages as data: one folder of TOML files per language, the same keys in each.

To add a language, copy `en/`, translate, and add its code to `CODES`.
"""

from kulanz.languages.detect import detect, function_words
from kulanz.languages.fold import Folded, fold
from kulanz.languages.pack import CODES, pack, say
from kulanz.languages.patterns import either

__all__ = ["CODES", "Folded", "detect", "either", "fold", "function_words", "pack", "say"]
