"""What is true now of one principle. The seed's own words, seeds/004_d2a9fb7fecdd025b.txt:

Each participant is responsible for making sure that everyone is heard.
"""

from tests.cast import Cast


def test_every_member_may_do_what_any_member_may(cast: Cast) -> None:
    for someone in (cast.ada, cast.bea, cast.dov, cast.una):
        for part in ("", "invitations/", "knocks/", "ledger/"):
            assert someone.client.get(f"/groups/{cast.group.pk}/{part}").status_code == 200
        made = someone.client.post(f"/groups/{cast.group.pk}/invitations/", {"way": "link"}, follow=True)
        assert made.status_code == 200 and "/invitation/" in made.content.decode()
