"""Results opened by a personal link, without account, at the root."""

from django.urls import URLPattern, path

from courtepointe.evaluation.views import results_entry

urlpatterns: list[URLPattern] = [path("results/<str:secret>/", results_entry.results_link, name="results-link")]
