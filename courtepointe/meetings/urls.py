from django.urls import URLPattern

from courtepointe.meetings import urls_closing, urls_holding, urls_planning

urlpatterns: list[URLPattern] = [*urls_planning.urlpatterns, *urls_closing.urlpatterns, *urls_holding.urlpatterns]
