"""What the log of the server must not hold: words in addresses that are themselves the right to something."""

import logging
import re

_WORD = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}")


class WithoutWords(logging.Filter):
    """Leaves out of every line the words of cards, kiosks, invitations and ways back in."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: the line stays, without its words."""
        record.msg, record.args = _WORD.sub("…", record.getMessage()), ()
        return True
