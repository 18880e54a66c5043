"""Languages as data: one folder of TOML files per language, the same keys in each.

To add a language, copy `en/`, translate, and add its code to `CODES`.
"""

from kulanz.languages.detect import detect
from kulanz.languages.pack import CODES, pack, say

__all__ = ["CODES", "detect", "pack", "say"]
