"""The few bytes that an open page understands."""

BEAT = b"event: beat\ndata:\n\n"
CLOSED = b"event: closed\ndata: /\n\n"
TURNED = b"event: turned\ndata:\n\n"
WAITS = b"event: waits\ndata:\n\n"
END = b"0\r\n\r\n"


def frame(event: str, *, seq: int | None, data: str) -> bytes:
    """One change, with the count from which the page goes on should it lose the stream, if it is whole by then."""
    lines = data.replace("\r\n", "\n").replace("\r", "\n").strip("\n").replace("\n", "\ndata: ")
    count = "" if seq is None else f"id: {seq}\n"
    return f"event: {event}\n{count}data: {lines}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """When to come back, said before the server goes."""
    return b"retry: %d\n\n" % milliseconds


def chunk(content: bytes) -> bytes:
    """The bytes as one piece of an answer without a known length; nothing for nothing."""
    return b"%x\r\n%b\r\n" % (len(content), content) if content else b""
