"""The process, its plan and its meetings: what a coordinator prepares."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import committees, convoking, meetings, objectives, process, rules, sheet

urlpatterns: list[URLPattern] = [
    path("process/", process.process, name="process"),
    path("process/new/", process.process_new, name="process-new"),
    path("process/plan/", process.process_plan, name="process-plan"),
    path("process/stage/", process.process_stage, name="process-stage"),
    path("process/sheet/", sheet.process_sheet, name="process-sheet"),
    path("process/calendar/", meetings.calendar, name="process-calendar"),
    path("committees/", committees.committees, name="committees"),
    path("committees/new/", committees.committee_new, name="committee-new"),
    path("committees/<uuid:committee>/", committees.committee, name="committee"),
    path("committees/<uuid:committee>/edit/", committees.committee_edit, name="committee-edit"),
    path("committees/<uuid:committee>/act/", committees.committee_act, name="committee-act"),
    path("committees/<uuid:committee>/meeting/", committees.committee_meeting, name="committee-meeting"),
    path("meetings/<uuid:meeting>/agenda/report/", committees.report_add, name="report-add"),
    path("rules/", rules.rules, name="rules"),
    path("rules/begin/", rules.rules_begin, name="rules-begin"),
    path("rules/draft/", rules.rules_draft, name="rules-draft"),
    path("rules/draft/<slug:key>/", rules.rules_section, name="rules-section"),
    path("rules/adopt/", rules.rules_adopt, name="rules-adopt"),
    path("rules/<int:number>/", rules.rules_version, name="rules-version"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/removed/", meetings.meetings_removed, name="meetings-removed"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<uuid:meeting>/convoke/", convoking.meeting_convoke, name="meeting-convoke"),
    path("meetings/<uuid:meeting>/replies/", convoking.replies, name="replies"),
    path("meetings/<uuid:meeting>/reply/", convoking.my_reply, name="my-reply"),
    path("meetings/<uuid:meeting>/calendar/", convoking.meeting_calendar, name="meeting-calendar"),
    path("meetings/calendar/", convoking.my_calendar, name="my-calendar"),
    path("mail/<uuid:delivery>/again/", convoking.mail_again, name="mail-again"),
    path("meetings/<uuid:meeting>/reopen/", meetings.meeting_reopen, name="meeting-reopen"),
    path("meetings/<uuid:meeting>/cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path("meetings/<uuid:meeting>/remove/", meetings.meeting_remove, name="meeting-remove"),
    path("meetings/<uuid:meeting>/restore/", meetings.meeting_restore, name="meeting-restore"),
    path("meetings/<uuid:meeting>/objectives/", objectives.meeting_objectives, name="meeting-objectives"),
    path(
        "meetings/<uuid:meeting>/objectives/<uuid:objective>/",
        objectives.meeting_objective,
        name="meeting-objective",
    ),
]
