"""Every column of text that people type, with the page where it is read and corrected.

`tests/guide/test_personal_held.py` fails when a column of text is neither listed here nor explained.
"""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courtepointe.analysis.models import (
    Answer,
    Ballot,
    BallotPaper,
    DataImport,
    DataNeed,
    Datum,
    FactorAction,
    FactorChoice,
    Finding,
    ImportLines,
    Material,
    Objective,
    Observation,
    PopulationIndicator,
    Priority,
    Questionnaire,
    Service,
    Territory,
)
from courtepointe.coalitions.models import Coalition, MethodChange, Organisation
from courtepointe.coalitions.models_personal import PersonalRequest
from courtepointe.evaluation.models import (
    ActionDecision,
    Diagnostic,
    DiagnosticComment,
    DiagnosticItem,
    DiagnosticWording,
    Measurement,
    Relevance,
    ResultRequest,
    TransformationReview,
)
from courtepointe.files import StoredFile
from courtepointe.followup.models import Adjustment, Communication, ProgressReport
from courtepointe.guide.models import Incident, KeepingChoice, PolicyVersion
from courtepointe.meetings.models import (
    Activity,
    Attendance,
    Committee,
    Decision,
    DecisionOption,
    FollowUp,
    Homework,
    HomeworkShare,
    Meeting,
    MeetingEvaluation,
    MeetingFile,
    MeetingObjective,
    Minutes,
    MinutesSection,
    Objection,
    ParkedItem,
    PastStage,
    PreparationTask,
    Process,
    Reply,
    RulesSection,
)
from courtepointe.planning.models import (
    Action,
    ActionPartner,
    BudgetLine,
    Checkpoint,
    Confirmation,
    Funder,
    Indicator,
    Instrument,
    LeftGap,
    Milestone,
    Plan,
    PlanVersion,
    Transformation,
    TransformationPartner,
)


@dataclass(frozen=True)
class Texts:
    """The columns of a table that hold what people type, and the page where it is read and corrected."""

    model: type[Model]
    columns: tuple[str, ...]
    title: Promise
    page: str
    named: dict[str, str] = field(default_factory=dict)  # name in the address -> where its uid is

    @property
    def code(self) -> str:
        return self.model.__name__


OF_MEETING = {"meeting": "meeting__uid"}
OF_ORGANISATION = {"organisation": "organisation__uid"}

TEXTS: tuple[Texts, ...] = (
    Texts(Coalition, ("name", "territory", "privacy_name", "privacy_title"), _("Settings"), "coalition-settings"),
    Texts(Organisation, ("name", "removal_reason"), _("Organisations"), "members"),
    Texts(MethodChange, ("name", "description"), _("Our own words for the method"), "method-changes"),
    Texts(Process, ("name", "place"), _("Process"), "process"),
    Texts(PastStage, ("summary",), _("Earlier stages"), "process"),
    Texts(Meeting, ("title", "place", "removal_reason"), _("Meetings"), "meeting", {"meeting": "uid"}),
    Texts(MeetingObjective, ("text",), _("Objectives of meetings"), "meeting", OF_MEETING),
    Texts(
        Activity,
        ("title", "aim", "material", "note", "removal_reason"),
        _("Agendas and notes"),
        "minutes",
        OF_MEETING,
    ),
    Texts(
        ParkedItem,
        ("text", "raised_by", "closed_reason", "removal_reason"),
        _("Subjects set aside"),
        "meeting",
        OF_MEETING,
    ),
    Texts(MeetingFile, ("title", "removal_reason"), _("Documents and photos"), "minutes", OF_MEETING),
    Texts(StoredFile, ("name",), _("Names of files"), "meetings"),
    Texts(Attendance, ("name", "organisation_name"), _("Attendance and guests"), "minutes", OF_MEETING),
    Texts(Decision, ("wording", "reasons", "removal_reason"), _("Decisions"), "decisions"),
    Texts(DecisionOption, ("label",), _("Choices put to the group"), "decisions"),
    Texts(Objection, ("text", "answer"), _("Objections"), "decisions"),
    Texts(FollowUp, ("what", "removal_reason"), _("Follow-ups"), "follow-ups"),
    Texts(Minutes, ("correction",), _("Minutes"), "minutes", OF_MEETING),
    Texts(MinutesSection, ("text",), _("Minutes"), "minutes", {"meeting": "minutes__meeting__uid"}),
    Texts(MeetingEvaluation, ("comments", "paper"), _("Evaluations of meetings"), "evaluation", OF_MEETING),
    Texts(PreparationTask, ("text", "removal_reason"), _("Preparation"), "preparation", OF_MEETING),
    Texts(Homework, ("what", "removal_reason"), _("To prepare"), "preparation", OF_MEETING),
    Texts(HomeworkShare, ("answer",), _("What organisations prepared"), "homework-share", {"share": "uid"}),
    Texts(Reply, ("substitute", "words"), _("Replies to convocations"), "replies", OF_MEETING),
    Texts(Committee, ("name", "mandate", "removal_reason"), _("Committees"), "committee", {"committee": "uid"}),
    Texts(RulesSection, ("title", "text"), _("Working rules"), "rules"),
    Texts(DataNeed, ("question", "source", "remark", "removal_reason"), _("Data to bring"), "data-plan"),
    Texts(Territory, ("name", "removal_reason"), _("Territories"), "territories"),
    Texts(
        PopulationIndicator,
        ("name", "definition", "theme", "source", "removal_reason"),
        _("Indicators"),
        "indicators",
    ),
    Texts(Datum, ("sub_group", "source", "remark", "removal_reason"), _("Figures"), "indicators"),
    Texts(DataImport, ("name", "header", "settings"), _("Tables of figures"), "import-new"),
    Texts(ImportLines, ("cells",), _("Tables of figures"), "import-new"),
    Texts(
        Material,
        ("title", "text", "address", "source", "public", "removal_reason"),
        _("What was brought"),
        "materials",
    ),
    Texts(
        Questionnaire,
        ("title", "texts", "removal_reason"),
        _("Questions to parents"),
        "questionnaire",
        {"questionnaire": "uid"},
    ),
    Texts(Answer, ("text",), _("Questions to parents"), "questionnaire", {"questionnaire": "questionnaire__uid"}),
    Texts(
        Observation,
        ("text", "source", "evidence", "set_aside_because", "removal_reason"),
        _("Observations"),
        "observations",
    ),
    Texts(
        Finding,
        ("statement", "remark", "missing", "set_aside_because", "removal_reason"),
        _("Findings"),
        "findings",
    ),
    Texts(
        Service,
        (
            *("name", "description", "public", "moment", "cost", "access", "partners", "limits"),
            "removal_reason",
        ),
        _("Services"),
        "inventory",
        OF_ORGANISATION,
    ),
    Texts(FactorAction, ("remark",), _("Factor coverage"), "inventory", OF_ORGANISATION),
    Texts(Ballot, ("title", "discussion", "removal_reason"), _("Ballots"), "priorities"),
    Texts(BallotPaper, ("label",), _("Ballots"), "priorities"),
    Texts(Priority, ("reason", "removal_reason"), _("Priorities"), "priorities"),
    Texts(FactorChoice, ("reason",), _("Choice of factors"), "factors-choice"),
    Texts(Objective, ("text", "remark", "removal_reason"), _("Objectives of the plan"), "objectives"),
    Texts(Plan, ("title", "remark"), _("Plan of action"), "plan"),
    Texts(PlanVersion, ("title", "content", "reason"), _("Versions of the plan"), "plan-versions"),
    Texts(Confirmation, ("words",), _("Confirmations of the plan"), "plan-versions"),
    Texts(LeftGap, ("reason",), _("What the plan lacks"), "plan"),
    Texts(Transformation, ("text", "remark", "removal_reason"), _("Transformations"), "plan"),
    Texts(TransformationPartner, ("role",), _("Transformations"), "plan"),
    Texts(Instrument, ("name", "description", "address", "removal_reason"), _("Follow-up instruments"), "plan"),
    Texts(Indicator, ("name", "definition", "groups", "removal_reason"), _("Indicators of the plan"), "plan"),
    Texts(
        Action,
        ("title", "content", "public", "people_needed", "things_needed", "removal_reason"),
        _("Actions"),
        "plan",
    ),
    Texts(ActionPartner, ("role",), _("Actions"), "plan"),
    Texts(Milestone, ("text",), _("Milestones"), "plan"),
    Texts(Checkpoint, ("what", "removal_reason"), _("Follow-up calendar"), "plan-calendar"),
    Texts(BudgetLine, ("what",), _("Budget"), "plan"),
    Texts(Funder, ("name", "remark", "removal_reason"), _("Funders"), "plan"),
    Texts(
        ProgressReport,
        ("achieved", "helps", "hinders", "families_say", "adjustment", "next_step"),
        _("Progress of actions"),
        "follow-up-of-plan",
    ),
    Texts(Adjustment, ("what", "reason"), _("Adjustments"), "follow-up-of-plan"),
    Texts(
        Communication,
        ("public", "message", "channel", "remark", "removal_reason"),
        _("Communication plan"),
        "communications",
    ),
    Texts(Measurement, ("sub_group", "words", "source", "limits", "removal_reason"), _("Results"), "results"),
    Texts(ResultRequest, ("words", "unexpected"), _("Results"), "results"),
    Texts(TransformationReview, ("reading", "testimonies", "unexpected", "lessons"), _("Evaluation"), "results"),
    Texts(ActionDecision, ("reason", "change"), _("Evaluation"), "results"),
    Texts(Relevance, ("before", "after", "reason"), _("Evaluation"), "results"),
    Texts(Diagnostic, ("title", "removal_reason"), _("Diagnostic"), "diagnostics"),
    Texts(DiagnosticWording, ("right",), _("Diagnostic"), "diagnostics"),
    Texts(DiagnosticComment, ("text",), _("Diagnostic"), "diagnostics"),
    Texts(DiagnosticItem, ("rationale", "finding", "improvement"), _("Diagnostic"), "diagnostics"),
    Texts(PersonalRequest, ("words", "reply"), _("Requests"), "personal-request", {"asked": "uid"}),
    Texts(PolicyVersion, ("text",), _("Policy"), "policy"),
    Texts(KeepingChoice, ("held_because",), _("How long we keep things"), "keeping"),
    Texts(
        Incident,
        (
            *("information", "circumstances", "happened", "people", "sensitivity", "misuse", "consequences"),
            *("likelihood", "public_notice", "measures"),
        ),
        _("Register of incidents"),
        "incident",
        {"incident": "uid"},
    ),
)

_KEY = "made from another column when that one changes"
_METHOD = "names a piece of the method or of the program"
_EMPTIED = "emptied by an erasure (`erasing.py`)"
_PROGRAM = "written by the program: an erasure takes the name out of it (`erasing.py`)"

# Columns of text that hold no sentence of a person, each with its reason.
NOT_TYPED: dict[str, str] = {
    "Organisation.sort_key": _KEY,
    "Committee.sort_key": _KEY,
    "Decision.search_text": _KEY,
    "PolicyVersion.ready": _METHOD,
    "KeepingChoice.kind": _METHOD,
    "KeepingRun.counts": "numbers",
    "Member.sort_key": _EMPTIED,
    **{f"Member.{name}": _EMPTIED for name in ("name", "title", "email", "phone")},
    **{f"Person.{name}": "goes with the account" for name in ("email", "name", "password")},
    "Invitation.email": _EMPTIED,
    "HomeworkShare.done_by_name": _EMPTIED,
    "Coalition.privacy_email": "another person must be named first",
    "Coalition.privacy_phone": "another person must be named first",
    "Coalition.zone": _METHOD,
    "MethodChange.slug": _METHOD,
    "MethodChange.system": _METHOD,
    "Meeting.template": _METHOD,
    "Meeting.stage": _METHOD,
    "Meeting.tools": _METHOD,
    "Meeting.zone": _METHOD,
    "MeetingObjective.slug": _METHOD,
    "MeetingObjective.stage": _METHOD,
    "Activity.technique": _METHOD,
    "PreparationTask.slug": _METHOD,
    "PastStage.stage": _METHOD,
    "Process.stage": _METHOD,
    "Process.opened_at_stage": _METHOD,
    "RulesSection.key": _METHOD,
    "MinutesSection.key": _METHOD,
    "DataNeed.system": _METHOD,
    "Territory.sort_key": _KEY,
    "Territory.official_code": _METHOD,
    "Questionnaire.key": _METHOD,
    "Finding.followed": "public identities of observations",
    "Observation.receipt_hash": "stands for a code that only its writer has",
    "Material.brought_by_name": _EMPTIED,
    "Inventory.handed_in_by_name": _EMPTIED,
    "Ballot.criteria": _METHOD,
    "Confirmation.name": _EMPTIED,
    "ProgressReport.handed_in_by_name": _EMPTIED,
    "Measurement.brought_by_name": _EMPTIED,
    "ResultRequest.handed_in_by_name": _EMPTIED,
    "Instrument.sort_key": _KEY,
    "Funder.sort_key": _KEY,
    "LeftGap.kind": _METHOD,
    "LeftGap.system": _METHOD,
    "Transformation.system": _METHOD,
    "Indicator.unit": _METHOD,
    "ProgressReport.milestones": "public identities of milestones",
    "Relevance.reopens": _METHOD,
    "Diagnostic.prerequisites": _METHOD,
    "Diagnostic.items": _METHOD,
    "Diagnostic.waiting": "read by nobody before closing",
    "DiagnosticWording.items": _METHOD,
    "BallotItem.scores": "numbers",
    "BallotPaper.choices": "numbers",
    "ImportLines.problems": _METHOD,
    "DataImport.columns": _METHOD,
    "Answer.lang": _METHOD,
    **{f"Service.{name}": _METHOD for name in ("category", "ages", "systems")},
    **{f"{name}.factor": _METHOD for name in ("FactorAction", "FactorChoice")},
    **{f"{name}.system": _METHOD for name in ("PopulationIndicator", "Material", "Observation", "Finding")},
    **{f"PopulationIndicator.{name}": _METHOD for name in ("slug", "unit")},
    **{
        f"Datum.{name}": "a figure and its marks, as published"
        for name in ("period", "published", "caution", "letters", "revision", "sign", "comparator", "source_url")
    },
    "Notice.kind": _METHOD,
    "Notice.fingerprint": _METHOD,
    "MeetingEvaluation.counts": "numbers",
    "MeetingEvaluation.answered": "public identities of seats, emptied at closing",
    "Consent.asked": _METHOD,
    "Erasure.stays": "numbers",
    "StoredFile.kept_as": _METHOD,
    "StoredFile.content_type": _METHOD,
    "StoredFile.sha256": _METHOD,
    "Link.purpose": _METHOD,
    "Link.secret_hash": _EMPTIED,
    "MailRefusal.kind": _EMPTIED,
    "Entry.verb": _METHOD,
    "Entry.thing": _METHOD,
    "Entry.actor_name": _PROGRAM,
    "Entry.facts": _PROGRAM,
    **{f"Delivery.{name}": _METHOD for name in ("purpose", "kind", "calendar_method")},
    **{
        f"Delivery.{name}": _PROGRAM
        for name in ("recipient", "recipient_name", "subject", "body", "problem", "calendar")
    },
}
