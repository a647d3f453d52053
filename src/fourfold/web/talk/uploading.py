"""One file taken into memory, up to a size: what is larger is let through unread, and nothing of it reaches the disk."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler

MOST_BYTES = 20_000_000
_FORM_AROUND = 100_000


class OneFileInMemory(MemoryFileUploadHandler):
    """Keeps the files of a request in memory where the whole of it is no larger than MOST_BYTES and a form around it."""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None) -> None:
        self.activated = content_length <= MOST_BYTES + _FORM_AROUND
