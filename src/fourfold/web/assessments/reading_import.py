"""A file or pasted text that a site imports: FHIR Questionnaire, CSV or plain lines, told apart by what it looks like."""

import json

from fourfold.instruments import Instrument
from fourfold.instruments.wording import WordingRead, WordingRefused, read_wording
from fourfold.web.assessments.pasted import read_pasted
from fourfold.web.assessments.questionnaire_wording import wording_in

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
        questionnaire = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as fault:
        raise WordingRefused(
            f"Line {fault.lineno}, column {fault.colno}: this is no JSON ({fault.msg}); mend that place."
        ) from fault
    except RecursionError as fault:
        raise WordingRefused("The file is nested too deeply for a Questionnaire; export it again.") from fault
    if not isinstance(questionnaire, dict) or questionnaire.get("resourceType") != "Questionnaire":
        raise WordingRefused("This JSON is no FHIR Questionnaire; its resourceType must be Questionnaire.")
    return wording_in(questionnaire, instrument)
