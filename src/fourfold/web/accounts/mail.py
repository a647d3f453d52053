"""The site's own mail server, where it has one. Without one, links are handed over on paper or by voice."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class MailServer(NamedTuple):
    """Where mail is handed in."""

    host: str
    port: int
    user: str
    password: str
    tls: bool


def mail_address(url: str) -> MailServer | None:
    """The server that `smtp://user:password@host:port` or `smtp+tls://...` names; None for an empty address.

    Raises `ValueError` for any other kind of address.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtp+tls"} or not parts.hostname:
        raise ValueError("FOURFOLD_MAIL_URL: give smtp://host:port or smtp+tls://user:password@host:port, or leave it empty")
    tls = parts.scheme == "smtp+tls"
    return MailServer(
        parts.hostname, parts.port or (587 if tls else 25), unquote(parts.username or ""), unquote(parts.password or ""), tls
    )
