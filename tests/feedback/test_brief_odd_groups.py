"""The brief of groups that are small, new or silent."""

import pytest

from fourfold.feedback.html import to_html
from fourfold.feedback.reports import brief
from fourfold.record import GroupRecord
from tests.feedback.stage import HELD, group_record, said


class TestSmallAndOddGroups:
    @pytest.mark.parametrize("language", ["en", "es"])
    @pytest.mark.parametrize(
        "record",
        [
            group_record(held=(), not_held=(), planned=1),
            group_record(held=(), not_held=(), planned=None),
            group_record(rated=False),
            group_record(labels="A"),
            group_record(labels=()),
            group_record(labels="ABC", chairs=()),
            group_record(absent=[(p, n) for n in HELD for p in (*(f"m{k}" for k in range(6)), "t0")], rated=False),
            group_record(held=(1,), not_held=(), planned=2),
        ],
        ids=["no session", "nothing", "no ratings", "one member", "no member", "no chair", "all absent", "one session"],
    )
    def test_it_is_written_from_the_record_alone(self, record: GroupRecord, language: str) -> None:
        page = brief.write(record, language)
        for key in ("since", "attention", "who"):
            section = page.section(key)
            assert section is not None
            assert section.statements
            assert all(s.text.strip() for s in section.statements)

    def test_a_first_session_knows_that_it_is_the_first(self) -> None:
        page = brief.write(group_record(held=(), not_held=(), planned=1))
        assert said(page, "since") == ["This is the group’s first session."]
        assert said(page, "missing") == [
            "After this session, ask everyone for the one-minute check-in.",
            "After three more sessions with at least four check-ins each, changes can begin to show.",
        ]

    def test_the_brief_before_a_session_knows_nothing_of_it(self) -> None:
        record = group_record()
        changed = group_record(absent=[("m0", 9), ("m0", 10)])
        assert to_html(brief.write(record.before(9))) == to_html(brief.write(changed.before(9)))
