"""Django's SQLite backend with SQLCipher underneath; the raw key is the first thing said on every connection."""

import sys
from functools import partial
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2 as _sqlcipher

_standard = {name: sys.modules.get(name) for name in ("sqlite3", "sqlite3.dbapi2")}
# Django's backend names its driver by import; ours stands in its place for just that moment.
sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = sqlcipher3, _sqlcipher
try:
    from django.db.backends.sqlite3 import base
finally:
    for _name, _module in _standard.items():
        if _module is None:
            del sys.modules[_name]
        else:
            sys.modules[_name] = _module


class KeyedConnection(_sqlcipher.Connection):
    """A connection that has been given its key."""

    def __init__(self, *args: Any, key: bytes, **given: Any) -> None:
        super().__init__(*args, **given)
        self.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper; OPTIONS takes `key`, 32 raw bytes."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters with the key given to each connection."""
        params = super().get_connection_params()
        params["factory"] = partial(KeyedConnection, key=params.pop("key"))
        return params
