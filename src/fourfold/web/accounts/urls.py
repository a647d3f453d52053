"""Addresses of accounts: allauth's sign-in and second factors, and our own."""

from django.urls import include, path

from fourfold.web.accounts import pages

urlpatterns = [
    path("all/", pages.start, name="accounts"),
    path("all/invite/", pages.invite, name="account-invite"),
    path("all/<int:user_id>/", pages.account, name="account-of"),
    path("all/<int:user_id>/close/", pages.close, name="account-close"),
    path("all/<int:user_id>/reopen/", pages.reopen, name="account-reopen"),
    path("all/<int:user_id>/sign-out/", pages.sign_out, name="account-sign-out"),
    path("all/<int:user_id>/way-in/", pages.hand_over, name="account-way-in"),
    path("way-in/<str:word>/", pages.way_in, name="way-in"),
    path("appointments/<int:appointment_id>/end/", pages.end, name="appointment-end"),
    path("invitations/<int:invitation_id>/withdraw/", pages.withdraw, name="invitation-withdraw"),
    path("members/<int:person_id>/invite/", pages.invite_member, name="account-invite-member"),
    path("members/<int:person_id>/way-in/", pages.hand_over_to_member, name="account-member-way-in"),
    path("invitation/<str:word>/", pages.accept, name="invitation"),
    path("glass/", pages.glass, name="glass"),
    path("glass/<int:look_id>/agree/", pages.agree, name="glass-agree"),
    path("glass/<int:look_id>/close/", pages.close_look, name="glass-close"),
    path("2fa/webauthn/keys/<int:pk>/remove/", pages.remove_passkey, name="mfa_remove_webauthn"),
    path("email/", pages.closed, name="account_email"),
    path("", include("allauth.urls")),
]
