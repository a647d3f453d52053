"""What loading the library costs."""

import subprocess
import sys


def _loaded_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return set(done.stdout.split())


def test_importing_fourfold_loads_no_heavy_library() -> None:
    heavy = {"numpy", "scipy", "polars", "numba", "altair", "pandas", "typer", "rich"}
    assert not heavy & _loaded_after("import fourfold")


def test_the_words_need_only_the_standard_library() -> None:
    assert not {"numpy", "polars"} & _loaded_after("import fourfold.vocabulary")


def test_inference_loads_no_tables() -> None:
    assert not {"polars", "pandas"} & _loaded_after("import fourfold.inference")


def test_the_library_loads_without_a_web_framework_or_a_second_table_library() -> None:
    rooms = [
        "vocabulary",
        "record",
        "inference",
        "instruments",
        "privacy",
        "alliance",
        "conversation",
        "feedback",
        "formats",
        "simulate",
    ]
    loaded = _loaded_after("import fourfold\n" + "\n".join(f"fourfold.{room}" for room in rooms))
    assert not {"django", "pandas", "statsmodels", "scipy.stats"} & loaded
