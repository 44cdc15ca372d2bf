"""The results of the plan (Outil 12) and what is decided from them, under c/<coalition>/plan/."""

from django.urls import URLPattern, path

from courtepointe.evaluation.views import decisions, measurements, results, results_desk, results_entry

urlpatterns: list[URLPattern] = [
    path("results/", results.results, name="results"),
    path("results/<uuid:meeting>/", results_desk.results_desk, name="results-desk"),
    path("results/<uuid:meeting>/ask/", results_desk.results_ask, name="results-ask"),
    path("results/<uuid:meeting>/card/", results_desk.results_card, name="results-card"),
    path("results/sheets/<uuid:result_request>/", results_entry.result_request, name="result-request"),
    path("relevance/undo/", decisions.relevance_undo, name="relevance-undo"),
    path(
        "transformations/<uuid:transformation>/results/", results.transformation_results, name="transformation-results"
    ),
    path("transformations/<uuid:transformation>/reading/", results.transformation_review, name="transformation-review"),
    path(
        "transformations/<uuid:transformation>/relevance/",
        decisions.transformation_relevance,
        name="transformation-relevance",
    ),
    path("objectives/<uuid:goal>/relevance/", decisions.goal_relevance, name="goal-relevance"),
    path("factors/<uuid:factor_choice>/relevance/", decisions.factor_relevance, name="factor-relevance"),
    path("actions/<uuid:action>/decide/", decisions.action_decide, name="action-decide"),
    path("actions/<uuid:action>/decide/undo/", decisions.action_decision_undo, name="action-decision-undo"),
    path("indicators/<uuid:plan_indicator>/measurements/new/", measurements.measurement_add, name="measurement-add"),
    path("measurements/<uuid:measurement>/", measurements.measurement_edit, name="measurement-edit"),
    path("measurements/<uuid:measurement>/act/", measurements.measurement_act, name="measurement-act"),
    path("measurements/<uuid:measurement>/files/<uuid:kept>/", measurements.measurement_file, name="measurement-file"),
]
