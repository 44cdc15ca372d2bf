"""Ballots, priorities, factors and objectives, under c/<coalition>/analysis/."""

from django.urls import URLPattern, path

from courtepointe.analysis.views import ballot_answers, ballots, priorities

urlpatterns: list[URLPattern] = [
    path("priorities/", priorities.priorities, name="priorities"),
    path("priorities/add/", priorities.priority_add, name="priority-add"),
    path("priorities/act/", priorities.priority_act, name="priority-act"),
    path("priorities/<uuid:priority>/", priorities.priority_edit, name="priority-edit"),
    path("ballots/new/", ballots.ballot_new, name="ballot-new"),
    path("ballots/<uuid:ballot>/", ballots.ballot, name="ballot"),
    path("ballots/<uuid:ballot>/edit/", ballots.ballot_edit, name="ballot-edit"),
    path("ballots/<uuid:ballot>/answer/", ballot_answers.ballot_answer, name="ballot-answer"),
    path("ballots/<uuid:ballot>/ask/", ballot_answers.ballot_ask, name="ballot-ask"),
    path("ballots/<uuid:ballot>/act/", ballots.ballot_act, name="ballot-act"),
    path("ballots/<uuid:ballot>/conclude/", ballots.ballot_conclude, name="ballot-conclude"),
    path("factors/choice/", priorities.factors_choice, name="factors-choice"),
    path("factors/choice/<slug:factor>/", priorities.factor_choose, name="factor-choose"),
    path("objectives/", priorities.objectives, name="objectives"),
    path("objectives/new/", priorities.objective_add, name="objective-add"),
    path("objectives/act/", priorities.objective_act, name="objective-act"),
    path("objectives/<uuid:goal>/", priorities.objective_edit, name="objective-edit"),
]
by_link: list[URLPattern] = [path("ballot/<str:secret>/", ballot_answers.ballot_link, name="ballot-link")]
