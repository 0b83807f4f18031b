"""What the streams rely on in uvicorn. Where a new version changes it, this fails before a page does."""

import inspect

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import Server as Uvicorn

from mutuality.host.server import LiveProtocol, Server
from mutuality.live.stream import EXTENSION
from tests.live.feed import Lines
from tests.live.listening import OpenPage, open_house, until


def test_a_stream_finds_its_own_connection(transactional_db, monkeypatch):
    found = []
    begin = LiveProtocol.on_message_begin

    def watched(self: LiveProtocol) -> None:
        begin(self)
        found.append((self, self.scope["extensions"][EXTENSION]))

    monkeypatch.setattr(LiveProtocol, "on_message_begin", watched)
    with open_house({"lines": Lines(floors={"ada": 0})}) as house, OpenPage(house.port):
        until(lambda: house.hub._count == 1)
        (protocol, exposed), *_ = found
        (page,) = house.hub._watches["lines/here"].pages
        assert exposed is protocol
        assert page.wire is protocol.transport
        assert page.flow is protocol.flow
        assert page.flow.write_paused is False


def test_a_stream_is_chunked_so_that_the_hub_may_write_chunks(transactional_db):
    with open_house({"lines": Lines(floors={"ada": 0})}) as house, OpenPage(house.port) as ada:
        assert "transfer-encoding: chunked" in ada.head


def test_what_is_overridden_is_there_to_be_overridden():
    for name in ("startup", "shutdown", "capture_signals"):
        theirs, ours = getattr(Uvicorn, name), getattr(Server, name)
        assert list(inspect.signature(theirs).parameters) == list(inspect.signature(ours).parameters)
    assert callable(HttpToolsProtocol.on_message_begin)
    assert list(inspect.signature(HttpToolsProtocol.on_body).parameters) == ["self", "body"]
    assert {"pause_writing", "resume_writing"} <= set(vars(FlowControl)) & set(vars(HttpToolsProtocol))
    assert "disconnected" in inspect.getsource(RequestResponseCycle.receive)
