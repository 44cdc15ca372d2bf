from django.urls import URLPattern, path

from courtepointe.guide.views import home, leaving

urlpatterns: list[URLPattern] = [
    path("", home.home, name="coalition-home"),
    path("history/", home.history, name="history"),
    path("members/<uuid:member>/leave/", leaving.leave, name="member-leave"),
]
