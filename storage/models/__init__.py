"""The tables: columns, keys and constraints. They decide nothing.

There is no column for a NIK, a KK number, a bank number, an exact birth date or a GPS point, on purpose.
"""

from storage.models.base import Base
from storage.models.clock import AboutRow, AttachmentRow, JobRunRow, LeaseRow, OutboxRow
from storage.models.families import ConsentRow, FamilyChatRow, RequestRow, SlipRow, TraceRow
from storage.models.figures import IndicatorTallyRow, IndicatorValueRow, ScoreRow, ScoreTallyRow
from storage.models.interviews import AnswerRow, FormRow, HouseholdRow, InterviewRow, RefusalRow, TurnRow
from storage.models.people import ChatRow, InvitationRow, PersonRow, RoleRow
from storage.models.places import ContactRow, NeighbourhoodRow, PovertyLineRow, RegionRow
from storage.models.referrals import ActionRow, MannersRow, ReferralRow
from storage.models.rounds import PracticeRow, TrainingRow, VisitRow
from storage.models.secrecy import DestructionRow, HouseholdKeyRow, IncidentRow
from storage.models.staff import ApartRow, AttemptRow, AuditRow, DraftRow, HandoverRow
from storage.models.summaries import SummaryRow, SummaryTimeRow

__all__ = [
    "AboutRow",
    "ActionRow",
    "AnswerRow",
    "ApartRow",
    "AttachmentRow",
    "AttemptRow",
    "AuditRow",
    "Base",
    "ChatRow",
    "ConsentRow",
    "ContactRow",
    "DestructionRow",
    "DraftRow",
    "FamilyChatRow",
    "FormRow",
    "HandoverRow",
    "HouseholdKeyRow",
    "HouseholdRow",
    "IncidentRow",
    "IndicatorTallyRow",
    "IndicatorValueRow",
    "InterviewRow",
    "InvitationRow",
    "JobRunRow",
    "LeaseRow",
    "MannersRow",
    "NeighbourhoodRow",
    "OutboxRow",
    "PersonRow",
    "PovertyLineRow",
    "PracticeRow",
    "ReferralRow",
    "RefusalRow",
    "RegionRow",
    "RequestRow",
    "RoleRow",
    "ScoreRow",
    "ScoreTallyRow",
    "SlipRow",
    "SummaryRow",
    "SummaryTimeRow",
    "TraceRow",
    "TrainingRow",
    "TurnRow",
    "VisitRow",
]
