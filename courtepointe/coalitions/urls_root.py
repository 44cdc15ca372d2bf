"""Addresses outside any coalition."""

from django.urls import URLPattern, path

from courtepointe.coalitions.views import invitations, mail, settings

urlpatterns: list[URLPattern] = [
    path("coalitions/", settings.coalitions, name="coalitions"),
    path("coalitions/new/", settings.new, name="coalition-new"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
    path("mail-off/<str:token>/", mail.mail_off, name="mail-off"),
]
