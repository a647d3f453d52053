"""Addresses of the slice groups."""

from django.urls import path

from fourfold.web.groups import pages

urlpatterns = [
    path("", pages.start, name="groups"),
    path("new/", pages.new, name="group-new"),
    path("erase/", pages.erase, name="person-erase"),
    path("<int:group_id>/edit/", pages.edit, name="group-edit"),
    path("<int:group_id>/close/", pages.close, name="group-close"),
    path("<int:group_id>/reopen/", pages.reopen, name="group-reopen"),
    path("<int:group_id>/members/", pages.members, name="group-members"),
    path("<int:group_id>/members/new/", pages.enrol_new, name="member-enrol"),
    path("<int:group_id>/members/known/", pages.enrol_known, name="member-enrol-known"),
    path("<int:group_id>/members/guest/", pages.guest, name="guest-admit"),
    path("<int:group_id>/members/facilitator/", pages.facilitator, name="facilitator-add"),
    path("<int:group_id>/members/undo/", pages.undo, name="members-undo"),
    path("<int:group_id>/members/<int:spell_id>/leave/", pages.leave, name="member-leave"),
    path("<int:group_id>/members/<int:spell_id>/transfer/", pages.transfer, name="member-transfer"),
    path("<int:group_id>/members/return/<int:person_id>/", pages.come_back, name="member-return"),
]
