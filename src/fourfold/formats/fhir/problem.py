"""What is wrong, where, and what to do about it: a problem of answers, and the refusal of what cannot be used at all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `place` says where by linkId; a warning (`is_error` false) refuses nothing."""

    place: str
    reason: str
    remedy: str
    is_error: bool = True

    def __str__(self) -> str:
        return f"{'' if self.is_error else 'warning: '}{self.place}: {self.reason}; {self.remedy}"


class FhirRefused(ValueError):
    """A FHIR text or resource cannot be used. The message names the place, what is wrong there, and the remedy."""

    def __init__(self, place: str, reason: str, remedy: str) -> None:
        self.problem = Problem(place, reason, remedy)
        super().__init__(str(self.problem))
