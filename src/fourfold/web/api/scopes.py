"""What a token may be made for: reading or writing, area by area. Writing holds reading."""

from collections.abc import Iterable, Mapping

READ, WRITE = "read", "write"
AREAS: Mapping[str, tuple[str, ...]] = {
    "groups": (READ, WRITE),
    "sessions": (READ, WRITE),
    "check-ins": (READ, WRITE),
    "estimates": (READ,),
    "signals": (READ, WRITE),
    "flags": (READ, WRITE),
    "figures": (READ,),
}
"""The areas and what can be asked for in each."""


def known(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes that there are of those asked for, in the order of the areas, the strongest of an area only.

    >>> known(["groups:read", "estimates:read", "groups:write", "estimates:write"])
    ('groups:write', 'estimates:read')
    """
    asked = set(scopes)
    strongest = [[f"{area}:{way}" for way in reversed(ways) if f"{area}:{way}" in asked][:1] for area, ways in AREAS.items()]
    return tuple(scope for found in strongest for scope in found)


def granted(kept: str) -> frozenset[str]:
    """Everything that a token may do, from what is kept of it.

    >>> sorted(granted("groups:write figures:read"))
    ['figures:read', 'groups:read', 'groups:write']
    """
    held = set(known(kept.split()))
    return frozenset(held | {scope.replace(f":{WRITE}", f":{READ}") for scope in held})


FULL = " ".join(known(f"{area}:{way}" for area, ways in AREAS.items() for way in ways))
"""Every area, as far as it goes."""
