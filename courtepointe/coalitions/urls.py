from django.urls import URLPattern, path

from courtepointe.coalitions.views import library, mail, members, method, organisations, pasting, settings

urlpatterns: list[URLPattern] = [
    path("settings/", settings.settings, name="coalition-settings"),
    path("settings/<slug:step>/", settings.section, name="coalition-setting"),
    path("my-mail/", mail.my_mail, name="my-mail"),
    path("members/", members.members, name="members"),
    path("members/new/", members.new, name="member-new"),
    path("members/paste/", pasting.paste_list, name="members-paste"),
    path("members/past/", members.past, name="members-past"),
    path("members/invite/", members.invite_everybody, name="members-invite"),
    path("members/<uuid:member>/", members.edit, name="member-edit"),
    path("members/<uuid:member>/invite/", members.invite, name="member-invite"),
    path("members/<uuid:member>/return/", members.come_back, name="member-return"),
    path("organisations/new/", organisations.new, name="organisation-new"),
    path("organisations/<uuid:organisation>/", organisations.edit, name="organisation-edit"),
    path("organisations/<uuid:organisation>/remove/", organisations.remove, name="organisation-remove"),
    path("organisations/<uuid:organisation>/restore/", organisations.restore, name="organisation-restore"),
    path("library/changes/", method.changes, name="method-changes"),
    path("library/changes/<slug:kind>/", method.add, name="method-add"),
    path("library/changes/<slug:kind>/<slug:slug>/", method.reword, name="method-reword"),
    path("library/changes/<slug:kind>/<slug:slug>/act/", method.act, name="method-act"),
    path("library/", library.library, name="coalition-library"),
]
