"""Addresses of the slice sessions; the page of one session and a group's tab stand higher up, in `today`."""

from django.urls import path

from fourfold.web.sessions import pages

urlpatterns = [
    path("plan/<int:group_id>/", pages.plan, name="sessions-plan"),
    path("<int:session_id>/move/", pages.move, name="session-move"),
    path("<int:session_id>/skip/", pages.skip, name="session-skip"),
    path("<int:session_id>/plan-again/", pages.plan_again, name="session-plan-again"),
    path("<int:session_id>/begin/", pages.begin, name="session-begin"),
    path("<int:session_id>/close/", pages.close, name="session-close"),
    path("<int:session_id>/reopen/", pages.reopen, name="session-reopen"),
    path("<int:session_id>/mark/", pages.mark, name="session-mark"),
    path("<int:session_id>/all-here/", pages.all_here, name="session-all-here"),
    path("<int:session_id>/undo/", pages.undo, name="session-undo"),
    path("<int:session_id>/sheet/", pages.sheet, name="session-sheet"),
]
