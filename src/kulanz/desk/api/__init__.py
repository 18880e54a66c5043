"""The door for other systems: JSON over HTTP, with a token that sees what its person may see.

No session opens it, so no other page in a browser can use it.
"""
