"""References and addresses: whether they are written so that a program can follow them, and what kind of resource they name."""

import re

_TYPES = """
    Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic Binary
    BiologicallyDerivedProduct BodyStructure Bundle CapabilityStatement CarePlan CareTeam CatalogEntry ChargeItem
    ChargeItemDefinition Claim ClaimResponse ClinicalImpression CodeSystem Communication CommunicationRequest
    CompartmentDefinition Composition ConceptMap Condition Consent Contract Coverage CoverageEligibilityRequest
    CoverageEligibilityResponse DetectedIssue Device DeviceDefinition DeviceMetric DeviceRequest DeviceUseStatement
    DiagnosticReport DocumentManifest DocumentReference EffectEvidenceSynthesis Encounter Endpoint EnrollmentRequest
    EnrollmentResponse EpisodeOfCare EventDefinition Evidence EvidenceVariable ExampleScenario ExplanationOfBenefit
    FamilyMemberHistory Flag Goal GraphDefinition Group GuidanceResponse HealthcareService ImagingStudy Immunization
    ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide InsurancePlan Invoice Library Linkage List Location
    Measure MeasureReport Media Medication MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest
    MedicationStatement MedicinalProduct MedicinalProductAuthorization MedicinalProductContraindication
    MedicinalProductIndication MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured
    MedicinalProductPackaged MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition MessageHeader
    MolecularSequence NamingSystem NutritionOrder Observation ObservationDefinition OperationDefinition OperationOutcome
    Organization OrganizationAffiliation Parameters Patient PaymentNotice PaymentReconciliation Person PlanDefinition
    Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup
    ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject RiskAssessment RiskEvidenceSynthesis Schedule
    SearchParameter ServiceRequest Slot Specimen SpecimenDefinition StructureDefinition StructureMap Subscription Substance
    SubstanceNucleicAcid SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
    SubstanceSpecification SupplyDelivery SupplyRequest Task TerminologyCapabilities TestReport TestScript ValueSet
    VerificationResult VisionPrescription
"""
RESOURCE_TYPES = frozenset(_TYPES.split())
"""The kinds of resources in R4."""

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?$")
_UUID = re.compile(r"urn:uuid:[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_OID = re.compile(r"urn:oid:[0-2](\.(0|[1-9][0-9]*))+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[^\s<>\"{}|\\^`]+")


_RELATIVE = re.compile(r"[^\s<>\"{}|\\^`:]+")


def is_uri(text: object) -> bool:
    """Whether it is a URI, absolute or relative: a website, or a path within one."""
    return is_address(text) or (isinstance(text, str) and len(text) <= 4_000 and bool(_RELATIVE.fullmatch(text)))


def is_address(text: object) -> bool:
    """Whether it is an absolute URI: a scheme of two letters or more, nothing that no URI holds, and whole UUIDs and OIDs."""
    if not isinstance(text, str) or len(text) > 4_000:
        return False
    if text.startswith("urn:uuid:"):
        return bool(_UUID.fullmatch(text))
    if text.startswith("urn:oid:"):
        return bool(_OID.fullmatch(text))
    return bool(_SCHEME.fullmatch(text))


def type_named(reference: dict[str, object]) -> str | None:
    """The kind of resource that a Reference names; None where it does not say."""
    found = _TYPED.search(str(reference.get("reference") or ""))
    return found.group(1) if found else str(reference["type"]) if isinstance(reference.get("type"), str) else None


def reference_fault(reference: dict[str, object]) -> str:
    """What is wrong with a Reference; empty where nothing is."""
    if not any(reference.get(key) for key in ("reference", "identifier", "display")):
        return "says neither reference nor identifier nor display"
    text = reference.get("reference")
    if text is None:
        return ""
    if not isinstance(text, str):
        return "its reference is no text"
    local = text.startswith("#") or bool(_TYPED.fullmatch(text))
    if not local and not is_address(text):
        return f"'{text[:60]}' is neither Type/id nor a whole address"
    kind = type_named(reference)
    return f"'{kind}' is no kind of resource in R4" if kind is not None and kind not in RESOURCE_TYPES else ""
