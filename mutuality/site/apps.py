"""The roof: connects what the apps below cannot know of each other."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Wires the apps together once all are loaded."""

    name = "mutuality.site"
    label = "site"

    def ready(self) -> None:
        """Connect upward calls."""
        from mutuality.site import wiring

        wiring.connect()
