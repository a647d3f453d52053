"""A file or pasted text that a site imports: FHIR Questionnaire, CSV or plain lines, told apart by what it looks like."""

from fourfold.formats.fhir import FhirRefused, parse, wording_of
from fourfold.instruments import Instrument
from fourfold.instruments.wording import WordingRead, WordingRefused, read_wording
from fourfold.web.assessments.pasted import read_pasted

MOST_BYTES = 400_000


def read_import(instrument: Instrument, content: bytes) -> WordingRead:
    """The wording in a file. Raises `WordingRefused` naming the place and the remedy."""
    text = decoded(content)
    if text.lstrip("\ufeff \r\n\t").startswith("{"):
        return _read_fhir(instrument, text)
    first = text.removeprefix("\ufeff").splitlines()[0].casefold() if text.strip() else ""
    if first.replace(";", ",").replace("\t", ",").replace(" ", "").startswith("item,"):
        return read_wording(instrument, text)
    return read_pasted(instrument, text)


def decoded(content: bytes) -> str:
    """The text of a file. Raises `WordingRefused` where it is too large, empty or not UTF-8."""
    if len(content) > MOST_BYTES:
        raise WordingRefused(f"The file is larger than {MOST_BYTES // 1000} kB; take only the questionnaire.")
    if not content.strip():
        raise WordingRefused("The file is empty; choose another one, or paste the sentences.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise WordingRefused(f"Byte {fault.start + 1}: the file is not UTF-8 text; save it as UTF-8 and try again.") from fault


def _read_fhir(instrument: Instrument, text: str) -> WordingRead:
    try:
        return wording_of(parse(text, "Questionnaire"), instrument)
    except FhirRefused as fault:
        raise WordingRefused(f"{fault}.") from fault
