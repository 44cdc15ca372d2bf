from django.urls import include, path

from bench import views

urlpatterns = [
    path("bench/floor/", views.floor),
    path("c/<uuid:coalition>/bench/frame/", views.frame, name="bench-frame"),
    path("", include("courtepointe.urls")),
]
