"""FHIR R4 by our own hands: Questionnaires of instruments, answers and scores as resources, and the check of answers."""

from fourfold.formats.fhir.answers import AnswersRefused, Given, answers_in, response_of
from fourfold.formats.fhir.around import contained_questionnaire
from fourfold.formats.fhir.bundles import Member, bundle_of, patient_of
from fourfold.formats.fhir.care_plans import Activity, Plan, PlannedGoal, Standing, care_plan_of
from fourfold.formats.fhir.form_rules import form_problems
from fourfold.formats.fhir.gatherings import Meeting, Spell, encounter_of, group_of
from fourfold.formats.fhir.json_text import parse
from fourfold.formats.fhir.observations import Interval, observation_of
from fourfold.formats.fhir.problem import FhirRefused, Problem
from fourfold.formats.fhir.questionnaire import questionnaire_of
from fourfold.formats.fhir.stored import StoredQuestionnaire, read
from fourfold.formats.fhir.validation import problems
from fourfold.formats.fhir.wording import wording_of

__all__ = [
    "Activity",
    "AnswersRefused",
    "FhirRefused",
    "Given",
    "Interval",
    "Meeting",
    "Member",
    "Plan",
    "PlannedGoal",
    "Problem",
    "Spell",
    "Standing",
    "StoredQuestionnaire",
    "answers_in",
    "bundle_of",
    "care_plan_of",
    "contained_questionnaire",
    "encounter_of",
    "form_problems",
    "group_of",
    "observation_of",
    "parse",
    "patient_of",
    "problems",
    "questionnaire_of",
    "read",
    "response_of",
    "wording_of",
]
