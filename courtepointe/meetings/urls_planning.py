"""The process, its plan and its meetings: what a coordinator prepares."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import cycles, earlier, meetings, model_file, objectives, process, sheet, year

urlpatterns: list[URLPattern] = [
    path("process/", process.process, name="process"),
    path("process/new/", process.process_new, name="process-new"),
    path("process/plan/", process.process_plan, name="process-plan"),
    path("process/stage/", process.process_stage, name="process-stage"),
    path("process/past/", earlier.process_past, name="process-past"),
    path("process/cycles/", cycles.cycles, name="cycles"),
    path("process/cycles/new/", cycles.cycle_new, name="cycle-new"),
    path("process/cycles/<uuid:process>/", cycles.cycle, name="cycle"),
    path("process/cycles/<uuid:process>/sheet/", cycles.cycle_sheet, name="cycle-sheet"),
    path("process/cycles/<uuid:process>/compare/", cycles.cycle_compare, name="cycle-compare"),
    path("process/model/", model_file.model, name="model"),
    path("process/model/file/", model_file.model_file, name="model-file"),
    path("process/model/take/", model_file.model_take, name="model-take"),
    path("process/sheet/", sheet.process_sheet, name="process-sheet"),
    path("year/", year.year, name="year-now"),
    path("year/<int:year>/", year.year, name="year"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/new/", meetings.meeting_new, name="meeting-new"),
    path("meetings/removed/", meetings.meetings_removed, name="meetings-removed"),
    path("meetings/<uuid:meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:meeting>/edit/", meetings.meeting_edit, name="meeting-edit"),
    path("meetings/<uuid:meeting>/convoke/", meetings.meeting_convoke, name="meeting-convoke"),
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
