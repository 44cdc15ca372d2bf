"""The method's own pages; a coalition's adapted ones are in ``coalitions/``."""

from django.urls import path

from courtepointe.library.views import PAGES, public_page

urlpatterns = [
    path(route, public_page(renderer), name=f"library-{name}" if name else "library") for name, route, renderer in PAGES
]
