"""Charts as Vega-Lite specifications: a band over sessions, drawn the same on screen, in print and in a notebook.

A specification is plain data that `altair.Chart.from_dict` takes; it is written in the light colours of the tokens.
Pages and sheets turn it into a picture with `svg`, in any theme, without a script.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

import polars as pl

from fourfold.feedback.theme import colours, in_theme

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
BREAK = "break-paths-filter-domains"
WIDTH, HEIGHT = 200, 80
_BLOCKS = "▁▂▃▄▅▆▇█"
_SANS = "Noto Sans, Open Sans, Segoe UI, Arial, Liberation Sans, DejaVu Sans, sans-serif"
_SVG_OPENING = re.compile(r'<svg [^>]*viewBox="([^"]*)"[^>]*>(?:<rect [^>]*fill="transparent"/>)?')
_MARK_ROLES = re.compile(r'<g class="mark-[^"]*" role="graphics-[^"]*" aria-roledescription="[^"]*">')


def band_chart(points: pl.DataFrame, scale: tuple[float, float], changes: Sequence[float] = ()) -> dict[str, Any]:
    """The specification of a line in its 90 % and 50 % bands over sessions, on the full scale, without axes.

    points: session, mean, low_90, low_50, high_50, high_90; a row of nulls breaks the band (a session not held).
    changes: places on the session axis where the membership changed, drawn as upright lines.
    """
    rows = band_rows(points)
    layers = [*_rules(scale, colours("light")["rule"]), *band_layers(rows, changes, (-3, HEIGHT + 3))]
    return framed(layers, rows, size=(WIDTH, HEIGHT), x=session_axis([r["session"] for r in rows]), y=plain_scale(scale))


def band_layers(rows: Sequence[Mapping[str, Any]], changes: Sequence[float], reach: tuple[int, int]) -> list[dict[str, Any]]:
    """Bands, line and last reading over rows of `band_rows`; `reach` is where the upright lines begin and end."""
    light = colours("light")
    last = max((r["session"] for r in rows if r["mean"] is not None), default=0)
    layers = [_area(share, light[f"band-{share}"]) for share in (90, 50)]
    layers += [_stump(share, light[f"band-{share}"]) for share in (90, 50) if any(r["alone"] for r in rows)]
    layers += [upright(changes, reach)] if changes else []
    layers += [
        {"mark": {"type": "line", "color": light["line"], "strokeWidth": 2, "invalid": BREAK}, "encoding": {"y": _y("mean")}},
        {
            "transform": [{"filter": f"datum.session == {last} && isValid(datum.mean)"}],
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 56, "color": light["line"]},
            "encoding": {"y": _y("mean")},
        },
    ]
    return layers


def framed(
    layers: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    *,
    size: tuple[int, int],
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    edge: int = 0,
) -> dict[str, Any]:
    """Layers over shared data in a frame without axes, legend or ground; x and y are the shared scales."""
    return {
        "$schema": SCHEMA,
        "width": size[0],
        "height": size[1],
        "padding": {"left": edge, "right": edge, "top": 5, "bottom": 5},
        "background": "transparent",
        "config": {"aria": False, "view": {"stroke": None}, "font": _SANS},
        "data": {"values": list(rows)},
        "encoding": {
            "x": {"field": "session", "type": "quantitative", "axis": None, "scale": x},
            "y": {"type": "quantitative", "axis": None, "scale": y},
        },
        "layer": [dict(layer) for layer in layers],
    }


def reading(points: pl.DataFrame, scale: tuple[float, float], changes: Sequence[float] = ()) -> str:
    """The line as block characters, a space where no session was held and a bar where the membership changed."""
    low, high = scale
    text = ""
    for row in points.sort("session").iter_rows(named=True):
        text += "│" if row["session"] - 0.5 in changes else ""
        share = 0.0 if row["mean"] is None else (row["mean"] - low) / (high - low)
        text += " " if row["mean"] is None else _BLOCKS[min(max(int(share * len(_BLOCKS)), 0), len(_BLOCKS) - 1)]
    return text


def svg(specification: Mapping[str, Any], label: str, theme: str = "light") -> str:
    """The picture of a specification, scalable, with `label` as its name for screen readers."""
    drawn = in_theme(_drawn(json.dumps(specification, sort_keys=True, ensure_ascii=False)), theme)
    named = rf'<svg xmlns="http://www.w3.org/2000/svg" viewBox="\1" role="img" aria-label="{_safe(label)}">'
    return _SVG_OPENING.sub(named, drawn, count=1)


def forget_pictures() -> None:
    """Drop the pictures that this process holds."""
    _drawn.cache_clear()


def _safe(label: str) -> str:
    return escape(label).replace("\\", r"\\")


@lru_cache(maxsize=256)
def _drawn(specification: str) -> str:
    import vl_convert

    return _MARK_ROLES.sub("<g>", str(vl_convert.vegalite_to_svg(specification)))


def band_rows(points: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a band from its points; a band without a neighbour has no area and is drawn as a stump."""
    known = pl.col("low_90").is_not_null()
    beside = known.shift(1, fill_value=False) | known.shift(-1, fill_value=False)
    shown = points.sort("session").with_columns(alone=known & ~beside)
    numbers = ["mean", "low_90", "low_50", "high_50", "high_90"]
    return shown.select("session", *(pl.col(n).round(4) for n in numbers), "alone").to_dicts()


def _rules(scale: tuple[float, float], colour: str) -> Iterable[dict[str, Any]]:
    for end in scale:
        yield {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": colour},
            "encoding": {"x": {"value": 0}, "x2": {"value": "width"}, "y": {"datum": end}},
        }


def _area(share: int, colour: str) -> dict[str, Any]:
    return {
        "mark": {"type": "area", "color": colour, "opacity": 1, "invalid": BREAK},
        "encoding": {"y": _y(f"low_{share}"), "y2": {"field": f"high_{share}"}},
    }


def _stump(share: int, colour: str) -> dict[str, Any]:
    return {
        "transform": [{"filter": "datum.alone"}],
        "mark": {"type": "rule", "color": colour, "strokeWidth": 7},
        "encoding": {"y": _y(f"low_{share}"), "y2": {"field": f"high_{share}"}},
    }


def upright(changes: Sequence[float], reach: tuple[int, int]) -> dict[str, Any]:
    """Upright lines where the membership changed, from one height to another in pixels."""
    return {
        "data": {"values": [{"session": place} for place in changes]},
        "mark": {"type": "rule", "color": colours("light")["edge"]},
        "encoding": {"y": {"value": reach[0]}, "y2": {"value": reach[1]}},
    }


def _y(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative"}


def plain_scale(scale: tuple[float, float]) -> dict[str, Any]:
    """A scale that shows all of itself and nothing more."""
    return {"domain": list(scale), "nice": False, "zero": False}


def session_axis(sessions: Sequence[int], reach: tuple[int, int] = (4, WIDTH - 5)) -> dict[str, Any]:
    """The shared scale of sessions between two places in pixels; a single session stands in the middle."""
    numbers = sessions or [1]
    first, last = min(numbers), max(numbers)
    ends = [first - 1, last + 1] if first == last else [first, last]
    return {"domain": ends, "range": list(reach), "nice": False, "zero": False}
