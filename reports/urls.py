"""The addresses of the reports app."""

from django.urls import path

from reports.views import arrivals, exports, reading_links, rooms

app_name = "reports"

urlpatterns = [
    path("apprenticeships/<uuid:pk>/showcase/read/", exports.showcase, name="showcase"),
    path("apprenticeships/<uuid:pk>/exports/", exports.exports, name="exports"),
    path("apprenticeships/<uuid:pk>/leap2a/", arrivals.leap2a, name="leap2a"),
    path("providers/<uuid:pk>/arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<uuid:pk>/", arrivals.arrival, name="arrival"),
    path("arrivals/<uuid:pk>/drop/", arrivals.arrival_drop, name="arrival-drop"),
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
