from django.urls import URLPattern, path

from courtepointe.meetings import views

urlpatterns: list[URLPattern] = [
    path("process/", views.process, name="process"),
    path("meetings/", views.meetings, name="meetings"),
]
