"""The letter that carries an invitation, where the site has a mail server."""

from django.conf import settings
from django.core.mail import send_mail

from fourfold.web.words import site_words


def send_invitation(email: str, name: str, link: str, language: str) -> bool:
    """Whether a letter with the link was handed to the site's mail server; never, where there is none."""
    if settings.MAIL is None:
        return False
    words = site_words(language)
    text = words.say("accounts.letter", name=name, link=link)
    return bool(send_mail(words.say("accounts.letter_about"), text, None, [email], fail_silently=True))
