"""Observations and findings, under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import findings, grouping, observations, observations_asked

urlpatterns: list[URLPattern] = [
    path("observations/", observations.observations, name="observations"),
    path("observations/new/", observations.observation_add, name="observation-add"),
    path("observations/ask/", observations_asked.observations_ask, name="observations-ask"),
    path("observations/made-in/<uuid:meeting>/", observations.observations_of, name="observations-of"),
    path("observations/receipt/", observations_asked.observation_receipt, name="observation-receipt"),
    path("observations/<uuid:observation>/", observations.observation, name="observation"),
    path("observations/<uuid:observation>/edit/", observations.observation_edit, name="observation-edit"),
    path("observations/<uuid:observation>/act/", observations.observation_act, name="observation-act"),
    path("findings/", findings.findings, name="findings"),
    path("findings/new/", findings.finding_add, name="finding-add"),
    path("findings/group/", grouping.grouping, name="grouping"),
    path("findings/group/act/", grouping.group, name="group"),
    path("findings/group/proposed/", grouping.proposed, name="grouping-proposed"),
    path("findings/<uuid:finding>/", findings.finding, name="finding"),
    path("findings/<uuid:finding>/edit/", findings.finding_edit, name="finding-edit"),
    path("findings/<uuid:finding>/act/", findings.finding_act, name="finding-act"),
]
by_link: list[URLPattern] = [path("observe/<str:secret>/", observations_asked.observe, name="observe")]
