"""Every address, by subject."""

from django.urls import include, path

from accounts.views import health, leaving

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/logout/", leaving.log_out, name="account_logout"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("standards.urls")),
    path("", include("portfolio.urls")),
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.forbidden"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
