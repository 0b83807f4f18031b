"""The walk through the made-up community: a full room, ways in, words taken back, trouble."""

from tests.pictures.walking import PASSPHRASE, Walk, said

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
SAID = (
    ("שלום. אני כאן רק כדי להקשיב הערב. תודה שיש מקום כזה.", ""),
    (f"A word that does not end: {LONG}", ""),
    ("I read this again: https://example.org/a/rather/long/address?that=goes&on=and-on", "a link to a text"),
    (
        "It is quiet here tonight.\n\nI like that. One thing that helped:\n\n- the kettle\n- the dog\n- you",
        "",
    ),
)


def full_room(walks: dict[str, Walk], group: str) -> None:
    """A room in which a lot is said, and every way in which a word can look."""
    imani, rowan = walks["Imani"], walks["Rowan"]
    room = imani.to(group, "group").path(r"/rooms/[\w-]{16}/")
    topic = imani.to(room, "room").path(r"/topics/[\w-]{16}/")
    imani.to(room).page.get_by_role("link", name=said("What helped")).first.click()
    topic = "/" + imani.page.url.split("/", 3)[3].split("#")[0].split("?")[0]
    for text, note in SAID:
        rowan.to(topic).fill(words=text, note=note).press("Send")
    imani.page.locator(".word:not(.mine) .respond > summary").last.click()
    imani.page.locator(".word .offer").get_by_role("button", name=said("With you")).last.click()
    imani.to(topic, "topic").press("Send", "topic-error")
    imani.to(imani.to(topic).path(r"/words/[\w-]{16}/(?=\")"), "own-word")


def ways_in(walks: dict[str, Walk], newcomer: Walk, group: str) -> None:
    """Invitations, and somebody at the door."""
    imani = walks["Imani"].to(f"{group}invitations/", "invitations")
    imani.press("Four words to say", "invitations-spoken")
    words = imani.page.locator("#made").text_content()
    imani.press("A link for one person", "invitations-link")
    link = imani.page.locator("#made").text_content().strip()
    newcomer.to(link, "invitation").press(("Read about the group"), "door").press(
        "Continue", "door-agreed"
    ).press("Continue", "door-you")
    newcomer.press("Yes, join", "door-error")
    walks["Sol"].to("/door/", "door-closed").to("/invitation/", "spoken")
    newcomer.to("/door/").press("No, thank you", "turned-away").to("/invitation/").fill(
        four="not these four words"
    )
    newcomer.press(("Read about the group"), "spoken-error").fill(four=words).press(
        "Read about the group"
    ).show("door-again")


def many(walks: dict[str, Walk], newcomer: Walk, group: str) -> None:
    """Somebody knocks, waits and comes in; then what leaving says."""
    imani, rowan = walks["Imani"], walks["Rowan"]
    imani.to(f"{group}invitations/").press("A link for many", "invitations-many")
    link = imani.page.locator("#made").text_content().strip()
    newcomer.to(link, "knocking").fill(name="Wren", words="A friend told me about Tuesday evening.").press(
        "Ask to join"
    )
    newcomer.show("knock-waiting")
    imani.to(f"{group}knocks/", "knocks").press("Yes, let them in", "knocks-answered").to("/", "home-knock")
    # Imani invited both others, so it takes the two of them.
    for other in (rowan, walks["Sol"]):
        other.to(f"{group}knocks/").press("Yes, let them in")
    newcomer.to("/knock/", "knock-opened").press("Continue").press("Continue").fill(passphrase=PASSPHRASE)
    newcomer.press("Yes, join", "way-out-at-the-door").to("/knock/", "knock-none")
    imani.to(f"{group}invitations/").press("Cancel all open invitations").to(f"{group}ledger/", "ledger")
    imani.to(f"{group}terms/", "terms").to(f"{group}leaving/", "group-leaving").to("/leaving/", "leaving")


def trouble(walk: Walk, group: str) -> None:
    """Links that leave, addresses that are not there, a form that is too old."""
    walk.to("/away/?to=https%3A%2F%2Fexample.org%2Fa%2Flong%2Fpage", "away").to("/nothing/", "not-here")
    walk.to(group).to(walk.path(r"/rooms/[\w-]{16}/")).fill(title="A title", words="What I was about to say.")
    walk.page.locator("main [name=csrfmiddlewaretoken]").first.evaluate("each => each.value = 'x'")
    walk.press("Start this topic", "trouble")


def show_a_sheet(walks: dict[str, Walk], own_sheet: str, group: str) -> None:
    """Rowan shows a sheet to the first of the others; whoever that is reads it."""
    rowan = walks["Rowan"].to(f"{own_sheet}showing/", "own-sheet-showing")
    rowan.page.locator("main [name=whom]").first.check()
    rowan.press("Show it", "own-sheet-shown")
    pages = [walks[name].to(f"{group}sheets/") for name in ("Imani", "Sol")]
    reader = next(walk for walk in pages if "/shown/" in walk.page.content())
    reader.to(reader.path(r"/shown/[\w-]{16}/"), "shown-sheet")
