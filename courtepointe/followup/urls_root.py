"""How actions go, opened by a personal link, without account, at the root."""

from django.urls import URLPattern, path

from courtepointe.followup.views import progress_entry

urlpatterns: list[URLPattern] = [path("progress/<str:secret>/", progress_entry.progress_link, name="progress-link")]
