"""What the call screen costs: `python bench/call [analysis] [keystroke] [load]`.

Prints one table; ends with 1 when a goal is missed.
"""

import sys

import analysis
import keystroke
import load

PARTS = {"analysis": analysis.shown, "keystroke": keystroke.shown, "load": load.shown}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(PARTS)
    sys.exit(int(sum(PARTS[name]() for name in wanted) > 0))
