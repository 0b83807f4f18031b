"""The product in the language that nobody speaks, written from right to left."""

import os
from pathlib import Path

from mutuality.host.settings import *  # noqa: F403
from tests.languages.pseudo import CODE

LANGUAGE_CODE = CODE
LANGUAGES = [(CODE, "Pseudo")]
LANGUAGES_BIDI = [CODE] if os.environ.get("MUTUALITY_PSEUDO_TURNED") == "1" else []
LOCALE_PATHS = [Path(os.environ["MUTUALITY_PSEUDO"])]
