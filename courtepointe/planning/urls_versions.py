"""Versions of the plan and the follow-up calendar, under c/<coalition>/plan/."""

from django.urls import URLPattern, path

from courtepointe.planning.views import calendar, confirming, renewing, versions

urlpatterns: list[URLPattern] = [
    path("calendar/", calendar.plan_calendar, name="plan-calendar"),
    path("calendar/fill/", calendar.plan_calendar_fill, name="plan-calendar-fill"),
    path("calendar/new/", calendar.checkpoint_add, name="checkpoint-add"),
    path("calendar/year/", calendar.plan_calendar_year, name="plan-calendar-year"),
    path("calendar/<uuid:checkpoint>/", calendar.checkpoint_edit, name="checkpoint-edit"),
    path("calendar/<uuid:checkpoint>/act/", calendar.checkpoint_act, name="checkpoint-act"),
    path("versions/", versions.plan_versions, name="plan-versions"),
    path("versions/adopt/", versions.plan_adopt, name="plan-adopt"),
    path("versions/renew/", renewing.plan_renew, name="plan-renew"),
    path("versions/since/", versions.plan_since, name="plan-since"),
    path("versions/<uuid:plan_version>/", versions.plan_version, name="plan-version"),
    path("versions/<uuid:plan_version>/compare/", versions.plan_compare, name="plan-compare"),
    path("versions/<uuid:plan_version>/parts/", confirming.plan_parts, name="plan-parts"),
    path("versions/<uuid:plan_version>/parts/ask/", confirming.plan_parts_ask, name="plan-parts-ask"),
    path("versions/<uuid:plan_version>/parts/<uuid:organisation>/", confirming.plan_part, name="plan-part"),
]
