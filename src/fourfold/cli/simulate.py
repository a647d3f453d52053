"""`fourfold simulate`: write the demonstration programme."""

from pathlib import Path
from typing import Annotated

import typer


def simulate(
    folder: Annotated[Path, typer.Argument(help="Where to write; one folder for each group.")],
    seed: Annotated[int, typer.Option(help="The same seed writes the same groups.")] = 2026,
) -> None:
    """Write a demonstration programme of four simulated groups as CSV files."""
    from fourfold.formats import csv_folder
    from fourfold.formats.files.folder import folder_name, refuse_other_content
    from fourfold.simulate import demonstration_programme

    study = demonstration_programme(seed)
    homes = [folder / folder_name(record.group.group_id) for record in study]
    _refuse_other_folders(folder, {home.name for home in homes})
    for record, home in zip(study, homes, strict=True):
        refuse_other_content(record.group.group_id, home, csv_folder.FORM)
    for record, home in zip(study, homes, strict=True):
        csv_folder.write(record, home)
        counts = f"{len(record.people)} people, {len(record.ratings):,} ratings, {len(record.turns):,} turns"
        typer.echo(f"wrote {home}: {record.group.name} (simulated), {counts}")
    typer.echo(f"try next: fourfold check {folder}")


def _refuse_other_folders(folder: Path, expected: set[str]) -> None:
    """Refuse to write among things that are not the demonstration."""
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder}: is a file; give a folder")
    others = sorted(p.name for p in folder.iterdir() if p.name not in expected) if folder.exists() else []
    if others:
        raise FileExistsError(f"{folder}: already holds {', '.join(others[:5])}; choose an empty or absent folder")
