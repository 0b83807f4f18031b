"""Pictures of every page as the real server gives it: small and wide, light and dark, without scripts, plain.

Walks collect what the server says; ``scenes`` are their tables. Then each page is shown in every way of looking, with
the very same bytes.
"""

from tests.pictures.showing import LOOKS, Look, show, showing
from tests.pictures.walking import Seen
from tests.pictures.walks import walked

__all__ = ["LOOKS", "Look", "Seen", "show", "showing", "walked"]
