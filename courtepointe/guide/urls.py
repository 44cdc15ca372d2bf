from django.urls import URLPattern, path

from courtepointe.guide.views import audit, duties, handover, home, leaving, privacy, proposing, trace, where

urlpatterns: list[URLPattern] = [
    path("", home.home, name="coalition-home"),
    path("where/", where.where_we_are, name="where-we-are"),
    path("hand-over/", handover.hand_over, name="hand-over"),
    path("history/", audit.done, name="history"),
    path("history/file/", audit.history_file, name="history-file"),
    path("members/<uuid:member>/leave/", leaving.leave, name="member-leave"),
    path("members/<uuid:member>/information/", privacy.member_information, name="member-information"),
    path("members/<uuid:member>/erase/", privacy.member_erase, name="member-erase"),
    path("members/<uuid:member>/request/", privacy.member_request, name="member-request"),
    path("requests/", privacy.requests, name="personal-requests"),
    path("requests/<uuid:asked>/", privacy.one_request, name="personal-request"),
    path("erasures/", privacy.erasures, name="erasures"),
    path("personal-information/", duties.policy, name="policy"),
    path("personal-information/wording/", duties.policy_edit, name="policy-edit"),
    path("personal-information/periods/", duties.keeping_page, name="keeping"),
    path("personal-information/incidents/", duties.incidents, name="incidents"),
    path("personal-information/incidents/file/", duties.incidents_file, name="incidents-file"),
    path("personal-information/incidents/new/", duties.incident_new, name="incident-new"),
    path("personal-information/incidents/<uuid:incident>/", duties.incident, name="incident"),
    path("names/", privacy.names, name="names"),
    path("meetings/<uuid:meeting>/proposal/", proposing.agenda_proposal, name="agenda-proposal"),
    path("trace/<str:part>/<uuid:thing>/", trace.trace, name="trace"),
]
