"""FHIR R4 by our own hands: Questionnaires of instruments, answers and scores as resources, and the check of answers."""

from fourfold.formats.fhir.json_text import parse
from fourfold.formats.fhir.problem import FhirRefused, Problem
from fourfold.formats.fhir.questionnaire import questionnaire_of
from fourfold.formats.fhir.validation import problems

__all__ = ["FhirRefused", "Problem", "parse", "problems", "questionnaire_of"]
