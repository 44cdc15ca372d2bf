"""Invitations stand outside of any coalition's addresses: who opens one is not a member yet, or not signed in."""

from django.urls import URLPattern, path

from courtepointe.coalitions.views import invitations

urlpatterns: list[URLPattern] = [
    path("<str:secret>/", invitations.invitation, name="invitation"),
]
