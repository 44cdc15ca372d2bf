"""Addresses outside any coalition: pages that a personal link opens."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import evaluations

urlpatterns: list[URLPattern] = [
    path("evaluation/<str:secret>/", evaluations.evaluation_link, name="evaluation-link"),
]
