"""The record: the checked tables of one group, and many of them as a study."""

from fourfold.record.group_record import TABLES, GroupRecord
from fourfold.record.problems import Problem, RecordRefused
from fourfold.record.schema import optional_columns, schema, table
from fourfold.record.study import Study

__all__ = ["TABLES", "GroupRecord", "Problem", "RecordRefused", "Study", "optional_columns", "schema", "table"]
