"""Addresses outside any coalition: the meetings of all one's coalitions, pages opened by a personal link."""

from django.urls import URLPattern, path

from courtepointe.meetings.views import evaluations, my_meetings, replying

urlpatterns: list[URLPattern] = [
    path("my-meetings/", my_meetings.mine, name="my-meetings"),
    path("reply/<str:secret>/", replying.answer, name="reply"),
    path("evaluation/<str:secret>/", evaluations.evaluation_link, name="evaluation-link"),
    path("calendar/<str:secret>.ics", replying.feed, name="calendar-feed"),
]
