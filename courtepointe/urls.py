"""The URL table: the first line of what can be done. Each folder has its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("courtepointe.web.urls")),
    path("library/", include("courtepointe.library.urls")),
    path("", include("courtepointe.coalitions.urls_root")),
    path("", include("courtepointe.meetings.urls_root")),
    path("", include("courtepointe.guide.urls_root")),
    path("c/<uuid:coalition>/library/", include("courtepointe.coalitions.urls_library")),
    path("c/<uuid:coalition>/", include("courtepointe.coalitions.urls")),
    path("c/<uuid:coalition>/", include("courtepointe.meetings.urls")),
    path("c/<uuid:coalition>/analysis/", include("courtepointe.analysis.urls")),
    path("c/<uuid:coalition>/", include("courtepointe.guide.urls")),
]

handler400 = "courtepointe.web.errors.bad_request"
handler403 = "courtepointe.web.errors.forbidden"
handler404 = "courtepointe.web.errors.not_found"
handler429 = "courtepointe.web.errors.too_many"  # asked for by the sign-in package
handler500 = "courtepointe.web.errors.failure"
