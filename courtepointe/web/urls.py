from django.urls import URLPattern, URLResolver, include, path

from courtepointe.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("session/", views.stay, name="stay"),
    path("account/second-factor/", views.home, name="second-factor"),
    path("account/", include("allauth.account.urls")),
]
