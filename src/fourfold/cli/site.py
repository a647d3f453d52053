"""Opening the site for a verb: the web framework is loaded only then."""

import os
from importlib.util import find_spec
from pathlib import Path

EXTRA = "the site is not installed; install it with: pip install 'fourfold[site]'"


def open_site(*, needs_database: bool = True) -> None:
    """Load the settings and every slice. Raises `ValueError` with the remedy where there is no site, or an older one."""
    configure()
    import django

    django.setup()
    if needs_database:
        _refuse_unready()


def configure() -> None:
    """Name the settings, let nobody else read what is written, and refuse where the site's own packages are missing."""
    os.umask(0o077)
    if find_spec("django") is None:
        raise ValueError(EXTRA)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fourfold.web.settings")


def folders() -> tuple[Path, Path]:
    """The data folder and the key folder, before there need be any settings."""
    return folder("FOURFOLD_HOME", ".local/share/fourfold"), folder("FOURFOLD_KEYS", ".config/fourfold")


def folder(variable: str, default: str) -> Path:
    """The folder that a variable names, or its place below the home folder."""
    return Path(os.environ.get(variable) or Path.home() / default).expanduser().resolve()


def pending() -> list[str]:
    """The migrations that this version has and the database has not."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _refuse_unready() -> None:
    from django.conf import settings
    from django.db import connection

    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not name.exists():
        raise FileNotFoundError(f"{name}: there is no site yet; make one with: fourfold init")
    waiting = pending()
    if waiting:
        home = settings.HOME if connection.vendor == "sqlite" else connection.settings_dict["HOST"]
        raise ValueError(f"{home}: the database is older than this version ({waiting[0]}); bring it up with: fourfold upgrade")
