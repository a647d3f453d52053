"""The text of a file that a program of unknown habits wrote: UTF-8, UTF-16 or Windows, any line ending, capped in size."""

from pathlib import Path

from fourfold.formats.transcript import TranscriptRefused

LARGEST = 50_000_000
"""No transcript of a session has more bytes; a two-hour session with every word timed has 12 million."""
NOT_UTF8 = "The file is not UTF-8 and was read as Windows text (cp1252); check names with accents."

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def file_bytes(path: Path) -> bytes:
    """The bytes of a file. Raises `TranscriptRefused` above `LARGEST`, and `OSError`."""
    if path.is_dir():
        raise TranscriptRefused(f"{path} is a folder; name one file")
    if path.exists() and not path.is_file():
        raise TranscriptRefused(f"{path} is a pipe or a device, which may never end; save what it holds as a file")
    with path.open("rb") as opened:
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TranscriptRefused(f"{path}: larger than {LARGEST // 1_000_000} MB, no transcript of a session is; split the file")
    return data


def file_text(path: Path) -> tuple[str, tuple[str, ...]]:
    """The text of a file with `\\n` at the end of its lines, and remarks on how it was decoded. Raises as `file_bytes`."""
    text, remarks = _decoded(file_bytes(path), path)
    if not text.strip():
        raise TranscriptRefused(f"{path}: the file is empty; export it again")
    return text.replace("\r\n", "\n").replace("\r", "\n"), remarks


def _decoded(data: bytes, path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        text, remarks = _text_of(data)
    except UnicodeDecodeError:
        raise TranscriptRefused(f"{path}: not readable as text; save it as text in UTF-8") from None
    if "\0" in text:
        raise TranscriptRefused(f"{path}: not a text file; export the transcript as text in UTF-8")
    return text, remarks


def _text_of(data: bytes) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding).removeprefix("\ufeff"), ()
    if b"\0" in data[:2]:
        return data.decode("utf-16-be" if data[0] == 0 else "utf-16-le"), ()
    try:
        return data.decode(), ()
    except UnicodeDecodeError:
        return _windows(data), (NOT_UTF8,)


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
