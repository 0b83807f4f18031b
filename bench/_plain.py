"""What our pages are compared with: one plain Django page with a session and twenty posts."""

from pathlib import Path
from typing import Any

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ topic.title }}</title></head><body>
<p>{{ person.name }}</p><h1>{{ topic.title }}</h1><ol>{% for post in posts %}<li id="p{{ post.id }}">
<b>{{ post.author.name }}</b>
<span>{{ post.said_at|date:"j F, H:i" }}</span><div>{{ post.words|linebreaks }}</div></li>{% endfor %}</ol>
<form method="post">{% csrf_token %}<textarea name="words"></textarea><button>Send</button></form></body></html>"""


def application(folder: Path, *, posts: int = 20) -> tuple[Any, str]:
    """The application, and the session of somebody who is signed in there. Settings are its own."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only-measured",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench._plain",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "plain.sqlite3",
                "CONN_MAX_AGE": None,
            }
        },
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "mutuality.live",
            "mutuality.outbox",
            "mutuality.vault",
            "mutuality.people",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                    ],
                },
            }
        ],
        USE_TZ=True,
        REDIS_URL="",
        DATA=folder,
        KEY_FILE=folder / "keyfile.json",
        HTTPS=False,
        PATIENCE_SECONDS=60,
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application(), _settle(posts)


def _settle(posts: int) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench._scene import WORDS

    call_command("migrate", verbosity=0)
    author, post = models()
    with connection.schema_editor() as editor:
        editor.create_model(author)
        editor.create_model(post)
    people = [author.objects.create(name=f"Person {number}") for number in range(posts)]
    for each in people:
        post.objects.create(author=each, words=WORDS, said_at=timezone.now())
    user = User.objects.create_user("ada", password=None)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return str(session.session_key)


def models() -> tuple[Any, Any]:
    """A post and who wrote it."""
    from django.apps import apps
    from django.db import models

    if "author" in apps.all_models["contenttypes"]:
        return apps.get_model("contenttypes", "author"), apps.get_model("contenttypes", "post")

    class Author(models.Model):
        name = models.CharField(max_length=80)

        class Meta:
            app_label = "contenttypes"

    class Post(models.Model):
        author = models.ForeignKey(Author, on_delete=models.CASCADE)
        words = models.TextField()
        said_at = models.DateTimeField()

        class Meta:
            app_label = "contenttypes"

    return Author, Post


def page(request: Any) -> Any:
    """Twenty posts with their authors, for whoever is signed in."""
    from django.shortcuts import redirect, render

    if not request.user.is_authenticated:
        return redirect("/")
    _, post = models()
    posts = list(post.objects.select_related("author").order_by("-id")[:20])[::-1]
    return render(
        request, "page.html", {"topic": {"title": "What helped"}, "person": posts[0].author, "posts": posts}
    )


def _addresses() -> list[Any]:
    from django.urls import path

    return [path("page/", page)]


def __getattr__(name: str) -> Any:
    if name == "urlpatterns":
        return _addresses()
    raise AttributeError(name)
