"""The addresses of the accounts app."""

from django.urls import path

from accounts.views import pages

app_name = "accounts"

urlpatterns = [
    path("theme/", pages.theme, name="theme"),
    path("design/", pages.gallery, name="gallery"),
    path("status/", pages.status, name="status"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
]
