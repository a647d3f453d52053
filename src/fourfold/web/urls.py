"""Every address of the site, a line for each slice."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from fourfold.web import machines

urlpatterns = [
    path("health", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.picture, name="favicon"),
    path("", include("fourfold.web.today.urls")),
    path("language/", login_not_required(set_language), name="set-language"),
    path("accounts/", include("fourfold.web.accounts.urls")),
    path("groups/", include("fourfold.web.groups.urls")),
    path("", include("fourfold.web.overview.urls")),
    path("people/", include("fourfold.web.people.urls")),
    path("people/", include("fourfold.web.member.urls")),
    path("sessions/", include("fourfold.web.sessions.urls")),
    path("", include("fourfold.web.talk.urls")),
    path("", include("fourfold.web.assessments.urls")),
    path("", include("fourfold.web.practices.urls")),
    path("", include("fourfold.web.goals.urls")),
    path("", include("fourfold.web.notes.urls")),
    path("well-being/", include("fourfold.web.wellbeing.urls")),
    path("library/", include("fourfold.web.knowledge.urls")),
    path("research/", include("fourfold.web.research.urls")),
    path("briefs/", include("fourfold.web.briefs.urls")),
    path("signals/", include("fourfold.web.signals.urls")),
    path("flags/", include("fourfold.web.flags.urls")),
    path("programmes/", include("fourfold.web.figures.urls")),
    path("programmes/", include("fourfold.web.programmes.urls")),
    path("my/", include("fourfold.web.mypage.urls")),
    path("safety/", include("fourfold.web.backups.urls")),
    path("audit/", include("fourfold.web.audit.urls")),
    path("c/", include("fourfold.web.checkins.urls")),
    path("api/", include("fourfold.web.api.urls")),
]

handler404 = "fourfold.web.faults.not_found"
handler500 = "fourfold.web.faults.server_error"
