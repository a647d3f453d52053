"""Privacy: names that only a key tells, dates without days, readings nobody can take apart, tables without small cells."""

from fourfold.privacy.blocks import RATERS, SESSIONS, STEP, BlockReading, Withheld, block_reading, block_readings
from fourfold.privacy.cells import LEAST, protected_table, shown
from fourfold.privacy.dates import MOST_DAYS, shifted, week_number
from fourfold.privacy.pseudonyms import pseudonym

__all__ = [
    "LEAST",
    "MOST_DAYS",
    "RATERS",
    "SESSIONS",
    "STEP",
    "BlockReading",
    "Withheld",
    "block_reading",
    "block_readings",
    "protected_table",
    "pseudonym",
    "shifted",
    "shown",
    "week_number",
]
