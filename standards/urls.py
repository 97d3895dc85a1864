"""Addresses of the standards pages."""

from django.urls import path

from . import views

app_name = "standards"

urlpatterns = [
    path("standards/", views.standard_list, name="list"),
    path("standards/<uuid:version_id>/", views.standard_detail, name="detail"),
    path("standards/areas/<uuid:area_id>/", views.area_page, name="area"),
    path("standards/ksbs/<uuid:ksb_id>/", views.ksb_page, name="ksb"),
    path("standards/plans/<uuid:plan_id>/", views.plan_page, name="plan"),
]
