"""Addresses of preparing, holding and closing a meeting."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import agenda, attendance, decisions, follow_ups, minutes, paper, parked, room, screen

MEETING = "meetings/<uuid:meeting>/"

urlpatterns: list[URLPattern] = [
    path(f"{MEETING}agenda/", agenda.agenda, name="agenda"),
    path(f"{MEETING}agenda/new/", agenda.activity_add, name="activity-add"),
    path(f"{MEETING}agenda/move/", agenda.activity_move, name="activity-move"),
    path(f"{MEETING}agenda/remove/", agenda.activity_remove, name="activity-remove"),
    path(f"{MEETING}agenda/restore/", agenda.activity_restore, name="activity-restore"),
    path(f"{MEETING}agenda/<uuid:activity>/", agenda.activity_edit, name="activity-edit"),
    path(f"{MEETING}room/", room.room, name="room"),
    path(f"{MEETING}paper/", paper.paper, name="paper"),
    path(f"{MEETING}screen/", screen.screen, name="screen"),
    path(f"{MEETING}room/clock/", screen.room_clock, name="room-clock"),
    path(f"{MEETING}room/on/", room.activity_on, name="activity-on"),
    path(f"{MEETING}room/held/", room.meeting_held, name="meeting-held"),
    path(f"{MEETING}room/objectives/", room.objective_outcome, name="objective-outcome"),
    path(f"{MEETING}room/attendance/", attendance.attendance, name="attendance"),
    path(f"{MEETING}room/notes/<uuid:activity>/", room.activity_note, name="activity-note"),
    path(f"{MEETING}decisions/new/", decisions.decision_add, name="decision-add"),
    path(f"{MEETING}decisions/restore/", decisions.decision_restore, name="decision-restore"),
    path(f"{MEETING}decisions/<uuid:decision>/", decisions.decision_edit, name="decision-edit"),
    path(f"{MEETING}decisions/<uuid:decision>/remove/", decisions.decision_remove, name="decision-remove"),
    path(f"{MEETING}decisions/<uuid:decision>/agenda/", decisions.decision_take_up, name="decision-take-up"),
    path(f"{MEETING}room/aside/", parked.parked_add, name="parked-add"),
    path(f"{MEETING}room/aside/<uuid:parked>/", parked.parked_remove, name="parked-remove"),
    path(f"{MEETING}follow-ups/new/", follow_ups.follow_up_add, name="follow-up-add"),
    path(f"{MEETING}follow-ups/restore/", follow_ups.follow_up_restore, name="follow-up-restore"),
    path(f"{MEETING}follow-ups/<uuid:follow_up>/", follow_ups.follow_up_edit, name="follow-up-edit"),
    path(f"{MEETING}follow-ups/<uuid:follow_up>/remove/", follow_ups.follow_up_remove, name="follow-up-remove"),
    path(f"{MEETING}minutes/", minutes.minutes, name="minutes"),
    path(f"{MEETING}minutes/status/", minutes.minutes_close, name="minutes-close"),
    path(f"{MEETING}minutes/<str:key>/", minutes.minutes_edit, name="minutes-edit"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("follow-ups/", follow_ups.follow_ups, name="follow-ups"),
    path("follow-ups/<uuid:follow_up>/done/", follow_ups.follow_up_done, name="follow-up-done"),
]
