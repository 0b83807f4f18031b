"""What a crowded community asks, plans, learns and settles, and what it does when it is hard between people."""

from datetime import datetime, time, timedelta
from typing import Any

from tests.pictures.walking import Act

RIVER = "By the old mill, at the gate with the green paint"


def lived(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    """Write all of it, and return the addresses by which it is looked at."""
    from mutuality.groups.models import Membership

    # No one is tied to another by an invitation: any two may act together.
    Membership.objects.filter(group=crowd[0].membership.group_id).update(invited_by=None)
    parts = (_ask, _plan, _learn, _settle, _act_at_once, _draw_circles)
    return {name: where for part in parts for name, where in part(crowd, now=now).items()}


def _ask(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.kit.ids import new_id
    from mutuality.polls import operations as polls
    from mutuality.polls.models import Poll

    # One open question each.
    askers = iter(crowd[1:])

    def ask(kind: str, sight: str, codes: list[str], options: tuple[str, ...]) -> Poll:
        told = {"kind": kind, "sight": sight, "question": f"What shall we do by the river ({kind})?"}
        began = now - timedelta(days=3)
        row = polls.ask(**told, options=options, days=2, once=new_id(), by=next(askers).membership, now=began)
        for someone, code in zip(crowd, codes, strict=False):
            polls.answer(row, code=code, by=someone.membership, now=began)
        return row

    options = ("Tea on the bank", "A walk to the mill and back", "Nothing. We sit.")
    made = {
        "poll_named": ask("one", "named", ["100", "010", "010"], options),
        "poll_ranking": ask("ranking", "named", ["123", "213", "231", "213"], options),
        "poll_secret": ask("one", "secret", ["100", "010", "001", "010", "010", "010"], options),
        "poll_lot": ask("lot", "named", ["1", "1", "0"], ()),
    }
    for day in (2, 1, 0):
        polls.sweep(now=now - timedelta(days=day))
    open_now = polls.ask(
        kind="one", sight="named", question="Shall we meet outside?", options=options[:2], days=7,
        once=new_id(), by=next(askers).membership, now=now,
    )  # fmt: skip
    return {name: f"/polls/{row.pk}/" for name, row in made.items()} | {"poll": f"/polls/{open_now.pk}/"}


def _plan(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.groups import operations as groups
    from mutuality.occasions import operations as occasions

    ada, on = crowd[0], (now + timedelta(days=3)).date()
    parts = {
        "title": "A walk along the river, slowly", "kind": "activity", "rhythm": "weekly", "every": 1,
        "first_on": on, "at": time(14), "zone": "Europe/Berlin", "minutes": 90, "times": None, "way": "place",
        "where": RIVER, "access": ["step-free", "sober"], "opener": True, "languages": "",
        "bring": "Good shoes", "costs": "", "about": "",
    }  # fmt: skip
    walk = occasions.add(parts=parts, circle=ada.membership.group.circle_id, by=ada.person, now=now)
    own = occasions.keep_own(parts=parts | {"title": "The dentist"}, by=ada.person, now=now)
    poster = groups.hang_poster(ada.membership, says="Tea is there.", by=ada.person, now=now)
    return {
        "occasion": f"/week/{walk.pk}/",
        "on_day": on.isoformat(),
        "own_date": f"/week/own/{own.pk}/",
        "poster": f"/poster/{poster.text('code')}/",
    }


def _learn(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.groups import holding
    from mutuality.sheets.models import BeliefNote
    from mutuality.study import operations as studies

    ada, dov = crowd[0], crowd[8]
    study = studies.begin(title="How sleep comes back", sessions=3, by=ada.membership, now=now)
    text = studies.make(
        study, title="What we tried", words="We wrote down hours.", stays=True, by=ada.membership, now=now
    )
    words = "You came each Tuesday for a winter. I saw how much it took."
    holding.give_note(
        dov.membership, to=ada.membership.place_id, words=words, may_outlive=True, by=dov.person, now=now
    )
    note, at = BeliefNote.objects.get(), f"/groups/{ada.membership.group_id}/study/{study.pk}/"
    return {"study": at, "study_text": f"{at}texts/{text.pk}/", "note": f"/you/notes/{note.pk}/"}


def _settle(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.safety import subjects, together
    from mutuality.safety.terms import PLACE
    from mutuality.shelf import operations as shelf
    from mutuality.shelf.entries import every

    stands = subjects.SUBJECTS[PLACE].current()
    together.change(stands | {"name": "Alder Street"}, by=crowd[1].person, now=now, subject=PLACE)
    shelf.say_wrong(every()["trauma-alarm"], line="The second step is missing in the print.", now=now)
    return {}


def _act_at_once(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.concerns import talks
    from mutuality.concerns.models import Along
    from mutuality.first_aid import operations as first_aid
    from mutuality.first_aid.queries import clauses
    from mutuality.kit.ids import new_id
    from mutuality.site.walking_out import walk_out

    ada, dov = crowd[0], crowd[8]
    clause = clauses(ada.membership.group)[0]
    asked = first_aid.ask(
        crowd[1].membership, kind="wait", clause=clause, about=crowd[3].person.pk, by=crowd[1].person, now=now
    )
    step = first_aid.agree(asked, membership=crowd[6].membership, by=crowd[6].person, now=now)
    beside, on = crowd[9].membership, (now + timedelta(days=2)).date()
    talk = talks.ask(ada.membership, about=dov.membership, beside=beside, on=on, by=ada.person, now=now)
    walk_out(dov.membership, with_whom=[ada.membership.pk], once=new_id(), by=dov.person, now=now)
    along = Along.objects.get()
    return {"step": f"/steps/{step.pk}/", "talk": f"/talks/{talk.pk}/", "along": f"/along/{along.pk}/"}


def _draw_circles(crowd: list[Any], *, now: datetime) -> dict[str, str]:
    from mutuality.concerns import operations as concerns
    from mutuality.concerns.models import Concern, Seat
    from mutuality.first_aid.queries import clauses

    ada, bea = crowd[0], crowd[5]
    clause = clauses(ada.membership.group)[0]

    def ask(by: Any, about: Any) -> tuple[Concern, Seat]:
        told = {"about": about.person.pk, "clause": clause, "words": "They shouted at me.", "named": True}
        row = concerns.open_concern(by.membership, **told, by=by.person, now=now)
        seats = Seat.objects.filter(panel=row.panel_id, said="asked")
        # Whoever is drawn by lot: Bea is one of them, since she is looked at.
        if not seats.filter(membership=bea.membership).exists():
            Seat.objects.filter(pk=seats.first().pk).update(membership=bea.membership)
        return row, seats.get(membership=bea.membership)

    mine, drawn = ask(ada, crowd[11])
    about_me, _seat = ask(crowd[6], ada)
    for seat in Seat.objects.filter(panel=about_me.panel_id).select_related("membership__person"):
        concerns.take_seat(seat, willing=True, by=seat.membership.person, now=now)
    return {
        "seat": f"/seats/{drawn.pk}/",
        "concern_mine": f"/concerns/{mine.pk}/",
        "concern_about": f"/concerns/{about_me.pk}/",
    }


LIVED = (
    Act("Ada", "{group}polls/", name="polls"),
    Act("Ada", "{group}polls/kinds/one/", name="poll-asking"),
    Act("Ada", "{group}polls/kinds/times/", name="poll-asking-times"),
    Act("Ada", "{group}polls/kinds/lot/", name="poll-asking-lot"),
    Act("Ada", "{poll}", name="poll-open"),
    Act("Ada", "{poll_named}", name="poll-result"),
    Act("Ada", "{poll_ranking}", name="poll-ranking"),
    Act("Ada", "{poll_secret}", name="poll-secret"),
    Act("Ada", "{poll_lot}", name="poll-lot"),
    Act("Ada", "{open}answer/", name="decision-answering"),
    Act("Ada", "/place/", name="place"),
    Act("Ada", "/place/rewording/", name="place-rewording"),
    Act("Ada", "/place/proposal/", name="place-proposal"),
    Act("Ada", "/week/", name="week"),
    Act("Ada", "/week/sheet/", name="week-sheet"),
    Act("Ada", "/week/new/", name="occasion-new"),
    Act("Ada", "/week/own/new/", name="own-date-new"),
    Act("Ada", "{own_date}", name="own-date"),
    Act("Ada", "/week/calendars/", name="calendars"),
    Act("Ada", "{occasion}", name="occasion"),
    Act("Ada", "{occasion}wording/", name="occasion-wording"),
    Act("Ada", "{occasion}dates/{on_day}/", name="occasion-date"),
    Act("Ada", "{occasion}dates/new/", name="occasion-extra"),
    Act("Ada", "{group}poster/", name="group-poster"),
    Act("Nobody", "{poster}", name="poster"),
    Act("Nobody", "/shelf/trauma-alarm/wrong/", name="shelf-wrong"),
    Act("Nobody", "/shelf/trauma-alarm/wrong/said/", name="shelf-wrong-said"),
    Act("Ada", "/shelf/waiting/", name="shelf-waiting"),
    Act("Ada", "/shelf/trauma-alarm/settling/", name="shelf-settling"),
    Act("Ada", "{group}shelf/", name="group-shelf"),
    Act("Ada", "{group}shelf/texts/trauma-alarm/", name="group-shelf-text"),
    Act("Ada", "{group}shelf/texts/new/shelf-text/", name="group-shelf-proposing"),
    Act("Ada", "{group}shelf/helped/", name="helped-giving"),
    Act("Ada", "{group}study/", name="studies"),
    Act("Ada", "{study}", name="study"),
    Act("Ada", "{study}sessions/1/", name="study-session"),
    Act("Ada", "{study}wishes/", name="study-wishing"),
    Act("Ada", "{study}texts/", name="study-making"),
    Act("Ada", "{study_text}", name="study-text"),
    Act("Ada", "{group}notes/", name="belief-notes"),
    Act("Ada", "/you/notes/", name="own-notes"),
    Act("Ada", "{note}", name="own-note"),
    Act("Ada", "{group}meetings/parts/", name="meeting-parts"),
    Act("Ada", "{step}", name="step"),
    Act("Ada", "{talk}", name="talk-mine"),
    Act("Dov", "{talk}", name="talk"),
    Act("Ada", "{along}", name="along"),
    Act("Bea", "{seat}", name="circle-seat"),
    Act("Ada", "{concern_mine}", name="concern-mine"),
    Act("Ada", "{concern_about}", name="concern-about-me"),
    Act("Bea", "{concern_about}", name="concern-of-the-circle"),
)
