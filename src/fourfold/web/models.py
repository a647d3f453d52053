"""Every model of the site by name, so that Django finds the slices' models."""

from fourfold.web.accounts.models import Appointment, BreakGlass, Invitation, User, WayIn
from fourfold.web.api.models import ApiToken
from fourfold.web.audit.models import AuditEntry
from fourfold.web.backups.models import BackupCheck
from fourfold.web.blocks.models import BlockFeedback
from fourfold.web.briefs.models import Discussion
from fourfold.web.checkins.models import Card, Submission
from fourfold.web.estimates.models import Estimate, ProgrammePriors
from fourfold.web.figures.models import ProgrammeCount
from fourfold.web.flags.models import Flag
from fourfold.web.groups.models import Group, Membership
from fourfold.web.people.models import Consent, Person
from fourfold.web.programmes.models import Programme, Site
from fourfold.web.sessions.models import Attendance, AttendanceBefore, Session
from fourfold.web.signals.models import SignalAnswer
from fourfold.web.talk.models import Act, BoardEvent, Coding, Turn, WaitingImport

__all__ = [
    "Act",
    "ApiToken",
    "Appointment",
    "Attendance",
    "AttendanceBefore",
    "AuditEntry",
    "BackupCheck",
    "BlockFeedback",
    "BoardEvent",
    "BreakGlass",
    "Card",
    "Coding",
    "Consent",
    "Discussion",
    "Estimate",
    "Flag",
    "Group",
    "Invitation",
    "Membership",
    "Person",
    "Programme",
    "ProgrammeCount",
    "ProgrammePriors",
    "Session",
    "SignalAnswer",
    "Site",
    "Submission",
    "Turn",
    "User",
    "WaitingImport",
    "WayIn",
]
