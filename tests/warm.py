"""What a server of ours reads before its first page, read once in the process that forks them.

Templates, addresses and migrations of this tree are the same in each of its children.
"""

from django.db.migrations.loader import MigrationLoader

from mutuality.host import serving

serving.read_what_pages_are_made_of()
MigrationLoader(None)
