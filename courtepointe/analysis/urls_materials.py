"""What people bring for the analysis, under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import materials

urlpatterns: list[URLPattern] = [
    path("data-plan/ask/", materials.needs_ask, name="needs-ask"),
    path("materials/", materials.materials, name="materials"),
    path("materials/new/", materials.material_add, name="material-add"),
    path("materials/<uuid:material>/", materials.material, name="material"),
    path("materials/<uuid:material>/edit/", materials.material_edit, name="material-edit"),
    path("materials/<uuid:material>/act/", materials.material_act, name="material-act"),
    path("materials/<uuid:material>/file/", materials.material_file, name="material-file"),
]
by_link: list[URLPattern] = [path("bring/<str:secret>/", materials.bring, name="bring")]
