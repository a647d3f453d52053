"""Addresses of the slice goals: under those of people, and under a member's own."""

from django.urls import path

from fourfold.web.goals.pages import leaving, own, staff

_HERE = "people/<int:person_id>/in/<int:group_id>"

urlpatterns = [
    path(f"{_HERE}/goals/", staff.page, name="member-goals"),
    path(f"{_HERE}/goals/known/", staff.add_facet, name="facet-new"),
    path("goals/known/<int:facet_id>/end/", staff.end_facet, name="facet-end"),
    path("goals/known/<int:facet_id>/keep/", staff.keep_facet, name="facet-keep"),
    path(f"{_HERE}/goals/new/", staff.add_goal, name="goal-new"),
    path("goals/<int:goal_id>/edit/", staff.change_goal, name="goal-edit"),
    path("goals/<int:goal_id>/undo/", staff.undo_goal, name="goal-undo"),
    path("goals/<int:goal_id>/close/", staff.close_goal, name="goal-close"),
    path("goals/<int:goal_id>/reopen/", staff.reopen_goal, name="goal-reopen"),
    path("goals/<int:goal_id>/steps/", staff.add_step, name="step-new"),
    path("goals/steps/<int:step_id>/edit/", staff.change_step, name="step-edit"),
    path("goals/steps/<int:step_id>/undo/", staff.undo_step, name="step-undo"),
    path("goals/steps/<int:step_id>/tick/", staff.tick_step, name="step-tick"),
    path("goals/steps/<int:step_id>/untick/", staff.untick_step, name="step-untick"),
    path(f"{_HERE}/goals/statements/", staff.add_statement, name="statement-new"),
    path("goals/statements/<int:statement_id>/done/", staff.amends_done, name="amends-done"),
    path("goals/statements/<int:statement_id>/open/", staff.amends_open, name="amends-open"),
    path("goals/statements/<int:statement_id>/take-back/", staff.take_back_statement, name="statement-take-back"),
    path(f"{_HERE}/goals/totals/", staff.add_total, name="total-new"),
    path("goals/totals/<int:total_id>/withdraw/", staff.withdraw_total, name="total-withdraw"),
    path(f"{_HERE}/leaving-plan/", leaving.page, name="leaving-plan"),
    path(f"{_HERE}/leaving-plan/edit/", leaving.change, name="leaving-plan-edit"),
    path(f"{_HERE}/leaving-plan/undo/", leaving.undo, name="leaving-plan-undo"),
    path(f"{_HERE}/leaving-plan/contacts/", leaving.add_contact, name="contact-new"),
    path("goals/contacts/<int:contact_id>/end/", leaving.end_contact, name="contact-end"),
    path("goals/contacts/<int:contact_id>/keep/", leaving.keep_contact, name="contact-keep"),
    path("my/goals/", own.page, name="my-goals"),
    path("my/goals/strengths/", own.add_strength, name="my-strength-new"),
    path("my/goals/strengths/<int:facet_id>/end/", own.end_strength, name="my-strength-end"),
    path("my/goals/strengths/<int:facet_id>/keep/", own.keep_strength, name="my-strength-keep"),
    path("my/goals/ideas/", own.add_goal, name="my-goal-new"),
    path("my/goals/ideas/<int:goal_id>/let-go/", own.let_go, name="my-idea-let-go"),
    path("my/goals/ideas/<int:goal_id>/go-on/", own.go_on, name="my-idea-go-on"),
    path("my/goals/steps/<int:step_id>/tick/", own.tick_step, name="my-step-tick"),
    path("my/goals/steps/<int:step_id>/untick/", own.untick_step, name="my-step-untick"),
    path("my/goals/statements/", own.add_statement, name="my-statement-new"),
    path("my/goals/statements/<int:statement_id>/done/", own.amends_done, name="my-amends-done"),
    path("my/goals/statements/<int:statement_id>/open/", own.amends_open, name="my-amends-open"),
    path("my/goals/statements/<int:statement_id>/take-back/", own.take_back_statement, name="my-statement-take-back"),
]
