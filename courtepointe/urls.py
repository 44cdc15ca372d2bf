"""The URL table: the first line of what can be done. Each folder has its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("courtepointe.web.urls")),
    path("library/", include("courtepointe.library.urls")),
    path("", include("courtepointe.coalitions.urls_root")),
    path("", include("courtepointe.meetings.urls_root")),
    path("", include("courtepointe.analysis.urls_root")),
    path("", include("courtepointe.planning.urls_root")),
    path("", include("courtepointe.followup.urls_root")),
    path("", include("courtepointe.evaluation.urls_diagnostic_root")),
    path("", include("courtepointe.evaluation.urls_results_root")),
    path("", include("courtepointe.guide.urls_root")),
    path("c/<uuid:coalition>/library/", include("courtepointe.coalitions.urls_library")),
    path("c/<uuid:coalition>/", include("courtepointe.coalitions.urls")),
    path("c/<uuid:coalition>/", include("courtepointe.meetings.urls")),
    path("c/<uuid:coalition>/analysis/", include("courtepointe.analysis.urls")),
    path("c/<uuid:coalition>/plan/", include("courtepointe.planning.urls")),
    path("c/<uuid:coalition>/plan/", include("courtepointe.followup.urls")),
    path("c/<uuid:coalition>/plan/overview/", include("courtepointe.evaluation.urls_overview")),
    path("c/<uuid:coalition>/diagnostic/", include("courtepointe.evaluation.urls_diagnostic")),
    path("c/<uuid:coalition>/plan/", include("courtepointe.evaluation.urls_results")),
    path("c/<uuid:coalition>/", include("courtepointe.guide.urls")),
]

handler400 = "courtepointe.web.errors.bad_request"
handler403 = "courtepointe.web.errors.forbidden"
handler404 = "courtepointe.web.errors.not_found"
handler429 = "courtepointe.web.errors.too_many"  # asked for by the sign-in package
handler500 = "courtepointe.web.errors.failure"
