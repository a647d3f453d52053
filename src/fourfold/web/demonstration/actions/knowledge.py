"""Two simulated resources in the list of the demonstration's site: one for everybody, one for staff."""

from fourfold.web.access import Viewer
from fourfold.web.knowledge.actions import ResourceDetails, add

_RESOURCES = (
    ResourceDetails(
        "Simulated: the quiet room", "A place to sit for a while after a session.", "Beside the entrance", "en", True
    ),
    ResourceDetails(
        "Simulado: lista de libros sobre grupos",
        "Para quien empieza a facilitar.",
        "Segundo estante, junto a la ventana",
        "es",
        False,
    ),
)


def add_resources(site_id: int, *, by: Viewer) -> None:
    """The two resources, added by whoever leads the group that meets."""
    for details in _RESOURCES:
        add(site_id, details, by=by)
