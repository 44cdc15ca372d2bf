"""Addresses outside any coalition: pages opened by a personal link."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import evaluations, replying

urlpatterns: list[URLPattern] = [
    path("reply/<str:secret>/", replying.answer, name="reply"),
    path("evaluation/<str:secret>/", evaluations.evaluation_link, name="evaluation-link"),
    path("calendar/<str:secret>.ics", replying.feed, name="calendar-feed"),
]
