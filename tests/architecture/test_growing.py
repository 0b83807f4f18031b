"""A new area costs a folder of its own and one line: everything else reads what it declares."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.reading import ROOT

PATIENCE = 600
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "made", "*.mo"
)

GARDEN = {
    "__init__.py": "",
    "signposts.md": "# garden\n\nOwns plots.\n",
    "models.py": '''
        """Plots, and who says what about them."""

        from django.db import models
        from django.utils.translation import gettext_lazy as _

        from mutuality.ballots.models import Voice
        from mutuality.kit.columns import RandomId
        from mutuality.vault.columns import SealedText, key_column
        from mutuality.vault.rows import Row


        class Plot(Row):
            """What somebody grows, in their own words."""

            belongs_to, comes_back, own_words_under = "person", True, _("Groups")

            id = RandomId(primary_key=True)
            person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
            key = key_column()
            words = SealedText(own_words=True)
            since = models.DateField()


        class Harvest(Row):
            """Something that some people decide on together."""

            id = RandomId(primary_key=True)
            done = models.BooleanField(default=False)


        class HarvestVoice(Voice):
            """One who is asked about a harvest."""

            harvest = models.ForeignKey(Harvest, on_delete=models.CASCADE, related_name="voices")
            person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    ''',
    "views.py": '''
        """The pages of the garden."""

        from django.http import HttpRequest, HttpResponse
        from django.shortcuts import render


        def garden(request: HttpRequest) -> HttpResponse:
            """Show the garden."""
            return render(request, "ui/base.html")
    ''',
    "urls.py": '''
        """Addresses of the garden."""

        from mutuality.garden import views
        from mutuality.kit.routes import SIGNED_IN, page

        urlpatterns = [page("garden/", views.garden, "garden", SIGNED_IN, place="you")]
    ''',
    "joins.py": '''
        """What the garden joins: a kind of notice in a room."""

        from mutuality.kit.joins import Joins
        from mutuality.live.terms import Rendered


        def _plots(room, hints, audience):
            html = audience.each(lambda reader: "<p>A plot</p>")
            return [Rendered(hint.seq, "put", "plot", html=html) for hint in hints]


        JOINS = Joins(kinds={"room": {"plot": _plots}})
    ''',
}

PROMISES = '''
    """What holds for the garden without a line of its own."""

    import pytest

    from mutuality.ballots import rolls, rules
    from mutuality.ballots.terms import Ends, Stance
    from mutuality.garden.models import Harvest, HarvestVoice, Plot
    from mutuality.kit import clock
    from mutuality.live import operations as live
    from mutuality.rooms import operations as rooms
    from mutuality.site import ending, export, wayback, wiring
    from mutuality.vault.models import DataKey
    from tests.architecture import mapping
    from tests.cast import Cast

    WORDS = "Beans along the south wall"


    @pytest.fixture
    def plot(cast: Cast) -> Plot:
        return Plot.add(person=cast.bea.person, words=WORDS, since=cast.now.date())


    def test_leaving_erases_it(cast: Cast, plot: Plot) -> None:
        ending.leave_community(by=cast.bea.person, now=cast.now)
        assert not Plot.objects.exists()
        assert not DataKey.objects.filter(pk=plot.key_id).exists()


    def test_it_comes_back_with_a_way_back(cast: Cast, plot: Plot) -> None:
        code = wayback.leave(by=cast.bea.person, now=cast.now)
        assert not Plot.objects.exists()
        person = wayback.come_back(code=code, now=cast.now)
        back = Plot.objects.get(person=person)
        assert (back.text("words"), back.since, back.pk == plot.pk) == (WORDS, plot.since, False)


    def test_it_is_among_my_own_words_and_nobody_elses(cast: Cast, plot: Plot) -> None:
        assert WORDS in str(export.own_words(cast.bea.person, names=True, now=cast.now))
        assert WORDS not in str(export.own_words(cast.ada.person, names=True, now=cast.now))


    def test_its_page_has_a_door_and_a_place_in_the_frame(cast: Cast) -> None:
        assert cast.nobody.client.get("/garden/").status_code == 302
        page = cast.bea.client.get("/garden/")
        assert page.status_code == 200
        current = page.content.decode().split('aria-current="page"')[0].rsplit("<a", 1)[1]
        assert 'href="/you/"' in current


    def test_the_tables_of_the_docs_name_it() -> None:
        assert "| `/garden/` |" in mapping.answers() and "| `/garden/` |" in mapping.declarations()


    def test_its_notices_are_rendered_in_a_room(cast: Cast) -> None:
        assert "plot" in wiring.LIVE["room"]._kinds


    def test_some_people_decide_by_a_rule_that_is_there(cast: Cast) -> None:
        harvest = Harvest.add()
        people = [each.person.pk for each in (cast.ada, cast.bea, cast.dov)]
        rolls.make(harvest, voters=people, by="person")

        def ends() -> Ends:
            said = rolls.said(harvest.voices.all(), by="person_id")
            return rules.named("all").ends(rules.Standing(said, here=people))

        assert ends() is Ends.OPEN
        harvest.voices.update(answer=Stance.ACCEPT)
        assert ends() is Ends.YES
        ending.leave_community(by=cast.bea.person, now=cast.now)
        assert HarvestVoice.objects.count() == 2
'''


def left_behind(folder: str, names: list[str]) -> set[str]:
    """What is not copied: what is made anew, and the data of a server that was tried out here."""
    tried_out = {"data"} if Path(folder) == ROOT else set()
    return {*LEFT_BEHIND(folder, names), *tried_out}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The product with a garden in it: a folder, and one line in the order of the apps."""
    place = tmp_path / "copy"
    shutil.copytree(ROOT, place, ignore=left_behind)
    app = place / "mutuality/garden"
    app.mkdir()
    for name, content in GARDEN.items():
        (app / name).write_text(dedent(content).lstrip("\n"))
    order = place / "mutuality/site/order.py"
    order.write_text(order.read_text().replace('    "rooms",\n', '    "garden",\n    "rooms",\n', 1))
    promises = place / "tests/garden"
    promises.mkdir()
    (promises / "__init__.py").touch()
    (promises / "test_promises.py").write_text(dedent(PROMISES).lstrip("\n"))
    run(place, "-m", "django", "makemigrations", "garden", settings="mutuality.host.settings")
    return place


def run(place: Path, *words: str, settings: str = "tests.settings") -> subprocess.CompletedProcess[str]:
    """Run Python in the copy, as someone would who works there."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MUTUALITY_", "PYTEST_", "DATABASE"))
    }
    surroundings = kept | {
        "PYTHONPATH": str(place),
        "DJANGO_SETTINGS_MODULE": settings,
        "MUTUALITY_DATA": str(place / "data"),
    }
    return subprocess.run(
        [sys.executable, *words],
        cwd=place,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def outcome(place: Path, *which: str) -> subprocess.CompletedProcess[str]:
    """Run some tests in the copy."""
    return run(place, "-m", "pytest", "-q", "-p", "no:cacheprovider", *which)


def test_a_new_area_costs_a_folder_and_one_line(copy: Path) -> None:
    assert (copy / "mutuality/garden/migrations/0001_initial.py").exists()
    every = outcome(
        copy,
        "tests/garden",
        "tests/vault/test_rows.py",
        "tests/architecture/test_joins.py",
        "-k",
        "garden or promises or row or joins",
    )
    assert every.returncode == 0, every.stdout + every.stderr
    assert "garden.plot" in outcome(copy, "tests/vault/test_rows.py", "--collect-only").stdout


def test_a_page_that_declares_nothing_fails_the_suite(copy: Path) -> None:
    urls = copy / "mutuality/garden/urls.py"
    urls.write_text(
        "from django.urls import path\n\nfrom mutuality.garden import views\n\n"
        'urlpatterns = [path("garden/", views.garden, name="garden")]\n'
    )
    answer = outcome(copy, "tests/architecture/test_doors.py", "-x")
    assert answer.returncode != 0
    assert "These addresses declare nothing: garden." in answer.stdout
