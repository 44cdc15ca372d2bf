"""Addresses outside any coalition."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import my_meetings

urlpatterns: list[URLPattern] = [path("my-meetings/", my_meetings.mine, name="my-meetings")]
