"""The overview of the plan, under c/<coalition>/plan/overview/: it shows results, so it stands with the evaluation."""

from django.urls import URLPattern, path

from courtepointe.evaluation.views import overview

urlpatterns: list[URLPattern] = [path("", overview.plan_overview, name="plan-overview")]
