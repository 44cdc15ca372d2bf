"""Figures: indicators, territories, values, imports: under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import data, imports, indicators, territories

urlpatterns: list[URLPattern] = [
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/new/", indicators.indicator_add, name="indicator-add"),
    path("indicators/remove/", indicators.indicator_remove, name="indicator-remove"),
    path("indicators/restore/", indicators.indicator_restore, name="indicator-restore"),
    path("indicators/<uuid:indicator>/", indicators.indicator, name="indicator"),
    path("indicators/<uuid:indicator>/edit/", indicators.indicator_edit, name="indicator-edit"),
    path("territories/", territories.territories, name="territories"),
    path("territories/new/", territories.territory_add, name="territory-add"),
    path("territories/remove/", territories.territory_remove, name="territory-remove"),
    path("territories/restore/", territories.territory_restore, name="territory-restore"),
    path("territories/<uuid:territory>/", territories.territory_edit, name="territory-edit"),
    path("values/new/", data.datum_add, name="datum-add"),
    path("values/remove/", data.datum_remove, name="datum-remove"),
    path("values/restore/", data.datum_restore, name="datum-restore"),
    path("values/<uuid:datum>/", data.datum_edit, name="datum-edit"),
    path("import/", imports.import_new, name="import-new"),
    path("import/<uuid:data_import>/", imports.data_import, name="import"),
    path("import/<uuid:data_import>/check/", imports.import_check, name="import-check"),
    path("import/<uuid:data_import>/take/", imports.import_take, name="import-take"),
    path("import/<uuid:data_import>/undo/", imports.import_undo, name="import-undo"),
    path("import/<uuid:data_import>/drop/", imports.import_drop, name="import-drop"),
    path("indicators/table/", imports.data_export, name="data-export"),
]
