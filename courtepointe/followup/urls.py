"""How the plan goes (Outil 11) and the communication plan, under c/<coalition>/plan/."""

from django.urls import URLPattern, path

from courtepointe.followup.views import adjusting, communications, progress, progress_desk, progress_entry

urlpatterns: list[URLPattern] = [
    path("progress/", progress.follow_up, name="follow-up-of-plan"),
    path("progress/<uuid:meeting>/", progress.progress, name="progress"),
    path("progress/<uuid:meeting>/desk/", progress_desk.progress_desk, name="progress-desk"),
    path("progress/<uuid:meeting>/ask/", progress_desk.progress_ask, name="progress-ask"),
    path("progress/reports/<uuid:progress_report>/", progress_entry.progress_report, name="progress-report"),
    path("progress/reports/<uuid:progress_report>/file/", progress_entry.progress_file, name="progress-file"),
    path("actions/<uuid:action>/progress/", progress.action_progress, name="action-progress"),
    path("actions/<uuid:action>/adjustments/new/", adjusting.adjustment_add, name="adjustment-add"),
    path("adjustments/<uuid:adjustment>/", adjusting.adjustment, name="adjustment"),
    path("communications/", communications.communications, name="communications"),
    path("communications/new/", communications.communication_add, name="communication-add"),
    path("communications/file/", communications.communications_file, name="communications-file"),
    path("communications/year/", communications.communications_year, name="communications-year"),
    path("communications/<uuid:communication>/", communications.communication_edit, name="communication-edit"),
    path("communications/<uuid:communication>/act/", communications.communication_act, name="communication-act"),
]
