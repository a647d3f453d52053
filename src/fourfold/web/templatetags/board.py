"""`{% board_words %}`: the words that the scripts of the circle board say, in the language of the page."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fourfold.web.words import site_words

register = template.Library()


@register.simple_tag
def board_words() -> SafeString:
    """The words as data of the page: scripts read them there, without network too."""
    return json_script(site_words(get_language()).entries["board_page"], "board-words")
