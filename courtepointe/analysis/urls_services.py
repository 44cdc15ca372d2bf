"""The service inventory and the coverage of factors: under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import coverage, factor_coverage, inventory, services, services_paste, tool_in_room

urlpatterns: list[URLPattern] = [
    path("services/", services.services, name="services"),
    path("services/ask/", services.services_ask, name="services-ask"),
    path("services/file/", services_paste.services_file, name="services-file"),
    path("services/file/hsds/", services_paste.services_hsds, name="services-hsds"),
    path("services/paste/", services_paste.services_paste, name="services-paste"),
    path("services/tool/", tool_in_room.tool_in_room, name="tool-in-room"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/observe/", coverage.coverage_observe, name="coverage-observe"),
    path("factors/", factor_coverage.factor_coverage, name="factor-coverage"),
    path("factors/observe/", factor_coverage.factor_observe, name="factor-observe"),
    path("services/of/<uuid:organisation>/", inventory.inventory, name="inventory"),
    path("services/of/<uuid:organisation>/addresses/", services.inventory_addresses, name="inventory-addresses"),
]
by_link: list[URLPattern] = [  # opened by a personal link, at the root
    path("services/<str:secret>/", inventory.inventory_link, name="inventory-link"),
]
