"""Settings, read from the environment (docs/admin.md lists every variable); a bad value stops the program."""

import sys
from pathlib import Path

from django.core.management.utils import get_random_secret_key
from jinja2 import FileSystemBytecodeCache

from courtepointe import environment as env
from courtepointe.database import configuration

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent

TESTING = "pytest" in sys.modules
MODE = env.choice("MODE", "test" if TESTING else "development", ("demo", "development", "test", "production"))
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
DEBUG = env.boolean("DEBUG", False)

DATA_DIR = env.folder("DATA_DIR", ROOT / "var" / MODE)
MEDIA_ROOT = DATA_DIR / "files"
FILE_LIMIT = env.integer("FILE_LIMIT_MB", 15, least=1, most=500) * 1_000_000  # bytes of one file
COALITION_FILES = env.integer("COALITION_FILES_MB", 2000, least=10, most=1_000_000) * 1_000_000

if PRODUCTION:
    SECRET_KEY = env.secret("SECRET_KEY")
    if len(SECRET_KEY) < 40:
        raise env.BadSetting(
            "SECRET_KEY must be set in production, at least 40 characters: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(50))' writes one."
        )
else:
    SECRET_KEY = env.text("SECRET_KEY", "not-a-secret-" + "0" * 40 if TESTING else get_random_secret_key())
    _kept = DATA_DIR / "secret-key"
    if not TESTING and "SECRET_KEY" not in __import__("os").environ:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        if not _kept.exists():
            _kept.touch(mode=0o600)
            _kept.write_text(SECRET_KEY)
        SECRET_KEY = _kept.read_text()
SECRET_KEY_FALLBACKS = env.several("SECRET_KEY_FALLBACKS")

BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.several("HOSTS") if PRODUCTION else [*env.several("HOSTS"), "localhost", "127.0.0.1", "testserver"]
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise env.BadSetting("HOSTS must name the host names of the site in production; * is refused.")
if PRODUCTION and DEBUG:
    raise env.BadSetting("DEBUG must be off in production.")
HTTPS = BASE_URL.startswith("https://")
# Who uses a changed version over the network must be able to get its source: the foot of each page leads there.
SOURCE_URL = env.text("SOURCE_URL")
# Several changes to a meeting within this time make one message.
QUIET_SECONDS = env.integer("QUIET_SECONDS", 60, most=3600)
HOSTING = env.text("HOSTING")  # where the server is and who runs it, in a sentence: the policies say it
if SOURCE_URL and not SOURCE_URL.startswith(("https://", "http://")):
    raise env.BadSetting(f"SOURCE_URL is {SOURCE_URL!r}: write the address of the source, with https://.")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
# Only a proxy that we are told about may say that the visitor came by TLS, or from which address.
TRUSTED_PROXY = env.boolean("TRUSTED_PROXY", False)
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "courtepointe",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
]

MIDDLEWARE = [
    "courtepointe.web.compression.compress",
    "django.middleware.security.SecurityMiddleware",
    "courtepointe.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "courtepointe.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courtepointe.web.middleware.session_life",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "courtepointe.urls"
WSGI_APPLICATION = "courtepointe.wsgi.application"
AUTH_USER_MODEL = "courtepointe.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FOLDERS = "library coalitions meetings analysis planning followup evaluation guide web".split()
# Templates are compiled once per version, not at each start (a third of the time to the first page).
COMPILED = None
if not TESTING:
    (DATA_DIR / "compiled").mkdir(parents=True, exist_ok=True, mode=0o700)
    COMPILED = FileSystemBytecodeCache(str(DATA_DIR / "compiled"))
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / folder / "templates" for folder in FOLDERS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "courtepointe.pages.environment",
            # The pages of the sign-in package are ours, in Jinja2: found here first, they need what our pages have.
            "context_processors": ["courtepointe.pages.context_of"],
            "auto_reload": DEBUG,
            "bytecode_cache": COMPILED,
        },
    },
    {
        # The sign-in package asks that this engine exist; every page that we mount is ours, in Jinja2.
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {
    "default": configuration(
        env.secret("DATABASE_URL"),
        default_file=DATA_DIR / "courtepointe.sqlite3",
        synchronous=env.choice("SQLITE_SYNCHRONOUS", "NORMAL", ("NORMAL", "FULL")),
    )
}
if not TESTING:
    DATA_DIR.mkdir(parents=True, exist_ok=True)

LANGUAGE_CODE = "fr-ca"
LANGUAGES = [("fr-ca", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "America/Toronto"
USE_TZ = True
FORMAT_MODULE_PATH = ["courtepointe.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "courtepointe.web.assets.BundleFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

SESSION_ENGINE = "courtepointe.web.sessions"
SESSION_COOKIE_AGE = 60 * env.integer("SESSION_MINUTES", 240, least=10, most=60 * 24 * 30)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "courtepointe.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_SSL_REDIRECT = HTTPS and TRUSTED_PROXY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
# Framing is refused by the Content-Security-Policy; other names of the domain are not ours to bind to TLS.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["courtepointe.web.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Sign-in: an e-mailed code first, a passkey or a password for those who set one. Never a user name.
ACCOUNT_ADAPTER = "courtepointe.web.accounts.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_CLASS = "courtepointe.web.forms.SignUp"
ACCOUNT_FORMS = {
    "request_login_code": "courtepointe.web.account_forms.AskCode",
    "reset_password": "courtepointe.web.account_forms.ForgottenPassword",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# A whole meeting may sign in at the same minute from one address: what is narrow is the limit per account.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/m/ip,3/m/key,12/h/key",
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key",
    "signup": "20/m/ip",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": True, "length": 8}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTED_PROXY else 0
MFA_ADAPTER = "courtepointe.web.accounts.SecondFactor"
MFA_FORMS = {"add_webauthn": "courtepointe.web.account_forms.AddPasskey"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Courtepointe"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Counters of the limits above: files, so that several processes share them without another service.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"}
}

# Mail: everything is queued as rows; the worker sends them through MAIL_TRANSPORT.
EMAIL_BACKEND = "courtepointe.mail.QueueBackend"
EMAIL_HOST = env.text("SMTP_HOST", "localhost")
EMAIL_PORT = env.integer("SMTP_PORT", 25, least=1, most=65535)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.secret("SMTP_PASSWORD")
EMAIL_USE_TLS = env.boolean("SMTP_STARTTLS", False)
EMAIL_USE_SSL = env.boolean("SMTP_TLS", False)
EMAIL_TIMEOUT = env.integer("SMTP_TIMEOUT", 15, least=1, most=120)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Courtepointe <courtepointe@localhost>")
MAIL_TRANSPORT = (
    "django.core.mail.backends.dummy.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)

# Who may open a coalition on this site: anyone who signs up, or only the people the administrator adds.
SIGN_UP = env.choice("SIGN_UP", "open" if MODE in ("demo", "test") else "invited", ("open", "invited"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "courtepointe.logs.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
