"""The roof: connects what the apps below cannot know of each other."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from mutuality.site import catalogue


class SiteConfig(AppConfig):
    """Wires the apps together once all are loaded."""

    name = "mutuality.site"
    label = "site"

    def ready(self) -> None:
        """Make the catalogues of other languages where they are missing, and connect upward calls."""
        from mutuality.site import wiring

        for place in settings.LOCALE_PATHS:
            catalogue.make(Path(place))
        wiring.connect()
