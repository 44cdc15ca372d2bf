from django.urls import URLPattern, path

from courtepointe.meetings.views import process

urlpatterns: list[URLPattern] = [
    path("process/", process.process, name="process"),
    path("meetings/", process.meetings, name="meetings"),
]
