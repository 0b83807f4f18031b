"""What people do together in the made-up community, as tables: who, where, what they press, and the picture of it.

``{group}``, ``{room}``, ``{meeting}`` and the like are addresses that were found on the way. Imani, Rowan and Sol are
members; Wren came in last.
"""

from datetime import date, timedelta

from tests.pictures.walking import Act

SOON = (date.today() + timedelta(days=5)).isoformat()
LATER = (date.today() + timedelta(days=6)).isoformat()
PLACE = "The room behind the library, second door. Knock twice."
SLEPT = "I slept four hours, and that is two more than last week. I am here."
STILL = "Still here. I would like to hear the others today."

STATED = (
    Act("Imani", "{group}meetings/", name="meetings-no-times"),
    Act("Imani", "{group}meetings/times/", name="meeting-times-together"),
    Act("Imani", "{group}meetings/manner/", name="meeting-manner-together"),
    Act("Imani", "{group}meetings/sheet/", name="meeting-sheet"),
)

MEETING = (
    Act("Imani", "{group}meetings/", "Start a meeting", "meeting-opening", as_place="meeting"),
    Act("Rowan", "{group}meetings/", name="meetings-open"),
    Act("Rowan", "{meeting}", name="meeting-door"),
    Act("Rowan", press="Join the meeting"),
    Act("Sol", "{meeting}", "Join the meeting"),
    Act("Imani", "{meeting}", "Add them", "meeting-phone", {"name": "Grace"}),
    Act("Sol", "{meeting}", "Start: Check-in round", "meeting-step-wished"),
    # Imani invited Sol, so the two count as one once a third person is there.
    Act("Rowan", "{meeting}", "Yes, let's start"),
    Act("Imani", "{meeting}", name="meeting-my-turn"),
    Act("Imani", press="Send", name="meeting-error", fill={"words": ""}),
    Act("Sol", "{meeting}", name="meeting-waiting"),
    Act("Sol", press="Save for my turn", name="meeting-kept", fill={"words": STILL}),
    Act("Imani", "{meeting}", "Send", "meeting-said", {"words": SLEPT}),
    Act("Imani", press="I'm done. Rowan is next."),
    Act("Rowan", "{meeting}", name="meeting-turn-of-two"),
    Act("Rowan", press="Come back to me", name="meeting-later"),
    Act("Sol", "{meeting}words/", name="meeting-writing"),
    Act("Sol", "{meeting}?by-itself=1", name="meeting-by-itself"),
    Act("Sol", "{meeting}", "Send", fill={"words": STILL}),
    Act("Sol", press="I'm done. Grace (on the phone) is next."),
    Act("Imani", "{meeting}", name="meeting-for-the-phone"),
    Act("Imani", press="They pass"),
    Act("Rowan", "{meeting}", "Pass", "meeting-round-over"),
    Act("Imani", "{meeting}", "Start: What is on our minds", "meeting-floor-free"),
    Act("Rowan", "{meeting}", "I'd like to speak", "meeting-floor-mine"),
    Act("Sol", "{meeting}", "I'd like to speak next", "meeting-floor-asked"),
    Act("Sol", "{meeting}", "I'm just listening today", "meeting-listening"),
    Act("Sol", press="Please stop", name="meeting-stopped"),
    Act("Sol", "{meeting}", "I need the group now", "meeting-need"),
    Act("Imani", "{meeting}", name="meeting-need-of-another"),
    Act("Imani", "{meeting}", "I'm here with you", "meeting-staying"),
    Act("Imani", press="I'm ready when you are", name="meeting-going-on-wished"),
    Act("Rowan", "{meeting}", "I'm ready when you are"),
    Act("Rowan", "{meeting}", "Close the meeting", "meeting-closing"),
    Act("Sol", "{meeting}", "Not yet", "meeting-not-yet"),
    Act("Imani", "{meeting}", name="meeting-closing-held"),
)

DECIDING = (
    Act("Imani", "{group}decisions/", name="decisions"),
    Act("Imani", "{terms}", name="decision-starting-terms"),
    Act("Imani", "{group}decisions/subjects/", name="subjects"),
    Act("Imani", "{group}decisions/subjects/times/", name="proposing"),
    Act("Imani", press="Propose this", name="proposing-error"),
    Act(
        "Imani",
        "{group}decisions/subjects/times/",
        "Propose this",
        "decision-mine",
        {
            "first_on": SOON,
            "rhythm": "weekly",
            "at": "19:00",
            "zone": "Europe/Berlin",
            "minutes": "90",
            "way": "place",
            "where": PLACE,
            "why": "So that we can plan a little.",
        },
        as_place="times",
    ),
    Act("Rowan", "{times}", name="decision-open"),
    Act("Rowan", press="I can't agree, because", name="decision-objection-error"),
    Act(
        "Rowan",
        "{times}",
        "I can't agree, because",
        "decision-objected",
        {"because": "Seven is too early for me."},
    ),
    Act("Imani", "{times}wording/", name="wording"),
    Act("Imani", press="Propose this wording", name="decision-amended", fill={"at": "19:30"}),
    Act("Rowan", "{times}", "I agree"),
    Act("Sol", "{times}", "I agree", "decision-adopted"),
    Act("Sol", "{group}meetings/", name="meetings-times"),
    Act("Sol", "/meetings/", name="my-meetings"),
    Act("Sol", "/", name="home"),
    Act("Sol", "{group}meetings/dates/{on}/", name="meeting-date"),
    Act("Sol", press="Move this date", name="meeting-date-error", fill={"to_on": "", "to_at": ""}),
    Act("Sol", press="Move this date", name="meetings-change-mine", fill={"to_on": LATER, "to_at": "18:00"}),
    Act("Rowan", "{group}meetings/", name="meetings-change"),
    Act(
        "Sol",
        "{group}decisions/subjects/manner/",
        "Propose this",
        fill={"stays_hours": "0", "gentle_minutes": "4"},
        as_place="manner",
    ),
    Act("Sol", "{manner}", "Take my proposal back", "decisions-many"),
    Act("Sol", "{manner}", name="decision-taken-back"),
    Act("Rowan", "{group}meetings/", name="meetings-turns"),
    Act("Rowan", press="Take this role", name="meetings-turn-taken"),
)

READING = (
    Act("Imani", "/how/", name="how"),
    Act("Imani", "/how/reach/", name="reach"),
    Act("Imani", "{room}people/", name="room-people"),
    Act("Imani", "{group}decisions/minutes/", name="minutes"),
)

FIRST_AID = (
    Act("Imani", "{group}first-aid/", name="first-aid"),
    Act("Imani", "{group}first-aid/pause/", name="pausing"),
    Act("Imani", press="Ask for a second person", name="pausing-error"),
    Act("Imani", "{topic}", "Sol"),
    Act("Imani", press="Keep them from writing here", name="waiting"),
    Act("Imani", "{topic}", "Fold it for everyone", "folding"),
    Act("Imani", "{topic}", "Sol", as_place="sol"),
    Act("Imani", press="See the three ways", name="concern-ways"),
    Act("Imani", "{sol}circle/", name="concern-opening"),
    Act("Imani", "{sol}talking/", name="talk-asking"),
    Act("Imani", "{group}concerns/", name="concerns"),
    Act("Imani", "{group}walking-out/", name="walking-out"),
)

OWN = (
    Act("Imani", "{topic}", "Keep a copy", "word-kept"),
    Act("Imani", "/you/kept/", name="kept"),
    Act("Imani", "/you/search/", "Find", "find", {"wanted": "river"}),
    Act("Imani", "{topic}", "Imani", "person-own"),
    Act("Imani", press="Change how you appear here", name="appearance"),
    Act("Imani", press="Save", fill={"name": ""}, name="appearance-error"),
    Act("Imani", "{topic}", "Sol", "person"),
    Act("Imani", "{topic}", "Don't show me this person", "boundary", as_place="boundary"),
    Act("Imani", press="Stop seeing what they say", name="boundary-drawn"),
    Act("Imani", "{boundary}", name="boundary-stands"),
    Act("Imani", "/you/boundaries/", name="boundaries"),
    Act("Imani", "{group}", name="group-someone-near"),
    Act("Imani", "{group}moving/", name="moving-together"),
    Act("Rowan", "/groups/starters/file/", name="group-bringing"),
    Act("Rowan", press="Look at what is in it", name="group-bringing-error"),
    Act("Rowan", "/you/boundaries/", name="boundaries-none"),
    Act("Rowan", "/you/kept/", name="kept-none"),
    Act("Rowan", "/you/card/", name="card-none"),
    Act(
        "Rowan",
        press="Save",
        name="card",
        fill={"struggle": "Sit near me. Talk about the dog.", "please": "Ask."},
    ),
    Act("Rowan", press="Show it here", name="card-shown"),
    Act("Imani", "{group}", "Card", "place-card"),
    Act("Rowan", "/you/words/", name="own-words"),
    Act("Rowan", "/you/passkeys/", name="passkeys-none"),
    Act("Rowan", "/language/", name="language"),
    Act("Rowan", "/you/", name="you-in-groups"),
    Act("Rowan", "/support/numbers/", name="numbers"),
    Act("Rowan", "/support/numbers/new/", name="number"),
    Act("Rowan", "/limits/sheet/", name="limits-sheet"),
    Act("Rowan", "/limits/sheet/?letters=large", name="limits-sheet-large"),
    Act("Rowan", "/limits/1/", name="limits-version"),
    Act("Rowan", "/limits/rewording/", name="limits-rewording"),
    Act(
        "Rowan",
        press="Propose this version",
        name="limits-proposal-mine",
        fill={"run_by": "Nobody; this is made up."},
    ),
    Act("Imani", "/limits/proposal/", name="limits-proposal"),
    Act("Imani", "/limits/", name="limits-proposed"),
    Act("Imani", "/", name="home-proposed"),
)

SHELF = (
    Act("Nobody", "/shelf/", name="shelf"),
    Act("Nobody", "/shelf/kinds/reading/", name="shelf-kind"),
    Act("Nobody", "/shelf/booklets/techniques/", name="shelf-booklet"),
    Act("Nobody", "/shelf/trauma-alarm/", name="shelf-text"),
    Act("Nobody", "/shelf/thursday/", name="shelf-with-sheets"),
    Act("Nobody", "/shelf/moving-forward/", name="shelf-gone"),
    Act("Nobody", "/shelf/search/?words=a&kind=", name="shelf-search"),
    Act("Nobody", "/shelf/search/?words=qqq&kind=", name="shelf-search-nothing"),
    Act("Nobody", "/sheets/", name="sheets"),
    Act("Nobody", "/sheets/meeting/", name="blank-sheet"),
)

SHEETS = (
    Act("Rowan", "/you/sheets/", name="own-sheets-none"),
    Act("Rowan", "/you/sheets/new/plan/", name="own-sheet-new"),
    Act("Rowan", press="Save", name="own-sheet", fill={"q-safe": "A shut door."}, as_place="own_sheet"),
    Act("Rowan", "{own_sheet}versions/", name="own-sheet-versions"),
    Act("Rowan", "/you/sheets/", name="own-sheets"),
    Act("Rowan", "{group}sheets/", name="group-sheets-none"),
    Act("Rowan", "{group}sheets/helps/", name="held-sheet-new"),
    Act("Rowan", press="Save", name="held-sheet-error", fill={"q-stop": "A hand, palm up"}),
    Act("Rowan", press="Save", name="held-sheet-mine", fill={"whom": "all"}, as_place="held"),
    Act("Sol", "{group}", name="group-sheet-waits"),
    Act("Sol", "{held}", "Word it another way", "held-sheet-writing"),
    Act("Sol", press="Save", name="held-sheet-of-two", fill={"q-stop": "I look at the door"}),
    Act("Sol", "{held}", "Ask to erase it for all", "held-sheet-ending"),
    Act("Imani", "{held}", "I agree to this", "held-sheet"),
    Act("Imani", "{group}sheets/", name="group-sheets"),
)

COMFORT = (
    Act("Wren", "/you/comfort/", name="comfort-in-groups"),
    Act("Wren", press="Save", name="comfort-error", fill={"quiet_from": "22:00"}),
    Act("Wren", "/leaving/", "Leave with a way back", "left-with-a-way-back"),
    Act("Wren", "/way-back/", name="way-back"),
    Act("Wren", press="Come back", name="way-back-error", fill={"code": "not this code", "name": "Wren"}),
)

PAUSED = (
    Act("Rowan", "/", name="home-paused"),
    Act("Rowan", "{topic}", "Send", "paused", {"words": "I was about to say this.\n\nAll of it."}),
)

CROWDED = (
    Act("Ada", "/", name="limits-changes"),
    Act("Ada", press="I have read it", name="home-crowded"),
    Act("Ada", "{group}", name="group-crowded"),
    Act("Ada", "{group}meetings/", name="meetings-crowded"),
    Act("Ada", "{group}ledger/", name="ledger-crowded"),
    Act("Ada", "{group}decisions/", name="decisions-crowded"),
    Act("Ada", "{expired}", name="decision-expired"),
    Act("Ada", "{open}", name="decision-crowded"),
    Act("Ada", "{room}", name="room-crowded"),
    Act("Ada", "{topic}", name="topic-crowded"),
    Act("Ada", "{closed}", name="meeting-closed"),
    Act("Ada", "{meeting}", name="meeting-crowded"),
    Act("Ada", "/you/kept/", name="kept-crowded"),
    Act("Ada", "/you/devices/", name="devices-crowded"),
    Act("Ada", "/you/passkeys/", name="passkeys"),
    Act("Ada", "/you/passkeys/", "Rename", name="passkey"),
    Act("Ada", "/limits/", name="limits-of-two"),
    Act("Ada", "/limits/2/", name="limits-version-of-two"),
    Act("Bea", "/limits/changes/", "I have read it"),
    Act("Bea", "/you/boundaries/", name="boundaries-crowded"),
    Act("Bea", "{topic}", name="topic-behind-boundaries"),
    Act("Dov", "/limits/changes/", "I have read it"),
    Act("Dov", "/decisions/meanwhile/", name="adopted-without-me"),
    Act("Dov", press="I have read it"),
    Act("Dov", "{broken}ledger/", name="ledger-broken"),
)
