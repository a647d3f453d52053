"""Every model of the site by name, so that Django finds the slices' models."""

from fourfold.web.accounts.models import Appointment, BreakGlass, Invitation, User, WayIn
from fourfold.web.api.models import ApiToken
from fourfold.web.assessments.models import Administration, Schedule, UrgentWords, Wording
from fourfold.web.audit.models import AuditEntry
from fourfold.web.backups.models import BackupCheck
from fourfold.web.blocks.models import BlockFeedback
from fourfold.web.briefs.models import Discussion
from fourfold.web.checkins.models import Card, Submission
from fourfold.web.estimates.models import Estimate, ProgrammePriors
from fourfold.web.figures.models import ProgrammeChange, ProgrammeCount
from fourfold.web.flags.models import Flag
from fourfold.web.goals.models import Facet, Goal, LeavingPlan, OwnStatement, RecordedTotal, Step, SupportContact
from fourfold.web.groups.models import Group, Membership
from fourfold.web.knowledge.models import Resource
from fourfold.web.notes.models import Addendum, CoSignature, Note, ProcessKey, ProcessNote
from fourfold.web.people.models import Consent, Person
from fourfold.web.practices.models import AssignedPractice, PlannedPractice, PracticeLog
from fourfold.web.programmes.models import Programme, Site
from fourfold.web.research.models import Release
from fourfold.web.sessions.models import Attendance, AttendanceBefore, Session
from fourfold.web.signals.models import SignalAnswer
from fourfold.web.talk.models import Act, BoardEvent, Coding, Turn, WaitingImport
from fourfold.web.wellbeing.models import StaffAnswers, TeamReading

__all__ = [
    "Act",
    "Addendum",
    "Administration",
    "ApiToken",
    "Appointment",
    "AssignedPractice",
    "Attendance",
    "AttendanceBefore",
    "AuditEntry",
    "BackupCheck",
    "BlockFeedback",
    "BoardEvent",
    "BreakGlass",
    "Card",
    "CoSignature",
    "Coding",
    "Consent",
    "Discussion",
    "Estimate",
    "Facet",
    "Flag",
    "Goal",
    "Group",
    "Invitation",
    "LeavingPlan",
    "Membership",
    "Note",
    "OwnStatement",
    "Person",
    "PlannedPractice",
    "PracticeLog",
    "ProcessKey",
    "ProcessNote",
    "Programme",
    "ProgrammeChange",
    "ProgrammeCount",
    "ProgrammePriors",
    "RecordedTotal",
    "Release",
    "Resource",
    "Schedule",
    "Session",
    "SignalAnswer",
    "Site",
    "StaffAnswers",
    "Step",
    "Submission",
    "SupportContact",
    "TeamReading",
    "Turn",
    "UrgentWords",
    "User",
    "WaitingImport",
    "WayIn",
    "Wording",
]
