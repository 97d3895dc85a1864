"""The addresses of the portfolio app."""

from django.urls import path

from portfolio.views import (
    apprenticeships,
    attachments,
    capture,
    drafts,
    evidence,
    figures,
    files,
    inbox,
    progress,
    showcase,
    suggestions,
    uploads,
    viewer,
)

app_name = "portfolio"

urlpatterns = [
    path("apprenticeships/", apprenticeships.apprenticeship_list, name="apprenticeship-list"),
    path("apprenticeships/<uuid:pk>/", apprenticeships.apprenticeship_page, name="apprenticeship"),
    path("apprenticeships/<uuid:pk>/evidence/", evidence.evidence_list, name="evidence-list"),
    path("apprenticeships/<uuid:pk>/progress/", progress.progress, name="progress"),
    path("apprenticeships/<uuid:pk>/ksbs/<uuid:ksb_id>/", progress.claims, name="claims"),
    path("apprenticeships/<uuid:pk>/showcase/", showcase.showcase, name="showcase"),
    path("evidence/<uuid:pk>/", evidence.evidence_page, name="evidence"),
    path("apprenticeships/<uuid:pk>/evidence/new/", drafts.new, name="evidence-new"),
    path("evidence/<uuid:pk>/edit/", drafts.edit, name="evidence-edit"),
    path("evidence/<uuid:pk>/autosave/", drafts.autosave, name="evidence-autosave"),
    path("evidence/<uuid:pk>/suggestions/", suggestions.suggestions, name="evidence-suggestions"),
    path("evidence/<uuid:pk>/submit/", drafts.submit, name="evidence-submit"),
    path("evidence/<uuid:pk>/revise/", drafts.revise, name="evidence-revise"),
    path("evidence/<uuid:pk>/delete/", drafts.delete, name="evidence-delete"),
    path("evidence/<uuid:pk>/figures/<slug:key>.csv", figures.table, name="evidence-figures"),
    path("evidence/<uuid:pk>/files/", files.files, name="evidence-files"),
    path("evidence/<uuid:pk>/uploads/", uploads.uploads, name="evidence-uploads"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", uploads.finish, name="upload-finish"),
    path("uploads/<uuid:pk>/cancel/", uploads.cancel, name="upload-cancel"),
    path("capture/", capture.capture, name="capture"),
    path("capture/items/", capture.take_in, name="capture-item"),
    path("capture/state/", capture.state, name="capture-state"),
    path("capture/offline/", capture.offline, name="capture-offline"),
    path("service-worker.js", capture.service_worker, name="service-worker"),
    path("apprenticeships/<uuid:pk>/inbox/", inbox.inbox, name="inbox"),
    path("apprenticeships/<uuid:pk>/inbox/finish/", inbox.finish, name="inbox-finish"),
    path("attachments/<uuid:pk>/", attachments.original, name="attachment"),
    path("attachments/<uuid:pk>/picture/", attachments.picture, name="attachment-picture"),
    path("attachments/<uuid:pk>/thumbnail/", attachments.thumbnail, name="attachment-thumbnail"),
    path("attachments/<uuid:pk>/pages/<int:number>/", attachments.page, name="attachment-page"),
    path("attachments/<uuid:pk>/view/", viewer.view, name="attachment-view"),
    path("attachments/<uuid:pk>/remove/", files.remove, name="attachment-remove"),
]
