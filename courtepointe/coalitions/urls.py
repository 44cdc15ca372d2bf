from django.urls import URLPattern, path

from courtepointe.coalitions import views

urlpatterns: list[URLPattern] = [
    path("members/", views.members, name="members"),
    path("library/", views.library, name="coalition-library"),
]
