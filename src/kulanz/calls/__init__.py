"""What helps during a call: the note line, the temperature, the sentence (de: Anruf, nl: gesprek).

Values in, values out: whoever holds the rows of a running call asks this room what to show.
"""
