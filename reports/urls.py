"""The addresses of the reports app."""

from django.urls import path

from portfolio.sheets import CSV, MEDIA_TYPES
from reports.pictures.catalogue import PICTURES
from reports.sheets.catalogue import COHORT, PORTFOLIO, PROVIDER
from reports.views import (
    arrivals,
    exports,
    house_rules,
    issues,
    logos,
    preparing,
    reading_links,
    rooms,
    sheets,
    verify,
)

app_name = "reports"

SHEETS = [
    path("apprenticeships/<uuid:pk>/sheets/", sheets.portfolio_sheets, name="sheets"),
    path("boards/sheets/", sheets.board_sheets, name="board-sheets"),
    *(
        path(
            f"{before}{name}.{kind}",
            view,
            {"name": name, "kind": kind},
            name=f"{noun}-{name}-{kind}",
        )
        for before, view, noun, entries in (
            ("apprenticeships/<uuid:pk>/sheets/", sheets.portfolio_sheet, "sheet", PORTFOLIO),
            ("boards/sheets/", sheets.cohort_sheet, "cohort", COHORT),
            ("providers/<uuid:pk>/sheets/", sheets.provider_sheet, "provider", PROVIDER),
        )
        for name, entry in entries.items()
        for kind in MEDIA_TYPES
        if kind == CSV or not entry.is_long
    ),
    *(
        path(
            f"apprenticeships/<uuid:pk>/pictures/{name}.svg",
            sheets.picture,
            {"name": name},
            name=f"picture-{name}",
        )
        for name in PICTURES
    ),
]

urlpatterns = [
    *SHEETS,
    path("apprenticeships/<uuid:pk>/showcase/read/", exports.showcase, name="showcase"),
    path("apprenticeships/<uuid:pk>/showcase/prepare/", preparing.prepare, name="showcase-prepare"),
    path("apprenticeships/<uuid:pk>/exports/", exports.exports, name="exports"),
    path("apprenticeships/<uuid:pk>/leap2a/", arrivals.leap2a, name="leap2a"),
    path("providers/<uuid:pk>/arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<uuid:pk>/", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:pk>/retry/", arrivals.arrival_retry, name="arrival-retry"),
    path("arrivals/<uuid:pk>/drop/", arrivals.arrival_drop, name="arrival-drop"),
    path("apprenticeships/<uuid:pk>/issues/", issues.issues, name="issues"),
    path("issues/<uuid:pk>/withdraw/", issues.issue_withdraw, name="issue-withdraw"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:serial>/", verify.verify_serial, name="verify-serial"),
    path("verify/keys/<slug:key_id>.pem", verify.verify_key, name="verify-key"),
    path("exports/<uuid:pk>/", exports.export, name="export"),
    path("exports/<uuid:pk>/download/", exports.export_download, name="export-download"),
    path("exports/<uuid:pk>/cancel/", exports.export_cancel, name="export-cancel"),
    path("exports/<uuid:pk>/retry/", exports.export_retry, name="export-retry"),
    path("apprenticeships/<uuid:pk>/reading-links/", reading_links.reading_links, name="reading-links"),
    path(
        "apprenticeships/<uuid:pk>/reading-links/new/",
        reading_links.reading_link_new,
        name="reading-link-new",
    ),
    path("reading-links/<uuid:pk>/", reading_links.reading_link, name="reading-link"),
    path("reading-links/<uuid:pk>/end/", reading_links.reading_link_end, name="reading-link-end"),
    path("reading-links/<uuid:pk>/let-in/", reading_links.reading_link_let_in, name="reading-link-let-in"),
    path("provider/<uuid:pk>/logo/", logos.logo, name="logo"),
    path("provider/<uuid:pk>/logo/picture/", logos.logo_picture, name="logo-picture"),
    path("provider/<uuid:pk>/logo/remove/", logos.logo_remove, name="logo-remove"),
    path("provider/<uuid:pk>/house-rules/", house_rules.house_rules_list, name="house-rules-list"),
    path("provider/<uuid:pk>/house-rules/new/", house_rules.house_rules_new, name="house-rules-new"),
    path("house-rules/<uuid:pk>/", house_rules.house_rules, name="house-rules"),
    path("house-rules/<uuid:pk>/withdraw/", house_rules.house_rules_withdraw, name="house-rules-withdraw"),
    path("reading-room/<uuid:pk>/", rooms.room, name="room"),
    path("reading-room/<uuid:pk>/open/<str:token>/", rooms.enter, name="room-enter"),
    path("reading-room/<uuid:pk>/pieces/<int:number>/", rooms.piece, name="room-piece"),
    path("reading-room/<uuid:pk>/pieces/<int:number>/files/<int:place>/", rooms.file, name="room-file"),
    path("reading-room/<uuid:pk>/pieces/<int:number>/files/<int:place>/view/", rooms.view, name="room-view"),
    path(
        "reading-room/<uuid:pk>/pieces/<int:number>/files/<int:place>/pages/<int:page>/",
        rooms.picture,
        name="room-picture",
    ),
    path("reading-room/<uuid:pk>/showcase.pdf", rooms.pdf, name="room-pdf"),
    path("reading-room/<uuid:pk>/pack.zip", rooms.pack, name="room-pack"),
]
