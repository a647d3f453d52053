"""`{{ role|role_name }}`: the name of a role in the language of the page."""

from django import template
from django.utils.translation import get_language

from fourfold.vocabulary import Role
from fourfold.web.words import site_words

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """The name of a role."""
    return site_words(get_language()).say(f"accounts.role_{Role(role)}")
