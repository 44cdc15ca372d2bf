from django.urls import URLPattern, path

from courtepointe.guide import views

urlpatterns: list[URLPattern] = [
    path("", views.home, name="coalition-home"),
    path("history/", views.history, name="history"),
]
