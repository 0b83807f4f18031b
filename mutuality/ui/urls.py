"""Addresses of the look. The site includes them at ``ui/``."""

from mutuality.kit.routes import BUILDERS, EVERYONE, file, page
from mutuality.ui import views

app_name = "ui"
urlpatterns = [
    page("gallery/", views.gallery, "gallery", BUILDERS, shows_peers=False),
    file("<slug:digest>.css", views.style, "style", EVERYONE, shows_peers=False),
    file("<slug:digest>/<slug:name>.js", views.script, "script", EVERYONE, shows_peers=False),
    file("<slug:digest>/<slug:name>.css", views.sheet, "sheet", EVERYONE, shows_peers=False),
    file("<slug:digest>/<slug:name>.woff2", views.letters, "letters", EVERYONE, shows_peers=False),
]
