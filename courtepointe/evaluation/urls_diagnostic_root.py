"""Addresses of the diagnostic outside any coalition: pages opened by a personal link."""

from django.urls import URLPattern

from courtepointe.evaluation import urls_diagnostic

urlpatterns: list[URLPattern] = [*urls_diagnostic.by_link]
