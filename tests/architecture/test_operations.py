"""An operation says who acts and what time it is, and all of it happens or nothing does."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.reading import PACKAGE, Function, tree

# These lie under people: they write inside the operation of whoever calls them, and know nobody.
GROUND = {"vault", "live", "outbox", "ledger"}
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "save",
    "update",
    "bulk_update",
    "delete",
}
PERSON = {"Person", "Session", "Place", "Membership", "Sitter"}
WITHOUT_A_PERSON = {
    "circles.begin": "part of what the app that owns its kind does",
    "circles.end": "part of what the app that owns its kind does",
    "decisions.erase_all": "follows from the end of a group",
    "decisions.sweep": "time does it",
    "groups.arrive_and_come_in": "whoever arrives is nobody here yet",
    "groups.open_door": "whoever holds an invitation is nobody here yet",
    "groups.turn_away": "whoever holds an invitation is nobody here yet",
    "groups.knock": "whoever knocks is nobody here yet",
    "groups.step_back": "whoever knocked is nobody here yet",
    "groups.erase_group": "follows from the last departure, or from time",
    "groups.change_together": "everybody who decides did it, and no one alone",
    "groups.sweep": "time does it",
    "meetings.close": "two asked for it, or time does it",
    "meetings.count_anew": "follows from what everybody who decides did",
    "meetings.end_dropped": "follows from what everybody who decides did",
    "meetings.erase_all": "follows from the end of a group",
    "meetings.forget_unwanted": "nobody wants it any more",
    "meetings.let_go": "time does it",
    "meetings.pass_quietly": "a connection was lost, and nobody did it",
    "meetings.let_go_of_another_format": "follows from what everybody who decides did",
    "meetings.put": "everybody who decides did it, or a founder who says so",
    "meetings.put_manner": "everybody who decides did it, or a founder who says so",
    "meetings.put_times": "everybody who decides did it, or a founder who says so",
    "meetings.sweep": "time does it",
    "people.settle_place": "everybody who decides did it, or the one there is",
    "polls.erase_all": "follows from the end of a group",
    "polls.sweep": "time does it",
    "people.await_founding": "nobody is here yet",
    "people.open_founding": "nobody is here yet",
    "people.note_founding": "nobody is here yet",
    "people.found_community": "nobody is here yet",
    "people.arrive": "whoever arrives is nobody here yet",
    "people.arrive_hashed": "whoever arrives is nobody here yet",
    "people.recover": "the printed code says who it is",
    "people.end_all_left": "whoever left did it, and nothing could be written then",
    "people.sweep": "time does it",
    "rooms.open_room": "a group opens it, and says who founded the group",
    "rooms.open_led_room": "a meeting opens it, and says who opened the meeting",
    "rooms.keep_for": "a group decides it, and says who decided",
    "rooms.erase_words": "part of taking back, of time, or of what a circle decided",
    "rooms.erase_room": "follows from the end of a group",
    "rooms.let_go": "time does it",
    "safety.state_facts": "whoever runs the server does it, who is nobody in particular here",
    "safety.sweep": "time does it",
    "safety.state_limits": "nobody is here yet; later a group decides it, and says who decided",
    "shelf.say_wrong": "whoever says it is nobody in particular here",
    "shelf.sweep": "time does it",
}


def is_operation(act: Function) -> bool:
    return any(getattr(mark, "id", getattr(mark, "attr", "")) == "operation" for mark in act.decorator_list)


def changes_rows(act: Function) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in WRITES for node in ast.walk(act))


def by_place(act: Function) -> list[ast.arg]:
    return [*act.args.posonlyargs, *act.args.args]


def names_a_person(act: Function) -> bool:
    """Whether somebody acts: as ``by``, or as the one thing the act is about."""
    first = [ast.unparse(given.annotation) for given in by_place(act) if given.annotation]
    return "by" in {given.arg for given in act.args.kwonlyargs} or bool(PERSON & set(first))


def told_time(act: Function, *, app: str) -> bool:
    """Whether ``now`` is an argument; on the ground any moment will do, such as when a duty falls due."""
    given = [*by_place(act), *act.args.kwonlyargs]
    moments = [each.arg for each in given if each.annotation and "datetime" in ast.unparse(each.annotation)]
    return "now" in {each.arg for each in act.args.kwonlyargs} or (app in GROUND and bool(moments))


def public(source: ast.Module) -> Iterator[Function]:
    return (act for act in source.body if isinstance(act, Function) and not act.name.startswith("_"))


def faults(act: Function, *, app: str) -> Iterator[str]:
    if not ast.get_docstring(act):
        yield "does not say what it means to people"
    if app not in GROUND and len(by_place(act)) > 1:
        yield "takes more than one argument by place"
    if not is_operation(act):
        if app not in GROUND and changes_rows(act):
            yield "changes rows and is no @operation"
        return
    if not told_time(act, app=app):
        yield "is not told what time it is"
    if app not in GROUND and not names_a_person(act) and f"{app}.{act.name}" not in WITHOUT_A_PERSON:
        yield "is not told who acts, and WITHOUT_A_PERSON gives no reason"


def all_faults(source: ast.Module, *, app: str) -> list[str]:
    return [f"{app}.{act.name} {fault}" for act in public(source) for fault in faults(act, app=app)]


def files(under: Path = PACKAGE) -> list[tuple[str, Path]]:
    """Every file of operations with its app, also where they have grown into a folder."""
    found = [*under.glob("*/operations.py"), *under.glob("*/operations/**/*.py")]
    return [(path.relative_to(under).parts[0], path) for path in sorted(found)]


def test_every_operation_has_the_shape():
    found = [fault for app, path in files() for fault in all_faults(tree(path), app=app)]
    assert not found, "\n".join(found)


def test_operations_in_a_folder_are_read_too(tmp_path: Path):
    folder = tmp_path / "rooms" / "operations" / "talk"
    folder.mkdir(parents=True)
    for place in (folder / "say.py", folder.parent / "leave.py", tmp_path / "rooms" / "queries.py"):
        place.write_text("")
    assert [(app, path.name) for app, path in files(tmp_path)] == [("rooms", "leave.py"), ("rooms", "say.py")]
    assert {path.name for app, path in files() if app == "meetings"} >= {"close.py", "floor.py", "room.py"}


def test_every_reason_is_still_needed():
    found = {
        f"{app}.{act.name}" for app, path in files() for act in public(tree(path)) if not names_a_person(act)
    }
    assert set(WITHOUT_A_PERSON) <= found


def test_a_misshapen_operation_would_be_found():
    planted = ast.parse(
        "def loose(room):\n    '''Hear.'''\n    room.save()\n"
        "@operation\ndef timeless(room, *, by):\n    '''Speak.'''\n"
        "@operation\ndef nameless(room, *, now):\n    '''Leave.'''\n"
        "@operation\ndef crowded(room, words, *, by, now):\n    '''Fold.'''\n"
        "@operation\ndef silent(room, *, by, now):\n    pass\n"
        "@operation\ndef right(room, *, by, now):\n    '''Say words in a room.'''\n"
        "@operation\ndef mine(place: Place, *, now):\n    '''Leave a room.'''\n"
        "def reading(room):\n    '''Whether it is open.'''\n    return room.open\n"
    )
    found = [fault.split()[0] for fault in all_faults(planted, app="rooms")]
    assert found == ["rooms.loose", "rooms.timeless", "rooms.nameless", "rooms.crowded", "rooms.silent"]
