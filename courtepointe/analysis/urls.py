"""The analysis of the situation, under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis import (
    urls_data,
    urls_findings,
    urls_materials,
    urls_portrait,
    urls_priorities,
    urls_services,
)
from courtepointe.analysis.views import answers, data_plan, data_plan_paste, hub

urlpatterns: list[URLPattern] = [
    path("", hub.analysis, name="analysis"),
    path("data-plan/", data_plan.data_plan, name="data-plan"),
    path("data-plan/new/", data_plan.need_add, name="need-add"),
    path("data-plan/move/", data_plan.need_move, name="need-move"),
    path("data-plan/remove/", data_plan.need_remove, name="need-remove"),
    path("data-plan/restore/", data_plan.need_restore, name="need-restore"),
    path("data-plan/proposed/", data_plan.needs_proposed, name="needs-proposed"),
    path("data-plan/paste/", data_plan_paste.needs_paste, name="needs-paste"),
    path("data-plan/card/", data_plan.data_plan_card, name="data-plan-card"),
    path("data-plan/tie/", answers.need_tie, name="need-tie"),
    path("data-plan/<uuid:need>/answers/", answers.need_answers, name="need-answers"),
    path("data-plan/<uuid:need>/", data_plan.need_edit, name="need-edit"),
    path("data-plan/<uuid:need>/received/", data_plan.need_received, name="need-received"),
    *urls_data.urlpatterns,
    *urls_portrait.urlpatterns,
    *urls_services.urlpatterns,
    *urls_materials.urlpatterns,
    *urls_findings.urlpatterns,
    *urls_priorities.urlpatterns,
]
