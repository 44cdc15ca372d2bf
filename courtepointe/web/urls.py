from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from courtepointe.web.views import account, demo, home, session

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("help/", home.help_page, name="help"),
    path("confidentiality/", home.confidentiality, name="confidentiality"),
    path("language/", session.language, name="language"),
    path("account/", account.account, name="account"),
    path("account/extend/", session.extend, name="session-extend"),
    path("account/sign-out-everywhere/", session.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/second-factor/", account.second_factor, name="second-factor"),
    path("account/", include("courtepointe.web.account_urls")),
]

demo_urlpatterns: list[URLPattern] = [
    path("demo/sign-in/", demo.sign_in, name="demo-sign-in"),
    path("demo/mail/", demo.mails, name="demo-mails"),
    path("demo/mail/<uuid:delivery>/", demo.one_mail, name="demo-mail"),
]

if settings.DEMO:
    urlpatterns += demo_urlpatterns
