"""Addresses of the standards pages."""

from django.urls import path

from . import views

app_name = "standards"

urlpatterns = [
    path("standards/", views.standard_list, name="list"),
    path("standards/<uuid:version_id>/", views.standard_detail, name="detail"),
    path("standards/<uuid:version_id>/take-away/", views.version_take, name="take"),
    path("standards/<uuid:version_id>/changes-since/<uuid:other_id>/", views.compare, name="compare"),
    path("standards/areas/<uuid:area_id>/", views.area_page, name="area"),
    path("standards/ksbs/<uuid:ksb_id>/", views.ksb_page, name="ksb"),
    path("standards/plans/<uuid:plan_id>/", views.plan_page, name="plan"),
    path("imports/", views.import_index, name="import-index"),
    path("imports/<uuid:provider_id>/", views.import_list, name="import-list"),
    path("imports/<uuid:provider_id>/<uuid:import_id>/", views.import_page, name="import-page"),
    path("imports/<uuid:provider_id>/<uuid:import_id>/drop/", views.import_drop, name="import-drop"),
    path(
        "imports/<uuid:provider_id>/<uuid:import_id>/<uuid:record_id>/",
        views.import_record,
        name="import-record",
    ),
    path("plans/", views.plan_index, name="plan-index"),
    path("plans/<uuid:provider_id>/", views.plan_list, name="plan-list"),
    path("plans/<uuid:provider_id>/<uuid:plan_id>/check/", views.plan_check, name="plan-check"),
    path(
        "plans/<uuid:provider_id>/<uuid:plan_id>/check/take-back/",
        views.plan_check_remove,
        name="plan-check-remove",
    ),
    path("plans/<uuid:provider_id>/<uuid:plan_id>/draft/", views.plan_draft, name="plan-draft"),
    path("plans/<uuid:provider_id>/<uuid:plan_id>/edit/", views.plan_edit, name="plan-edit"),
    path("plans/<uuid:provider_id>/<uuid:plan_id>/publish/", views.plan_publish, name="plan-publish"),
    path("plans/<uuid:provider_id>/<uuid:plan_id>/discard/", views.plan_discard, name="plan-discard"),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/begin/", views.version_begin, name="version-begin"
    ),
    path("standards/own/<uuid:provider_id>/<uuid:version_id>/edit/", views.version_edit, name="version-edit"),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/facts/", views.version_facts, name="version-facts"
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/words/", views.version_words, name="version-words"
    ),
    path("standards/own/<uuid:provider_id>/<uuid:version_id>/plan/", views.version_plan, name="version-plan"),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/number/",
        views.version_number,
        name="version-number",
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/restore/",
        views.version_restore,
        name="version-restore",
    ),
    path("standards/own/<uuid:provider_id>/<uuid:version_id>/move/", views.version_move, name="version-move"),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/publish/",
        views.version_publish,
        name="version-publish",
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/discard/",
        views.version_discard,
        name="version-discard",
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/<slug:kind>/new/",
        views.version_part_new,
        name="version-part-new",
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/<slug:kind>/<uuid:part_id>/",
        views.version_part,
        name="version-part",
    ),
    path(
        "standards/own/<uuid:provider_id>/<uuid:version_id>/<slug:kind>/<uuid:part_id>/remove/",
        views.version_part_remove,
        name="version-part-remove",
    ),
    path("guidance/", views.guidance, name="guidance"),
    path("guidance/for/<slug:place>/", views.guidance_for, name="guidance-for"),
    path("guidance/prompts/<uuid:prompt_id>/", views.guidance_prompt, name="guidance-prompt"),
    path("guidance/examples/", views.examples, name="examples"),
    path("guidance/examples/<uuid:example_id>/", views.example, name="example"),
    path("guidance/own/", views.own_guidance_index, name="own-guidance-index"),
    path("guidance/own/<uuid:provider_id>/", views.own_guidance_list, name="own-guidance-list"),
    path(
        "guidance/own/<uuid:provider_id>/<uuid:entry_id>/edit/",
        views.own_guidance_edit,
        name="own-guidance-edit",
    ),
    path("guidance/<uuid:entry_id>/", views.guidance_entry, name="guidance-entry"),
    path("guidance/<uuid:entry_id>/useful/", views.guidance_useful, name="guidance-useful"),
    path("templates/", views.template_index, name="template-index"),
    path("templates/<uuid:provider_id>/", views.template_list, name="template-list"),
    path(
        "templates/<uuid:provider_id>/<uuid:template_id>/edit/",
        views.template_edit,
        name="template-edit",
    ),
    path(
        "templates/<uuid:provider_id>/<uuid:template_id>/hide/",
        views.template_hide,
        name="template-hide",
    ),
    path(
        "templates/<uuid:provider_id>/<uuid:template_id>/offer/",
        views.template_offer,
        name="template-offer",
    ),
    path(
        "templates/<uuid:provider_id>/<uuid:template_id>/restore/",
        views.template_restore,
        name="template-restore",
    ),
]
