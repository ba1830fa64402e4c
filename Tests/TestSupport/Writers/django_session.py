"""Drives Django's own session layer, one request a line.

The arguments are the database file, the directory of session files, the SECRET_KEY and the engine: "db" or "file".
Each line of standard input is a JSON object: "do" names the verb. Each answer is one line: "ok" or "refused", a tab,
and JSON.
"""
import importlib
import json
import sys
from datetime import datetime

import django
from django.conf import settings
from django.core.management import call_command

database, directory, secret, engine = sys.argv[1:]
settings.configure(
    SECRET_KEY=secret,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    SESSION_FILE_PATH=directory,
    SESSION_ENGINE="django.contrib.sessions.backends." + engine,
)
django.setup()
call_command("migrate", verbosity=0)
Session = importlib.import_module(settings.SESSION_ENGINE).SessionStore


def create(request):
    session = Session()
    session.update(request["set"])
    expiry = request.get("expiry")
    if expiry is not None:
        session.set_expiry(datetime.fromisoformat(expiry) if isinstance(expiry, str) else expiry)
    session.save()
    return session.session_key


def resume(id):
    """What the middleware hands to a request with this cookie; Django keeps the key only of a session that is there."""
    session = Session(id)
    items = dict(session.items())
    return session, items, session.session_key == id


for line in sys.stdin:
    request = json.loads(line)
    if request["do"] == "create":
        answer, taken = create(request), True
    else:
        session, answer, taken = resume(request["id"])
    print(("ok\t" if taken else "refused\t") + json.dumps(answer, separators=(",", ":"), ensure_ascii=False), flush=True)
