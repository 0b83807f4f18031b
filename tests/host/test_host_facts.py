"""The host states on the server what only they can know; the pages show it, and what all chose stays."""

import pytest

from mutuality.host import host_facts
from mutuality.kit.troubles import Trouble
from mutuality.safety import queries
from mutuality.vault import opening
from mutuality.vault.models import Seal
from tests.cast import Cast
from tests.reading_pages import text


@pytest.fixture(autouse=True)
def sealed(cast: Cast) -> None:
    """The key file fits, as after every start."""
    Seal.objects.create(pk=1, proof=opening.proof())


def facts(**told: str) -> dict[str, str | None]:
    return {"run_by": None, "who_else": None, "takes_over": None, "law": None} | told


def test_without_a_fact_it_only_says_how_they_stand(cast: Cast) -> None:
    said = "\n".join(host_facts.limits(agency=None, **facts()))
    assert "Run by: Ada, who pays" in said and "Version 1" in said
    assert queries.limits().number == 1


def test_a_fact_is_a_new_version_that_everybody_is_shown(cast: Cast) -> None:
    said = "\n".join(host_facts.limits(agency="yes", **facts(run_by="Dov, in the library")))
    assert "Run by: Dov, in the library" in said and "Version 2" in said
    assert "Your employer or treatment provider runs this." in said
    for someone in (cast.ada, cast.cy):
        answer = someone.client.get("/")
        page = text(someone.client.get(answer["Location"]))
        assert "Dov, in the library" in page and "Ada, who pays" in page


def test_what_cannot_be_is_refused_and_changes_nothing(cast: Cast) -> None:
    for agency, told in (("perhaps", {}), (None, {"run_by": "  "}), (None, {"law": "x" * 601})):
        with pytest.raises(Trouble):
            host_facts.limits(agency=agency, **facts(**told))
    assert queries.limits().number == 1
