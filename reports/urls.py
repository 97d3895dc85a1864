"""The addresses of the reports app."""

from django.urls import path

from reports.views import exports

app_name = "reports"

urlpatterns = [
    path("apprenticeships/<uuid:pk>/showcase/read/", exports.showcase, name="showcase"),
    path("apprenticeships/<uuid:pk>/exports/", exports.exports, name="exports"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/download/", exports.export_download, name="export-download"),
    path("exports/<uuid:pk>/cancel/", exports.export_cancel, name="export-cancel"),
    path("exports/<uuid:pk>/retry/", exports.export_retry, name="export-retry"),
]
