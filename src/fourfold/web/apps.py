"""The one Django application of the site."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate


class SiteConfig(AppConfig):
    """All slices together; there is one line of migrations."""

    name = "fourfold.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_make_cache_table, sender=self)
        from fourfold.web.accounts import notices

        notices.listen()


def _make_cache_table(using: str, **given: Any) -> None:
    """The table of the cache belongs to no model, so no migration makes it."""
    call_command("createcachetable", database=using, verbosity=0)
