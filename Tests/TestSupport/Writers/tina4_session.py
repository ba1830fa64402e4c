"""Drives tina4-python's own session layer, one request a line.

Each line of standard input is a JSON object: "do" names the verb, "env" holds environment variables that are set
first (null unsets). Each answer is one line: "ok", "refused" or "failed", a tab, and JSON.

A web request of the framework is start(id), changes, save(): "create", "read", "change", "flash", "regenerate" and
"destroy" are such a request each. "begin" starts one and leaves it open under a name; "finish" saves it, so that a
test can do something in between.
"""
import json
import os
import sys

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # the framework's log lines must not stand between the answers

from tina4_python.session import Session

open_requests = {}


class Refused(Exception):
    """The store does not hold the session, or the framework would not take the id."""


def resume(id):
    session = Session()
    if session.start(id) != id:
        raise Refused()
    return session


def apply(session, request):
    for key, value in request.get("set", {}).items():
        session.set(key, value)
    for key in request.get("remove", []):
        session.delete(key)


def save(session):
    if not session.save():
        raise RuntimeError("the session was not saved")
    if session.session_id is None:
        raise Refused()


def create(request):
    session = Session()
    session.start()
    apply(session, request)
    save(session)
    return session.session_id


def read(request):
    return resume(request["id"])._data


def change(request):
    session = resume(request["id"])
    apply(session, request)
    save(session)
    return session._data


def flash(request):
    session = resume(request["id"])
    session.flash(request["name"], request["value"])
    save(session)


def take_flash(request):
    session = resume(request["id"])
    value = session.get_flash(request["name"])
    save(session)
    return value


def regenerate(request):
    session = resume(request["id"])
    if session.regenerate() is None:
        raise Refused()
    return session.session_id


def destroy(request):
    resume(request["id"]).destroy()


def clear(request):
    session = resume(request["id"])
    session.clear()
    save(session)


def begin(request):
    open_requests[request["name"]] = resume(request["id"])


def finish(request):
    session = open_requests.pop(request["name"])
    apply(session, request)
    save(session)
    return session._data


def sweep(request):
    Session().gc()


def cookie(request):
    return resume(request["id"]).cookie_header()


VERBS = {verb.__name__: verb for verb in (
    create, read, change, flash, take_flash, regenerate, destroy, clear, begin, finish, sweep, cookie)}


def answer(line):
    request = json.loads(line)
    for name, value in request.get("env", {}).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    try:
        return "ok", VERBS[request["do"]](request)
    except Refused:
        return "refused", None
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"


for line in sys.stdin:
    word, value = answer(line)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    answers.write(f"{word}\t{text}\n")
    answers.flush()
