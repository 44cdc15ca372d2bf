"""Addresses of the plan outside any coalition: pages opened by a personal link."""

from django.urls import URLPattern, path

from courtepointe.planning.views import confirming

urlpatterns: list[URLPattern] = [path("part/<str:secret>/", confirming.part_link, name="part-link")]
