"""What is answered whatever else goes on: how to leave, and numbers to call.

A flood, a disk that takes nothing, or a database that somebody else holds must not stand before either.
"""

EXIT = "/exit"
ADDRESSES = frozenset({EXIT, "/support/"})

# Seconds that whatever is written meanwhile may wait for others who write.
PATIENCE = 1.0
