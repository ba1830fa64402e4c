"""Drives the session layers of Python frameworks, one request a line.

The first argument is a JSON object: "framework" and where it keeps its sessions. Each line of standard input is a JSON
object: "do" names the verb. Each answer is one line: "ok", "refused" or "failed", a tab, and JSON. "read" saves nothing.
"""
import asyncio
import base64
import datetime
import json
import os
import sys

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # what frameworks print must not stand between the answers

settings = json.loads(sys.argv[1])
port = settings.get("port")


class Refused(Exception):
    """The store does not hold the session."""


def shown(value):
    if isinstance(value, (bytes, bytearray)):
        return {"$bytes": base64.b64encode(value).decode()}
    return str(value)


class Flask:
    def __init__(self):
        import flask
        import flask_session

        app = flask.Flask("shop")
        app.config.update(
            SECRET_KEY=settings.get("secret", "unused"),
            SESSION_USE_SIGNER=bool(settings.get("signs")),
            SESSION_SERIALIZATION_FORMAT=settings.get("format", "msgpack"),
            SESSION_REFRESH_EACH_REQUEST=False,
            PERMANENT_SESSION_LIFETIME=settings["lifetime"],
            SESSION_TYPE="sqlalchemy" if settings["store"] in ("sqlite", "postgresql") else settings["store"],
        )
        if settings["store"] == "redis":
            import redis

            app.config["SESSION_REDIS"] = redis.Redis(port=port)
        elif settings["store"] == "memcached":
            from pymemcache.client.base import Client

            app.config["SESSION_MEMCACHED"] = Client(("127.0.0.1", port))
        elif settings["store"] == "mongodb":
            import pymongo

            app.config["SESSION_MONGODB"] = pymongo.MongoClient("127.0.0.1", port)
        elif "url" in settings:
            from flask_sqlalchemy import SQLAlchemy

            # The driver of Tests/requirements.txt, whichever one SQLAlchemy would take.
            url = settings["url"].replace("postgresql://", "postgresql+psycopg2://", 1)
            app.config["SQLALCHEMY_DATABASE_URI"] = url
            app.config["SESSION_SQLALCHEMY"] = SQLAlchemy(app)
        else:
            from cachelib.file import FileSystemCache

            app.config["SESSION_CACHELIB"] = FileSystemCache(settings["directory"], threshold=500)
        flask_session.Session(app)
        app.json.sort_keys = False
        self.app = app

        @app.post("/")
        def act():
            request = flask.request.get_json()
            session = flask.session
            if request.get("id") and session.sid != request["id"]:
                return {"refused": True}
            for key, value in request.get("set", {}).items():
                session[key] = value
            for key in request.get("remove", []):
                session.pop(key, None)
            if request["do"] == "destroy":
                session.clear()
            text = json.dumps(dict(session), default=shown)
            return {"id": session.sid, "session": text}

    def ask(self, request):
        client = self.app.test_client(use_cookies=False)
        headers = {}
        if request.get("id"):
            value = request.get("cookie", request["id"])
            headers["Cookie"] = f"session={value}"
        response = client.post("/", json=request, headers=headers)
        if response.status_code != 200:
            raise RuntimeError(response.status)
        answer = response.get_json()
        if answer.get("refused"):
            raise Refused()
        cookie = response.headers.get("Set-Cookie", "").split(";")[0]
        return answer["id"], json.loads(answer["session"]), cookie


class Starsessions:
    def __init__(self):
        import redis.asyncio
        from starlette.applications import Starlette
        from starlette.responses import JSONResponse
        from starlette.routing import Route
        from starsessions import SessionAutoloadMiddleware, SessionMiddleware
        from starsessions.stores.redis import RedisStore

        self.store = RedisStore(connection=redis.asyncio.Redis(port=port))

        async def act(http):
            request = self.request
            session = http.session
            session.update(request.get("set", {}))
            for key in request.get("remove", []):
                session.pop(key, None)
            if request["do"] == "destroy":
                session.clear()
            self.seen = dict(session)
            return JSONResponse({})

        self.app = Starlette(routes=[Route("/", act)])
        self.app.add_middleware(SessionAutoloadMiddleware)
        self.app.add_middleware(
            SessionMiddleware, store=self.store, lifetime=settings["lifetime"], rolling=bool(settings.get("rolling")))
        self.loop = asyncio.new_event_loop()

    def ask(self, request):
        return self.loop.run_until_complete(self.answer(request))

    async def answer(self, request):
        from starlette.requests import HTTPConnection
        from starsessions.serializers import JsonSerializer
        from starsessions.session import SessionHandler

        headers = []
        if request.get("id"):
            if not await self.store.read(request["id"], settings["lifetime"]):
                raise Refused()
            headers = [(b"cookie", f"session={request['id']}".encode())]
        scope = {
            "type": "http", "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": headers,
            "scheme": "https", "server": ("shop", 443), "client": ("127.0.0.1", 1), "http_version": "1.1",
            "root_path": "", "asgi": {"version": "3.0"},
        }
        if request["do"] == "read":
            handler = SessionHandler(
                HTTPConnection(scope), request["id"], self.store, JsonSerializer(), settings["lifetime"])
            scope["session_handler"] = handler
            await handler.load()
            return request["id"], dict(scope["session"]), ""
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        self.request = request
        await self.app(scope, receive, send)
        cookies = [v.decode() for k, v in sent[0]["headers"] if k.lower() == b"set-cookie"]
        cookie = cookies[0].split(";")[0] if cookies else ""
        return cookie.partition("=")[2] or request.get("id"), self.seen, cookie


class Django:
    def __init__(self):
        from django.conf import settings as django_settings

        cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://127.0.0.1:{port}"}
        if settings["store"] == "memcached":
            cache = {
                "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache", "LOCATION": f"127.0.0.1:{port}"}
        django_settings.configure(
            CACHES={"default": cache}, SECRET_KEY="unused", SESSION_COOKIE_AGE=settings["lifetime"],
            INSTALLED_APPS=["django.contrib.sessions"],
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3",
                                   "NAME": settings.get("database", ":memory:")}})
        import django
        from importlib import import_module

        django.setup()
        if settings.get("engine") == "cached_db":
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
        engine = settings.get("engine", "cache")
        self.Store = import_module(f"django.contrib.sessions.backends.{engine}").SessionStore

    def ask(self, request):
        session = self.Store(request.get("id"))
        if request.get("id") and not self.Store().exists(request["id"]):
            raise Refused()
        for key, value in request.get("set", {}).items():
            session[key] = value
        if request.get("object"):
            session["when"] = datetime.datetime(2026, 1, 2)
        for key in request.get("remove", []):
            session.pop(key, None)
        if request["do"] == "destroy":
            session.delete()
        elif request["do"] != "read":
            session.save()
        return session.session_key, dict(session.items()), f"sessionid={session.session_key}"


framework = {"flask": Flask, "starsessions": Starsessions, "django": Django}[settings["framework"]]()


def answer(line):
    request = json.loads(line)
    try:
        id, session, cookie = framework.ask(request)
    except Refused:
        return "refused", None
    except Exception as error:
        return "failed", f"{type(error).__name__}: {error}"
    if request["do"] == "create":
        return "ok", id
    return "ok", cookie if request["do"] == "cookie" else session


for line in sys.stdin:
    word, value = answer(line)
    answers.write(f"{word}\t{json.dumps(value, ensure_ascii=False, separators=(',', ':'), default=shown)}\n")
    answers.flush()
