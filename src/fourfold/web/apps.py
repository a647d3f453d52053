"""The one Django application of the site."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """All slices together; there is one line of migrations."""

    name = "fourfold.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
