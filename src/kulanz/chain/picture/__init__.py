"""The chain as a drawing, as a nested list, and in the formats of other programs."""
