"""The portrait of the situation, by system: and the questions to parents: under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import portrait, questionnaires, questions

urlpatterns: list[URLPattern] = [
    path("portrait/", portrait.portrait, name="portrait"),
    path("portrait/<str:system>/", portrait.portrait_system, name="portrait-system"),
    path("portrait/<str:system>/<int:number>/", portrait.portrait_slide, name="portrait-slide"),
    path("questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("questionnaires/new/", questionnaires.questionnaire_new, name="questionnaire-new"),
    path("questionnaires/<uuid:questionnaire>/", questionnaires.questionnaire, name="questionnaire"),
    path("questionnaires/<uuid:questionnaire>/edit/", questionnaires.questionnaire_edit, name="questionnaire-edit"),
    path("questionnaires/<uuid:questionnaire>/state/", questionnaires.questionnaire_state, name="questionnaire-state"),
    path(
        "questionnaires/<uuid:questionnaire>/remove/",
        questionnaires.questionnaire_remove,
        name="questionnaire-remove",
    ),
    path(
        "questionnaires/<uuid:questionnaire>/restore/",
        questionnaires.questionnaire_restore,
        name="questionnaire-restore",
    ),
    path(
        "questionnaires/<uuid:questionnaire>/poster/",
        questionnaires.questionnaire_poster,
        name="questionnaire-poster",
    ),
]
public: list[URLPattern] = [path("q/<str:key>/", questions.questions, name="questions")]  # at the root, for anybody
