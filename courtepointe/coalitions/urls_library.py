"""The pages of a coalition's library; its first page is in ``urls.py``."""

from django.urls import path

from courtepointe.coalitions.views.library import own_page
from courtepointe.library.views import PAGES

urlpatterns = [
    path(route, own_page(renderer), name=f"coalition-library-{name}") for name, route, renderer in PAGES if name
]
