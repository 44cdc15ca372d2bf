"""The concerted plan, under c/<coalition>/plan/."""

from django.urls import URLPattern, path

from courtepointe.planning import urls_versions
from courtepointe.planning.views import actions, gaps, lines, paste, plan

urlpatterns: list[URLPattern] = [
    path("", plan.plan, name="plan"),
    path("missing/", plan.plan_missing, name="plan-missing"),
    path("gaps/", gaps.plan_gaps, name="plan-gaps"),
    path("gaps/leave/", gaps.gap_leave, name="gap-leave"),
    path("gaps/agenda/", gaps.gaps_to_agenda, name="gaps-to-agenda"),
    path("paste/", paste.plan_paste, name="plan-paste"),
    path("settings/", plan.plan_settings, name="plan-settings"),
    path("lines/", lines.plan_line_act, name="plan-line-act"),
    path("objectives/<uuid:goal>/", plan.plan_objective, name="plan-objective"),
    path("objectives/<uuid:goal>/transformations/new/", lines.transformation_add, name="transformation-add"),
    path("transformations/<uuid:transformation>/", lines.transformation_edit, name="transformation-edit"),
    path("transformations/<uuid:transformation>/indicators/new/", lines.indicator_add, name="plan-indicator-add"),
    path("transformations/<uuid:transformation>/actions/new/", lines.action_add, name="action-add"),
    path("indicators/<uuid:plan_indicator>/", lines.plan_indicator_edit, name="plan-indicator-edit"),
    path("actions/<uuid:action>/", actions.plan_action, name="plan-action"),
    path("actions/<uuid:action>/edit/", lines.action_edit, name="action-edit"),
    path("actions/<uuid:action>/money/", actions.action_money, name="action-money"),
    path("actions/<uuid:action>/milestones/", actions.action_milestones, name="action-milestones"),
    *urls_versions.urlpatterns,
]
