"""The addresses of the accounts app."""

from django.urls import path

from accounts.views import notices, pages

app_name = "accounts"

urlpatterns = [
    path("theme/", pages.theme, name="theme"),
    path("design/", pages.gallery, name="gallery"),
    path("status/", pages.status, name="status"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("notices/", notices.notices, name="notice-list"),
    path("notices/choices/", notices.notice_choices, name="notice-choices"),
    path("notices/read/", notices.notices_read, name="notice-read-all"),
    path("notices/<uuid:pk>/open/", notices.notice_open, name="notice-open"),
]
