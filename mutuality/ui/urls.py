"""Addresses of the look. The site includes them at ``ui/``."""

from django.urls import path

from mutuality.ui import views

app_name = "ui"
urlpatterns = [
    path("gallery/", views.gallery, name="gallery"),
    path("<slug:digest>.css", views.style, name="style"),
    path("<slug:digest>/<slug:name>.js", views.script, name="script"),
    path("<slug:digest>/<slug:name>.css", views.sheet, name="sheet"),
    path("<slug:digest>/<slug:name>.woff2", views.letters, name="letters"),
]
