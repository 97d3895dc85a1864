"""The addresses of the assessments app."""

from django.urls import path

from assessments.views import decisions, homes, marking, queue, readiness

app_name = "assessments"

urlpatterns = [
    path("", homes.home, name="home"),
    path("marking/", queue.queue, name="queue"),
    path("evidence/<uuid:pk>/mark/", marking.mark, name="mark"),
    path("evidence/<uuid:pk>/reopen/", decisions.reopen, name="reopen"),
    path("decisions/<uuid:pk>/correct/", decisions.correct, name="decision-correct"),
    path("apprenticeships/<uuid:pk>/readiness/", readiness.readiness, name="readiness"),
]
