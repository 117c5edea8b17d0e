"""Django's settings, made from the machine's."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

from samspill.terms import Language
from samspill_web.config import environment
from samspill_web.config.secret import secret_key
from samspill_web.config.sso import saml_apps, social_apps

ENVIRONMENT = environment.read(os.environ)
HERE = Path(__file__).resolve().parent.parent

DEBUG = False
DEMO = ENVIRONMENT.demo
SECRET_KEY = ENVIRONMENT.secret or secret_key(ENVIRONMENT.data)
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
ADDRESS = ENVIRONMENT.address
KEYS = ENVIRONMENT.keys
# How long answers are taken in after the end of a wave; whoever tries the demonstration need not wait so long.
GRACE_MINUTES = 1 if ENVIRONMENT.demo else 15
SECOND_FACTOR_BY_SSO = ENVIRONMENT.second_factor_by_sso
CSRF_TRUSTED_ORIGINS = [ADDRESS]
ROOT_URLCONF = "samspill_web.config.urls"
WSGI_APPLICATION = "samspill_web.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "samspill_web.accounts",  # before allauth: its templates stand in for allauth's
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "samspill_web.kernel",
    "samspill_web.instruments",
    "samspill_web.projects",
    "samspill_web.collection",
    "samspill_web.analysis",
    "samspill_web.dashboards",
    "samspill_web.reports",
    "samspill_web.actions",
    "samspill_web.dialogue",
    "samspill_web.learning",
    "samspill_web.workspace",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "samspill_web.kernel.packing.PackingMiddleware",
    # Outside of all that may answer by itself, so that no answer lacks their rules.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "samspill_web.kernel.middleware.UnkeptMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # From here on it matters who somebody is.
    "samspill_web.collection.middleware.NobodyMiddleware",
    "samspill_web.reports.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "samspill_web.accounts.middleware.OwnLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samspill_web.kernel.context.page",
            ],
            "builtins": ["samspill_web.kernel.templatetags.texts"],
        },
    }
]
FORM_RENDERER = "samspill_web.kernel.forms.Renderer"

# SQLite: readers never wait, a commit is on the disk before anyone is thanked, and a writer takes its lock at the start, so
# that two of them wait for each other instead of failing halfway.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ENVIRONMENT.data / "samspill.sqlite3",
    # The last connection that is closed writes the whole journal back: an answer would wait for it each time.
    "CONN_MAX_AGE": 600,
    "OPTIONS": {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    },
}
POSTGRESQL = "samspill_web.kernel.postgresql"
DATABASES = {
    "default": dict(dj_database_url.parse(ENVIRONMENT.database, POSTGRESQL, conn_max_age=60, conn_health_checks=True))
    if ENVIRONMENT.database
    else SQLITE
}

# Counters of attempts: kept where all workers see them, and never thrown out to make room for others.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "samspill_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# Languages.
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.zone.key
LANGUAGE_CODE = ENVIRONMENT.language.value
LANGUAGES = [(language.value, language.value) for language in Language]
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = ENVIRONMENT.https

# People.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "samspill_web.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "samspill_web.accounts.passwords.NotCommon"},
    {"NAME": "samspill_web.accounts.passwords.NotOwnName", "OPTIONS": {"user_attributes": ["name", "email"]}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "samspill_web.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation or single sign-on: the address has been used to reach them
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # closing the browser ends the session, and so do twelve hours
ACCOUNT_RATE_LIMITS = {"ask_for_link": "30/h/ip,3/15m/key"}
ACCOUNT_FORMS = {
    "login": "samspill_web.accounts.forms.LoginForm",
    "change_password": "samspill_web.accounts.forms.ChangePasswordForm",
    "set_password": "samspill_web.accounts.forms.SetPasswordForm",
    "reauthenticate": "samspill_web.accounts.forms.PasswordAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SOCIALACCOUNT_ADAPTER = "samspill_web.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = True
SOCIALACCOUNT_FORMS = {"disconnect": "samspill_web.accounts.forms.UntieForm"}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": social_apps(ENVIRONMENT.providers)},
    "saml": {"APPS": saml_apps(ENVIRONMENT.saml)},
}
MFA_ADAPTER = "samspill_web.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "samspill_web.accounts.forms.AuthenticateForm",
    "reauthenticate": "samspill_web.accounts.forms.CodeAgainForm",
    "activate_totp": "samspill_web.accounts.forms.ActivateAppForm",
    "add_webauthn": "samspill_web.accounts.forms.AddKeyForm",
    "edit_webauthn": "samspill_web.accounts.forms.RenameKeyForm",
    "authenticate_webauthn": "samspill_web.accounts.forms.KeyForm",
    "login_webauthn": "samspill_web.accounts.forms.LoginKeyForm",
    "reauthenticate_webauthn": "samspill_web.accounts.forms.KeyAgainForm",
}
MFA_TOTP_ISSUER = "Samspill"
MFA_PASSKEY_LOGIN_ENABLED = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "samspill_web.accounts.lockout.locked_out"
AXES_USERNAME_CALLABLE = "samspill_web.accounts.lockout.address_tried"
AXES_CLIENT_IP_CALLABLE = "samspill_web.accounts.lockout.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# What a browser may do.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
if ENVIRONMENT.https:
    # The prefix binds a cookie to this host: a neighbour under the same domain cannot set it.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samspill_web.kernel.errors.csrf_failure"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.proxies else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = ["samspill_web.kernel.uploads.SmallUploadHandler"]

# Files.
STATIC_URL = "/static/"
# The workspace's own, and how parts of a report look: the same on its own page and here.
STATICFILES_DIRS = [HERE / "static", Path(str(files("samspill.render").joinpath("styles")))]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# Mail.
_mail = urlsplit(ENVIRONMENT.mail_server or "")
# Without a server mails become files that the operator sees: a log would hold their links.
EMAIL_BACKEND = "samspill_web.kernel.smtp.EmailBackend"
if not ENVIRONMENT.mail_server:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
MAIL_SERVICE = ENVIRONMENT.messengers.mail_service
if MAIL_SERVICE is not None:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_SERVICE.name}.EmailBackend"
    ANYMAIL = {
        **MAIL_SERVICE.settings,
        # Not every service has a return path or words of ours; it is not to fail for that.
        "IGNORE_UNSUPPORTED_FEATURES": True,
        "REQUESTS_TIMEOUT": (10, 20),
        **({"WEBHOOK_SECRET": MAIL_SERVICE.webhook_secret} if MAIL_SERVICE.webhook_secret else {}),
    }
EMAIL_FILE_PATH = ENVIRONMENT.data / "mail"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp" and "tls" in _mail.query
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
MAIL_BOUNCES = ENVIRONMENT.messengers.bounces
SMS = ENVIRONMENT.messengers.sms
SMS_FOLDER = ENVIRONMENT.data / "sms"
MESSAGES_A_MINUTE = {"email": ENVIRONMENT.messengers.mails_a_minute, "sms": ENVIRONMENT.messengers.sms_a_minute}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"samspill": {"level": "INFO"}, "axes": {"level": "ERROR"}},
}
