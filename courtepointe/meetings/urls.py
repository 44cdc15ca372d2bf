from django.urls import URLPattern

from courtepointe.meetings import urls_holding, urls_planning

urlpatterns: list[URLPattern] = [*urls_planning.urlpatterns, *urls_holding.urlpatterns]
