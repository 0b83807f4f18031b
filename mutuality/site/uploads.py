"""The one file that these pages take: small, in memory, at one address. Everywhere else files are dropped unread."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.urls import reverse

from mutuality.site import terms_file


class OneSmallFile(FileUploadHandler):
    """Holds one file and lays nothing on a disk. What is past the limit is cut: it is then too long to be read."""

    held: bytearray | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin, if this is the place for it."""
        super().new_file(*args, **kwargs)
        if self.held is not None or self.request is None or self.request.path != reverse("group-bringing"):
            raise SkipFile
        self.held = bytearray()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Hold what came, up to the limit."""
        assert self.held is not None
        self.held += raw_data[: terms_file.MOST + 1 - len(self.held)]

    def file_complete(self, file_size: int) -> ContentFile | None:  # type: ignore[override]
        """The file, by no name: whatever it was called is nobody's business."""
        return ContentFile(bytes(self.held or b""), name="file")
