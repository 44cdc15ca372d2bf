"""The diagnostic of the partnership, under c/<coalition>/diagnostic/, and its personal links."""

from django.urls import URLPattern, path

from courtepointe.evaluation.views import diagnostic, diagnostic_answer, diagnostic_group

urlpatterns: list[URLPattern] = [
    path("", diagnostic.diagnostics, name="diagnostics"),
    path("new/", diagnostic.diagnostic_new, name="diagnostic-new"),
    path("compare/", diagnostic.diagnostic_compare, name="diagnostic-compare"),
    path("wording/", diagnostic_group.diagnostic_wording, name="diagnostic-wording"),
    path("wording/table/", diagnostic_group.diagnostic_wording_model, name="diagnostic-wording-model"),
    path("at/<uuid:meeting>/", diagnostic.diagnostic_card, name="diagnostic-card"),
    path("<uuid:diagnostic>/", diagnostic.diagnostic, name="diagnostic"),
    path("<uuid:diagnostic>/edit/", diagnostic.diagnostic_edit, name="diagnostic-edit"),
    path("<uuid:diagnostic>/act/", diagnostic.diagnostic_act, name="diagnostic-act"),
    path("<uuid:diagnostic>/close/", diagnostic.diagnostic_close, name="diagnostic-close"),
    path("<uuid:diagnostic>/answer/", diagnostic_answer.diagnostic_answer, name="diagnostic-answer"),
    path("<uuid:diagnostic>/sheet/", diagnostic_answer.diagnostic_sheet, name="diagnostic-sheet"),
    path("<uuid:diagnostic>/paper/", diagnostic_answer.diagnostic_paper, name="diagnostic-paper"),
    path("<uuid:diagnostic>/comments/", diagnostic_group.diagnostic_comments, name="diagnostic-comments"),
    path("<uuid:diagnostic>/items/<int:number>/", diagnostic_group.diagnostic_item, name="diagnostic-item"),
]

by_link: list[URLPattern] = [
    path("partnership/<str:secret>/", diagnostic_answer.diagnostic_link, name="diagnostic-link")
]
