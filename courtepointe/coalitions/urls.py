from django.urls import URLPattern, path

from courtepointe.coalitions.views import library, members

urlpatterns: list[URLPattern] = [
    path("members/", members.members, name="members"),
    path("library/", library.library, name="coalition-library"),
]
