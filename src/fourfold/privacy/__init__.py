"""Privacy: names that only a key tells, dates without days, readings nobody can take apart, tables without small cells."""

from fourfold.privacy.blocks import RATERS, SESSIONS, STEP, BlockReading, Withheld, block_reading, block_readings
from fourfold.privacy.cells import LEAST, protected_table, shown
from fourfold.privacy.dates import MOST_DAYS, shifted, week_number
from fourfold.privacy.histories import Difference, Kind, differences, is_near, safe_kinds, smallest_history
from fourfold.privacy.linked import Released, protected_tables, too_close
from fourfold.privacy.looking_again import Behind, rests_on_few
from fourfold.privacy.pseudonyms import pseudonym
from fourfold.privacy.tables import ALL, CountTable, Row, count_table, merged, table_of

__all__ = [
    "ALL",
    "LEAST",
    "MOST_DAYS",
    "RATERS",
    "SESSIONS",
    "STEP",
    "Behind",
    "BlockReading",
    "CountTable",
    "Difference",
    "Kind",
    "Released",
    "Row",
    "Withheld",
    "block_reading",
    "block_readings",
    "count_table",
    "differences",
    "is_near",
    "merged",
    "protected_table",
    "protected_tables",
    "pseudonym",
    "rests_on_few",
    "safe_kinds",
    "shifted",
    "shown",
    "smallest_history",
    "table_of",
    "too_close",
    "week_number",
]
