"""The URL table of a site in demo mode."""

from courtepointe import urls
from courtepointe.web.urls import demo_urlpatterns

urlpatterns = [*demo_urlpatterns, *urls.urlpatterns]
handler404 = urls.handler404
