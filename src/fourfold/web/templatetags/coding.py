"""How long and when, as one reads it off a clock."""

from django import template

register = template.Library()


@register.filter
def minutes(seconds: float) -> str:
    """Seconds as minutes and seconds, with hours where there are any."""
    whole = round(float(seconds))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


@register.filter
def since(end_s: float, start_s: float) -> str:
    """How long it lasted, as minutes and seconds."""
    return minutes(float(end_s) - float(start_s))
