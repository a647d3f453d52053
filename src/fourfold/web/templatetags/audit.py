"""`{{ verb|spoken }}`: what was done, in the language of the page."""

from django import template
from django.utils.translation import get_language

from fourfold.web.audit import verbs

register = template.Library()


@register.filter
def spoken(verb: str) -> str:
    """The words of a verb of the audit log."""
    return verbs.spoken(verb, get_language())
