"""Telling a group of a block of its sessions: once, and never again of the same block."""

from django.utils import timezone

from fourfold.privacy import BlockReading, block_reading
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.blocks.models import BlockFeedback
from fourfold.web.blocks.queries import DueBlock, due_block, raters_told
from fourfold.web.storage.writing import write_transaction


def publish(group_id: int, *, by: Viewer | str = "system") -> int:
    """How many blocks of a group were told or withheld just now; each stays as it is, whatever comes in later.

    Raises `RecordRefused` where what is stored of the group does not fit together.
    """
    published = 0
    while (due := due_block(group_id)) is not None:
        readings = {key: block_reading(answers, raters_told(group_id, key)) for key, answers in due.answers.items()}
        with write_transaction():
            if BlockFeedback.objects.filter(group=group_id, last_session__gte=due.first).exists():
                return published
            block = _freeze(group_id, due, readings)
            detail = block.withheld or f"{len(block.readings)} readings"
            note(by, "publish block", f"block:{block.pk}", group=group_id, detail=detail)
        published += 1
    return published


def _freeze(group_id: int, due: DueBlock, readings: dict[str, BlockReading]) -> BlockFeedback:
    told = {key: reading for key, reading in readings.items() if reading.value is not None}
    reasons = [str(reading.withheld) for reading in readings.values() if reading.withheld]
    return BlockFeedback.objects.create(
        group_id=group_id,
        first_session=due.first,
        last_session=due.last,
        readings={key: reading.value for key, reading in told.items()},
        raters={key: sorted(reading.raters) for key, reading in told.items()},
        withheld="" if told else reasons[0],
        published_at=timezone.now(),
    )
