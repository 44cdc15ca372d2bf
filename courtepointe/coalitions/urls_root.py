"""Addresses outside any coalition."""

from django.urls import URLPattern, path

from courtepointe.coalitions.views import invitations, settings

urlpatterns: list[URLPattern] = [
    path("coalitions/", settings.coalitions, name="coalitions"),
    path("coalitions/new/", settings.new, name="coalition-new"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
]
