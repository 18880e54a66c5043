"""What the call screen costs: `python bench/call`; ends with 1 when a goal is missed."""

import sys

import analysis

if __name__ == "__main__":
    sys.exit(int(analysis.shown() > 0))
