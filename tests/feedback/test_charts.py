"""Specifications that Altair accepts, bands that break, one picture for each content."""

import re

import polars as pl
import pytest

from fourfold.feedback.charts import band_chart, reading, svg
from fourfold.feedback.circle import Place, Seat, circle_chart, seat_table, seated
from fourfold.feedback.marks import GLYPHS, mark_svg
from fourfold.feedback.theme import THEMES, colours, in_theme
from fourfold.vocabulary import Level

SCALE = (1.0, 7.0)


def points(*means: float | None) -> pl.DataFrame:
    rows = pl.DataFrame({"session": range(1, len(means) + 1), "mean": pl.Series(means, dtype=pl.Float64)})
    steps = {"low_90": -0.6, "low_50": -0.2, "high_50": 0.2, "high_90": 0.6}
    return rows.with_columns(pl.col("mean").add(step).alias(name) for name, step in steps.items())


@pytest.mark.parametrize("means", [(), (4.0,), (None,), (4.0, None, 5.0), (4.0, 4.5, None, 5.0, 5.5)])
def test_altair_accepts_every_band(means: tuple[float | None, ...]) -> None:
    import altair

    chart = band_chart(points(*means), SCALE, changes=[1.5])
    assert altair.Chart.from_dict(chart).to_dict()
    assert svg(chart, "x").startswith("<svg")


def test_altair_accepts_the_circle() -> None:
    import altair

    for count in (0, 1, 2, 9, 20):
        seats = [Seat(f"M{k}", Place.USUAL, "new today" if k == 2 else "") for k in range(count)]
        assert altair.Chart.from_dict(circle_chart(seated(seats, [Seat("Ann-Sophie", Place.CHAIR)]))).to_dict()


def test_a_band_stops_where_no_session_was_held() -> None:
    drawn = svg(band_chart(points(4, 4.2, None, 5, 5.2), SCALE), "x")
    areas = re.findall(r'<path d="([^"]*)" fill="#d5e4df"', drawn)
    assert len(areas) == 1
    assert areas[0].count("M") == 2


def test_a_reading_without_a_neighbour_is_still_drawn() -> None:
    drawn = svg(band_chart(points(4, None, 5, 5.2), SCALE), "x")
    assert drawn.count('stroke="#d5e4df" stroke-width="7"') == 1


def test_a_change_of_membership_is_an_upright_line() -> None:
    chart = points(4, 4, 4, 4)
    assert svg(band_chart(chart, SCALE, [2.5]), "x").count('stroke="#8c8371"') == 1
    assert 'stroke="#8c8371"' not in svg(band_chart(chart, SCALE), "x")


def test_the_whole_scale_is_always_shown() -> None:
    low, high = (svg(band_chart(points(m, m), SCALE), "x") for m in (1.0, 7.0))
    assert 'transform="translate(4,80)"' in low or "M4,80L" in low
    assert "M4,0L" in high


def test_a_picture_is_named_and_drawn_once_for_each_content() -> None:
    from fourfold.feedback import charts

    chart = band_chart(points(3, 4), SCALE)
    first = svg(chart, 'a "name" & <more> \\1')
    misses = charts._drawn.cache_info().misses
    assert 'aria-label="a &quot;name&quot; &amp; &lt;more&gt; \\1"' in first
    assert svg(dict(reversed(chart.items())), "other") != first
    assert charts._drawn.cache_info().misses == misses


@pytest.mark.parametrize("theme", THEMES)
def test_each_theme_has_every_colour(theme: str) -> None:
    assert set(colours(theme)) == set(colours("light"))
    drawn = svg(band_chart(points(3, 4), SCALE), "x", theme)
    assert f'fill="{colours(theme)["band-90"]}"' in drawn
    assert in_theme('"#123456"', theme) == '"#123456"'


def test_an_unknown_theme_is_refused() -> None:
    with pytest.raises(ValueError, match="no theme 'pink'; use one of light, dark, print"):
        colours("pink")


def test_a_line_of_blocks_reads_like_the_chart() -> None:
    assert reading(points(1, 4, None, 7), SCALE, [3.5]) == "▁▅ │█"
    assert reading(points(), SCALE) == ""


def test_chairs_sit_opposite_each_other() -> None:
    seats = seated([Seat(c, Place.USUAL) for c in "ABCDEF"], [Seat("Ann", Place.CHAIR), Seat("Ben", Place.CHAIR)])
    assert [s.label for s in seats] == ["Ann", "A", "B", "C", "Ben", "D", "E", "F"]
    assert seat_table(seats, ["who", "place", "today"]).row(0) == ("Ann", "chair", "")


def test_seats_differ_in_black_and_white() -> None:
    seats = [Seat("N", Place.FRESH, "new"), Seat("K", Place.AWAY, "away"), Seat("U", Place.USUAL), Seat("Ann", Place.CHAIR)]
    drawn = svg(circle_chart(seats), "x")
    assert drawn.count('stroke-dasharray="3,3"') == 1
    assert drawn.count('stroke-width="3"') == 1
    for label in ("N", "K", "U", "Ann", "new", "away"):
        assert f">{label}</text>" in drawn


def test_a_long_name_stands_outside_its_seat_and_stays_inside_the_picture() -> None:
    drawn = svg(circle_chart([Seat("Maximiliana Ernestina", Place.USUAL), *(Seat("B", Place.USUAL) for _ in range(5))]), "x")
    assert ">ME</text>" in drawn
    assert ">Maximiliana E…</text>" in drawn


@pytest.mark.parametrize("level", Level)
def test_each_level_has_a_mark_of_its_own(level: Level) -> None:
    marks = {mark_svg(other) for other in (*Level, None)}
    assert len(marks) == len(set(GLYPHS.values())) == 5
    assert 'aria-hidden="true"' in mark_svg(level)
    assert "currentColor" in mark_svg(level)
    assert "currentColor" not in mark_svg(level, "#000")
