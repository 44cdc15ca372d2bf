"""Addresses of closing a meeting: its minutes sent and adopted, its evaluation, the registers as files."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import closing, decisions, evaluations, follow_ups

MEETING = "meetings/<uuid:meeting>/"

urlpatterns: list[URLPattern] = [
    path("decisions/file/", decisions.decisions_file, name="decisions-file"),
    path("follow-ups/file/", follow_ups.follow_ups_file, name="follow-ups-file"),
    path(f"{MEETING}minutes/send/", closing.minutes_send, name="minutes-send"),
    path(f"{MEETING}minutes/adopt/", closing.minutes_adopt, name="minutes-adopt"),
    path(f"{MEETING}minutes/reopen/", closing.minutes_reopen, name="minutes-reopen"),
    path(f"{MEETING}parked/<uuid:parked>/", closing.parked_settle, name="parked-settle"),
    path(f"{MEETING}evaluation/", evaluations.evaluation, name="evaluation"),
    path(f"{MEETING}evaluation/answer/", evaluations.evaluation_answer, name="evaluation-answer"),
    path(f"{MEETING}evaluation/open/", evaluations.evaluation_open, name="evaluation-open"),
    path(f"{MEETING}evaluation/close/", evaluations.evaluation_close, name="evaluation-close"),
    path(f"{MEETING}evaluation/paper/", evaluations.evaluation_paper, name="evaluation-paper"),
    path(f"{MEETING}evaluation/print/", evaluations.evaluation_print, name="evaluation-print"),
]
