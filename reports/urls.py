"""The addresses of the reports app."""

from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("apprenticeships/<uuid:pk>/showcase/read/", views.showcase, name="showcase"),
    path("apprenticeships/<uuid:pk>/exports/", views.exports, name="exports"),
    path("exports/<uuid:pk>/", views.export, name="export"),
    path("exports/<uuid:pk>/download/", views.export_download, name="export-download"),
    path("exports/<uuid:pk>/retry/", views.export_retry, name="export-retry"),
]
