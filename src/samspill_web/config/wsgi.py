"""What the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspill_web.config.settings")
application = get_wsgi_application()
# What has been loaded by now stays: the collector of garbage need not look through all of it again at every turn.
gc.collect()
gc.freeze()
