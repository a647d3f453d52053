"""A Questionnaire as it came: every byte is kept, so that what is exported is what was imported, extensions and all."""

from dataclasses import dataclass

from fourfold.formats.fhir.definition import definition_of
from fourfold.formats.fhir.json_text import parse
from fourfold.formats.fhir.naming import Json
from fourfold.formats.fhir.problem import FhirRefused, Problem

KIND = "Questionnaire"


@dataclass(frozen=True, slots=True)
class StoredQuestionnaire:
    """`text` is what came in, byte for byte, and what goes out; `content` the same to work with, decimals with all digits."""

    text: bytes
    content: Json

    @property
    def url(self) -> str:
        """The address that responses name it by, with its version; empty where it has none."""
        url, version = self.content.get("url"), self.content.get("version")
        return "" if not isinstance(url, str) else f"{url}|{version}" if version else url

    @property
    def fault(self) -> Problem | None:
        """Why it cannot be answered as it stands; None where it can."""
        try:
            definition_of(self.content)
        except FhirRefused as refused:
            return refused.problem
        return None


def read(text: str | bytes) -> StoredQuestionnaire:
    """The Questionnaire in a JSON text. One that cannot be answered is kept all the same, and `fault` says why.

    Raises `FhirRefused` for what is no Questionnaire, no JSON, too large or too deep.

    >>> read(b'{"resourceType": "Questionnaire",  "x": 1.00}').text
    b'{"resourceType": "Questionnaire",  "x": 1.00}'
    """
    kept = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return StoredQuestionnaire(kept, parse(kept, KIND))
