"""Addresses of the analysis outside any coalition: pages opened by a personal link or a public one."""

from django.urls import URLPattern

from courtepointe.analysis import urls_findings, urls_materials, urls_portrait, urls_priorities, urls_services

urlpatterns: list[URLPattern] = [
    *urls_services.by_link,
    *urls_findings.by_link,
    *urls_materials.by_link,
    *urls_priorities.by_link,
    *urls_portrait.public,
]
