"""Makes the records in Tests/RecordCorpus/Records with the real frameworks, for the tests that need the same ones again.

Run by hand where all of the tools are installed, with the Python of the tests' environment; not part of any test. A
file is named for the framework and its version; its first line is the name of the format. A line is a record, its parts separated by tabs: shape, kind of store,
key, store's deadline in milliseconds since 1970 (or "never", or "-"), time of the last change likewise, user (or "-"),
when the framework itself refuses it (likewise, or "-" where nothing tells), content in base64, columns of its row as
JSON, and the cookie that the framework sent. What is called expired was written by the framework and has ended since, or
was set back where the framework goes by the time of its last use or an end in it.

Those of spring-session and ASP.NET Core were recorded apart from this, by their own code.

In tables it was JdbcOperationsSessionRepository of 2.1.13 on Debian's Spring 4.3 and SQLite, with the table of its
schema-sqlite.sql; once with its own serialization, once with Jackson's. The content is the columns and attributes as a
list of fields. In Redis it was RedisSessionRepository and RedisIndexedSessionRepository of 2.7.4, and the indexed one of
3.5.7 with the sorted set of its SortedSetRedisSessionExpirationStore, all by RedisTemplate of spring-data-redis 2.7.18 and
Jedis 3.8 on Debian's Spring 4.3, less what these do for streams; with Spring Security 5.7.11 in the shape "security". The
reactive ones are of 3.5.7 on Reactor 3.4.34, by ReactiveRedisTemplate on a connection made for it. Jackson's is
GenericJackson2JsonRedisSerializer, for the indexed ones with the modules of Spring Security. The shape "removed" had an
attribute taken away, "endless" has a negative interval, and "expired-deleted" is what deleteById leaves. Beside the records
of an indexed repository a file named .keys has every other key that it left: type, key, its end, a member or the value in
base64, and the score.

ASP.NET Core's are of DistributedSession of 2.2.0 in RedisCache of Microsoft.Extensions.Caching.StackExchangeRedis 2.2.0,
and in the table of Community.Microsoft.Extensions.Caching.PostgreSql 6.0.2, on the runtime of .NET Core 3.1.23, with
clients of a page's length in place of StackExchange.Redis and Npgsql; the latter cache in the C# of an older compiler,
its statements as they are. The shape "absolute" was cached with an end of its own.

Tina4's own session classes in PHP, Ruby and Node were recorded apart as well, on PHP 8.2, Ruby 3.1 with redis 4.8 and
Node 20, with their default lifetimes and the shapes below, on a directory and a Redis: those of PHP 3.12.0 and Ruby
3.12.13 whole and as they are. Of 3.13 only single files were to be had, and of these what a directory and a Redis need was
taken over statement by statement, without comments, types and the other stores: Node's of 3.13.143, Ruby's of 3.13.144
with a file handler of a little earlier, PHP's of about 3.13.132. An empty session is none to Ruby and not among
theirs. A flash message was set by `flash`.

Those of Laravel 13.31, Rails 7.2 and activerecord-session_store 2.3 (on that Rails, with Ruby 3.3) were made with packages
of a later Debian in a directory of their own, by the variables that the parts name. kruptein 3.3 and 3.4 had asn1.js 5.4 for
their encoder, of which the one that they ask for is a fork.

Without arguments it makes them all, else those of the parts that are named: python records.py laravel express.
"""
import base64
import datetime
import glob
import hashlib
import hmac
import importlib.metadata
import itertools
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import redis

HERE = os.path.dirname(os.path.abspath(__file__))
WRITERS = os.path.join(os.path.dirname(HERE), "TestSupport", "Writers")
RECORDS = os.path.join(HERE, "Records")
LIFETIME = 900

NESTED = {
    "user_id": 7, "cart": [{"sku": "a|b", "price": 9.5}, {"sku": "c", "price": 1}], "on": True, "none": None,
    "deep": {"a": {"b": {"c": [1, [2, [3]]]}}},
}
SHAPES = {
    "empty": {},
    "small": {"user_id": 7},
    "nested": NESTED,
    "unicode": {"user_id": 7, "name": "Zoë 🦉", "日本": "語", "quote": "\"\\\n"},
    "flash": {"user_id": 7, "_flash_notice": "Saved."},
    "large": {"user_id": 7, "text": "consectetur " * 500, "list": list(range(300))},
}


class Driver:
    def __init__(self, command, **more):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, **more)

    def ask(self, **request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        word, _, value = self.process.stdout.readline().rstrip("\n").partition("\t")
        if word != "ok":
            raise RuntimeError(f"{request}: {word} {value}")
        return json.loads(value)

    def end(self):
        self.process.kill()
        self.process.wait()


class Records:
    def __init__(self, format, name):
        self.path = os.path.join(RECORDS, name + ".records")
        self.lines = [format]

    def add(self, shape, kind, key, content, expiry="-", modified="-", user="-", dies="-", columns=None,
            cookie=None):
        parts = [shape, kind, key, expiry, modified, user, dies, base64.b64encode(content).decode()]
        if columns or cookie:
            parts.append(json.dumps(columns or {}))
        if cookie:
            parts.append(cookie)
        self.lines.append("\t".join(str(part) for part in parts))

    def write(self):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("\n".join(self.lines) + "\n")
        print(len(self.lines) - 1, os.path.basename(self.path))


class Redis:
    def __init__(self, port=7789):
        self.port = port
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(port), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
        self.client = redis.Redis(port=port)
        while True:
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                time.sleep(0.05)

    def take(self, records, shape, user="7", dies=True):
        for key in self.client.scan_iter():
            if self.client.type(key) != b"string":
                continue
            content = self.client.get(key)
            moment = self.client.pexpiretime(key)
            expiry = "never" if moment < 0 else moment
            records.add(shape, "keyValue", key.decode(), content, expiry=expiry,
                        user="-" if shape == "empty" else user, dies=expiry if dies else "-")
        self.client.flushall()


class Server:
    """A private server of a database, for as long as a with statement runs."""
    def __init__(self, port):
        self.port = port
        self.directory = tempfile.mkdtemp()
        os.chmod(self.directory, 0o777)
        self.process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(200):
            try:
                self.prepare()
                return
            except Exception:
                time.sleep(0.1)
        raise RuntimeError(f"{type(self).__name__} does not answer")

    def prepare(self):
        self.ask("SELECT 1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class PostgreSQL(Server):
    def __init__(self):
        super().__init__(7790)

    def command(self):
        programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        data = os.path.join(self.directory, "data")
        # It does not run as root.
        user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        subprocess.run(user + [programs + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"],
                       check=True, stdout=subprocess.DEVNULL)
        return user + [programs + "/postgres", "-D", data, "-p", str(self.port), "-k", self.directory, "-h", "127.0.0.1"]

    def ask(self, text):
        return subprocess.check_output(
            ["psql", "-qAtX", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", text], text=True,
            stderr=subprocess.DEVNULL).rstrip("\n")


class MariaDB(Server):
    def __init__(self):
        super().__init__(7791)

    def command(self):
        data = os.path.join(self.directory, "data")
        user = ["--user=root"] if os.getuid() == 0 else []
        subprocess.run(["mariadb-install-db", "--datadir=" + data, "--auth-root-authentication-method=normal"] + user,
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return ["mariadbd", "--no-defaults", "--datadir=" + data, "--port=" + str(self.port),
                "--socket=" + self.directory + "/socket", "--bind-address=127.0.0.1"] + user

    def prepare(self):
        self.ask("CREATE DATABASE IF NOT EXISTS shop CHARACTER SET utf8mb4", "mysql")

    def ask(self, text, database="shop"):
        return subprocess.check_output(
            ["mariadb", "--no-defaults", "-N", "-B", "-r", "-h", "127.0.0.1", "-P", str(self.port), "-u", "root",
             database, "-e", text], text=True, stderr=subprocess.DEVNULL).rstrip("\n")


class MongoDB(Server):
    def __init__(self):
        super().__init__(7792)

    def command(self):
        cache = os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache"))
        # What has ended stays for as long as the records are taken.
        return [os.path.join(cache, "curfew-tests", "bin", "mongod"), "--dbpath", self.directory, "--port", str(self.port),
                "--bind_ip", "127.0.0.1", "--setParameter", "ttlMonitorEnabled=false"]

    def prepare(self):
        import pymongo
        pymongo.MongoClient("127.0.0.1", self.port, serverSelectionTimeoutMS=200).admin.command("ping")


def version(name):
    return importlib.metadata.version(name)


def python(redis, format, framework, name, settings, shapes=SHAPES):
    records = Records(format, name)
    for shape, payload in shapes.items():
        if shape == "empty":
            continue
        driver = Driver([sys.executable, "-W", "ignore", os.path.join(WRITERS, "python_sessions.py"), json.dumps(
            {"framework": framework, "store": "redis", "port": redis.port, "lifetime": LIFETIME, **settings})])
        driver.ask(do="create", set=payload)
        driver.end()
        redis.take(records, shape)
    records.write()


def cachelib():
    records = Records("flask-session", "cachelib-" + version("cachelib"))
    for shape, payload in SHAPES.items():
        if shape == "empty":
            continue
        with tempfile.TemporaryDirectory() as directory:
            driver = Driver([sys.executable, "-W", "ignore", os.path.join(WRITERS, "python_sessions.py"), json.dumps(
                {"framework": "flask", "store": "cachelib", "directory": directory, "lifetime": LIFETIME})])
            driver.ask(do="create", set=payload)
            driver.end()
            for name in os.listdir(directory):
                with open(os.path.join(directory, name), "rb") as file:
                    content = file.read()
                if len(content) < 12:
                    continue
                end = int.from_bytes(content[:4], "little")
                records.add(shape, "files", name, content, modified=int(time.time()) * 1000, user=7, dies=end * 1000)
                if shape == "small":
                    past = (1_700_000_000).to_bytes(4, "little") + content[4:]
                    records.add("expired", "files", name, past, modified=1_699_999_000_000, user=7,
                                dies=1_700_000_000_000)
    records.write()


def django():
    for engine in ["db", "file"]:
        records = Records("django", f"django-{engine}-" + version("Django"))
        for shape, payload in list(SHAPES.items()) + [("expired", SHAPES["small"])]:
            payload = dict(payload)
            if "user_id" in payload:
                payload["_auth_user_id"] = str(payload.pop("user_id"))
            with tempfile.TemporaryDirectory() as directory:
                database = os.path.join(directory, "app.db")
                os.mkdir(os.path.join(directory, "files"))
                driver = Driver([sys.executable, os.path.join(WRITERS, "django_session.py"), database,
                                 os.path.join(directory, "files"), "unit-test-secret", engine])
                expiry = -86400 if shape == "expired" else 900
                id = driver.ask(do="create", set=payload, expiry=expiry)
                driver.end()
                user = "-" if shape == "empty" else 7
                if engine == "file":
                    path = os.path.join(directory, "files", "sessionid" + id)
                    with open(path, "rb") as file:
                        content = file.read()
                    modified = int(os.stat(path).st_mtime) * 1000
                    records.add(shape, "files", "sessionid" + id, content, modified=modified, user=user,
                                # The file engine takes a number for what is left of the life, each time anew.
                                dies="never" if expiry > 0 else modified - 1)
                else:
                    import sqlite3
                    row = sqlite3.connect(database).execute(
                        "SELECT session_data, round((julianday(expire_date) - 2440587.5) * 86400000) FROM django_session"
                    ).fetchone()
                    records.add(shape, "table django_session", id, row[0].encode(), expiry=int(row[1]), user=user,
                                dies=int(row[1]))
        records.write()


def php(redis):
    number = subprocess.check_output(["php", "-r", "echo PHP_MAJOR_VERSION, '.', PHP_MINOR_VERSION;"], text=True)
    for serializer in ["php", "php_serialize", "php_binary", "igbinary"]:
        records = Records("php", f"php-{number}-{serializer}")
        for shape, payload in SHAPES.items():
            options = {
                "session.save_handler": "redis", "session.save_path": f"tcp://127.0.0.1:{redis.port}",
                "session.serialize_handler": serializer, "session.gc_maxlifetime": LIFETIME, "session.use_cookies": 0,
                "session.cache_limiter": "", "session.use_strict_mode": 1, "session.gc_probability": 0,
            }
            driver = Driver(["php"] + [part for name, value in options.items() for part in ["-d", f"{name}={value}"]]
                            + [os.path.join(WRITERS, "php_session.php")])
            payload = {"user_id": 7, **payload} if shape == "empty" else payload
            driver.ask(do="create", set=json.dumps(payload), **({"object": True} if shape == "nested" else {}))
            driver.end()
            redis.take(records, "tiny" if shape == "empty" else shape)
        records.write()


def ruby(redis):
    ruby_of(redis, ["ruby"], "rack", "redis-rack-2.1")
    ruby_of(redis, ["ruby"], "cache", "rails-cache-6.1")


def rails_cache(redis):
    """Needs a Rails from 7.1 on: RAILS_RUBY is the command of the Ruby that has it, where that is not ruby."""
    ruby = shlex.split(os.environ.get("RAILS_RUBY", "ruby"))
    number = subprocess.check_output(ruby + ["-W0", "-e", "require 'active_support'; print ActiveSupport.version"], text=True)
    for format in [7.0, 7.1]:
        ruby_of(redis, ruby, "cache", f"rails-cache-{number}-format-{format}", format=format)


def ruby_of(redis, ruby, store, name, **settings):
    records = Records("rack", name)
    for shape, payload in SHAPES.items():
        if shape == "empty" and store == "rack":
            continue
        driver = Driver(ruby + ["-W0", os.path.join(WRITERS, "ruby_sessions.rb"),
                                json.dumps({"store": store, "port": redis.port, "lifetime": LIFETIME, **settings})])
        driver.ask(do="create", set=payload, **({"object": True} if shape == "nested" else {}))
        driver.end()
        redis.take(records, shape)
    records.write()


def session_store():
    """Needs a checkout of activerecord-session_store, which SESSION_STORE names, and a Rails: RAILS_RUBY is the command of
    the Ruby that has it, where that is not ruby."""
    checkout = os.environ["SESSION_STORE"]
    with open(os.path.join(checkout, "lib/active_record/session_store/version.rb"), encoding="utf-8") as file:
        number = file.read().split('"')[1]
    made = Records("rack", "activerecord-session_store-" + number)
    shapes = {**SHAPES, "flash": {"user_id": 7}, "devise": {
        "warden.user.user.key": [[7], "$2a$12$abcdefghijklmnopqrstuv"],
        "warden.user.user.session": {"last_request_at": 1_795_284_000}}}
    with tempfile.TemporaryDirectory() as directory:
        for serializer in ["marshal", "json", "null"]:
            database = os.path.join(directory, serializer + ".db")
            driver = rails(checkout, database, serializer)
            for shape, payload in shapes.items():
                asked = {"form": True} if payload else {}
                asked.update({"flash": {"notice": "Saved."}} if shape == "flash" else {})
                asked.update({"objects": True} if shape == "nested" else {})
                # A visitor gets no cookie while there is nothing to remember.
                id, _, cookie = driver.ask(do="create", set=payload or {"visits": 1}, **asked)
                if not payload:
                    driver.ask(do="change", id=id, remove=["visits"])
                kind = "" if serializer == "marshal" else "-" + serializer
                add_of_session_store(made, shape + kind, database, id, cookie)
            if serializer == "marshal":
                # Who changes over to JSON has the records become that one by one.
                id, _, cookie = driver.ask(do="create", set=SHAPES["small"])
                hybrid = rails(checkout, database, "hybrid")
                hybrid.ask(do="change", id=id, set={"visits": 2})
                add_of_session_store(made, "small-hybrid", database, id, cookie)
                hybrid.end()
            driver.end()
    made.write()


def rails(checkout, database, serializer):
    return Driver(shlex.split(os.environ.get("RAILS_RUBY", "ruby")) + [
        "-W0", os.path.join(WRITERS, "activerecord_sessions.rb"), json.dumps(
            {"gem": os.path.join(checkout, "lib"), "database": database, "serializer": serializer, "lifetime": LIFETIME})])


def add_of_session_store(made, shape, database, id, cookie):
    import sqlite3
    key = "2::" + hashlib.sha256(id.encode()).hexdigest()
    data, created, updated = sqlite3.connect(database).execute(
        "SELECT data, created_at, updated_at FROM sessions WHERE session_id = ?", [key]).fetchone()
    made.add(shape, "table sessions", key, data.encode(), modified=milliseconds(updated + "Z"),
             user="-" if shape.startswith("empty") else 7, dies="never", columns={"created_at": created},
             cookie=cookie.split(";")[0])


def go(redis):
    """Needs a GOPATH with alexedwards/scs: SCS_GOPATH names it, and SCS_VERSION its version."""
    with tempfile.TemporaryDirectory() as directory:
        database = os.path.join(directory, "app.db")
        output = subprocess.check_output(
            ["go", "run", os.path.join(HERE, "go_sessions.go"), str(redis.port), database], text=True,
            env={**os.environ, "GO111MODULE": "off", "GOPATH": os.environ["SCS_GOPATH"] + ":/usr/share/gocode"})
        write_scs(redis, database, [line.split("\t") for line in output.splitlines() if line.startswith("scs ")])
    stores, files = Records("gorilla", "redistore-1.2"), Records("gorilla", "gorilla-sessions-1.2")
    for line in output.splitlines():
        what, key, content = line.split("\t")
        kind, _, shape = what.partition(" ")
        if kind == "redistore":
            name = f"session_{content}"
            moment = redis.client.pexpiretime(name)
            stores.add(shape, "keyValue", name, redis.client.get(name), expiry=moment,
                       user="-" if shape == "empty" else 7, dies=moment)
        elif kind == "files":
            sealed, _, shape = shape.partition(" ")
            date = base64.urlsafe_b64decode(bytes.fromhex(content)).split(b"|")[0]
            user = "-" if shape == "empty" or sealed == "sealed" else 7
            dies = "-" if sealed == "sealed" else (int(date) + 2_592_000) * 1000
            files.add(sealed + "-" + shape, "files", key, bytes.fromhex(content), modified=int(date) * 1000, user=user,
                      dies=dies)
    redis.client.flushall()
    stores.write()
    files.write()


def write_scs(redis, database, lines):
    import sqlite3
    made = Records("scs", "scs-" + os.environ["SCS_VERSION"])
    for what, token, cookie in lines:
        _, place, shape = what.split(" ")
        place, _, hashed = place.partition("-")
        key = token
        if hashed:
            key = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).decode().rstrip("=")
        name = "-".join(part for part in [shape, "row" if place == "row" else "", hashed] if part)
        user = "-" if shape == "empty" else 7
        if place == "redis":
            content, end = redis.client.get("scs:session:" + key), redis.client.pexpiretime("scs:session:" + key)
            if content is not None:
                made.add(name, "keyValue", "scs:session:" + key, content, expiry=end, user=user, dies=end, cookie=cookie)
        else:
            content, end = sqlite3.connect(database).execute(
                "SELECT data, round((expiry - 2440587.5) * 86400000) FROM sessions WHERE token = ?", [key]).fetchone()
            made.add(name, "table sessions", key, content, expiry=int(end), user=user, dies=int(end), cookie=cookie)
    made.write()


def tina4():
    records = Records("tina4", "tina4-python-" + version("tina4-python"))
    for shape, payload in SHAPES.items():
        if shape == "empty":
            continue
        with tempfile.TemporaryDirectory() as directory:
            driver = Driver([sys.executable, os.path.join(WRITERS, "tina4_session.py")], cwd=directory)
            driver.ask(do="create", set=payload, env={"TINA4_SESSION_PATH": directory, "TINA4_SESSION_BACKEND": "file"})
            driver.end()
            for name in os.listdir(directory):
                if not name.endswith(".json"):
                    continue
                with open(os.path.join(directory, name), "rb") as file:
                    content = file.read()
                end = json.loads(content)["_expires"]
                records.add(shape, "files", name, content, modified=int(time.time()) * 1000, user=7,
                            dies=round(end * 1000))
                if shape == "small":
                    past = content.replace(str(end).encode(), b"1700000000.5")
                    records.add("expired", "files", name, past, modified=1_699_999_000_000, user=7,
                                dies=1_700_000_000_500)
    records.write()


SEAL = "Unit-Test-Secret-25"


def number_of_module(modules, name):
    with open(os.path.join(modules, name, "package.json"), encoding="utf-8") as file:
        return json.load(file)["version"]


def visits_of_express(modules, store, **settings):
    """A session of each shape: the shape, its user, and what the application answered."""
    shapes = dict(SHAPES)
    shapes["passport"] = {"passport": {"user": 7}}
    shapes["flash"] = {"user_id": 7, "flash": {"notice": ["Saved."]}}
    driver = Driver(["node", os.path.join(WRITERS, "express_sessions.js"), modules,
                     json.dumps({"store": store, "secret": "unit-test-secret", "key": SEAL, **settings})])
    for shape, payload in shapes.items():
        yield shape, "-" if shape == "empty" else 7, driver.ask(set=payload)
    yield "browser", 7, driver.ask(set=SHAPES["small"], maxAge=None)
    yield "expired", 7, driver.ask(set=SHAPES["small"], maxAge=400)
    visit = driver.ask(set=SHAPES["small"])
    time.sleep(1.5)
    driver.ask(id=visit["id"])  # resave is off: the store is only told of the touch
    yield "touched", 7, visit
    driver.end()


def cookie_of_express(visit):
    return visit["cookie"].split(";")[0]


def express(redis):
    """Needs a node_modules with express-session and its stores: NODE_MODULES names it."""
    modules = os.environ["NODE_MODULES"]
    cookie = cookie_of_express

    def number(name):
        return number_of_module(modules, name)

    def visits(store, **settings):
        return visits_of_express(modules, store, **settings)

    def records(name):
        return Records("express", f"express-session-{number('express-session')}-{name.removesuffix('-8')}-{number(name)}")

    for name in ["connect-redis", "connect-redis-8"]:
        made = records(name)
        for shape, user, visit in list(visits(name, port=redis.port)):
            key = "sess:" + visit["id"]
            content = redis.client.get(key)
            if content is None:
                continue  # it deletes what has ended
            end = redis.client.pexpiretime(key)
            made.add(shape, "keyValue", key, content, expiry=end, user=user, dies=end, cookie=cookie(visit))
        redis.client.flushall()
        made.write()

    made = records("session-file-store")
    with tempfile.TemporaryDirectory() as directory:
        for shape, user, visit in list(visits("session-file-store", directory=directory)):
            path = os.path.join(directory, visit["id"] + ".json")
            with open(path, "rb") as file:
                content = file.read()
            session = json.loads(content)
            made.add(shape, "files", visit["id"] + ".json", content, modified=round(os.stat(path).st_mtime * 1000),
                     user=user, dies=session["__lastAccess"] + (session["cookie"]["originalMaxAge"] or 3_600_000),
                     cookie=cookie(visit))
    made.write()

    import sqlite3
    for name in ["connect-sqlite3", "connect-session-knex"]:
        made = records(name)
        with tempfile.TemporaryDirectory() as directory:
            database = os.path.join(directory, "app.db")
            ready = sqlite3.connect(database)
            found = list(visits(name, database=database))
            for shape, user, visit in found:
                sess, expired = ready.execute("SELECT sess, expired FROM sessions WHERE sid = ?", [visit["id"]]).fetchone()
                end = round(expired) if name == "connect-sqlite3" else milliseconds(expired)
                made.add(shape, "table sessions", visit["id"], sess.encode(), expiry=end, user=user, dies=end,
                         cookie=cookie(visit))
        made.write()

    made = records("connect-pg-simple")
    with PostgreSQL() as server:
        found = list(visits("connect-pg-simple", port=server.port, user="postgres", password="x", database="postgres"))
        for shape, user, visit in found:
            end, sess = server.ask(
                "SELECT round(extract(epoch FROM expire::timestamptz) * 1000)::bigint || ' ' || sess::text FROM session"
                f" WHERE sid = '{visit['id']}'").split(" ", 1)
            made.add(shape, "table session", visit["id"], sess.encode(), expiry=end, user=user, dies=end,
                     cookie=cookie(visit))
    made.write()

    made = records("express-mysql-session")
    with MariaDB() as server:
        found = list(visits("express-mysql-session", port=server.port, user="root", database="shop"))
        for shape, user, visit in found:
            end, data = server.ask(
                f"SELECT expires, hex(data) FROM sessions WHERE session_id = '{visit['id']}'").split()
            end = int(end) * 1000
            made.add(shape, "table sessions", visit["id"], bytes.fromhex(data), expiry=end, user=user, dies=end,
                     cookie=cookie(visit))
    made.write()

    import bson
    import pymongo
    made = records("connect-mongo")
    with MongoDB() as server:
        client = pymongo.MongoClient("127.0.0.1", server.port, document_class=bson.raw_bson.RawBSONDocument)
        for store, kind in [("connect-mongo", ""), ("connect-mongo-document", "-document")]:
            for shape, user, visit in list(visits(store, port=server.port, database="shop")):
                document = client.shop.sessions.find_one({"_id": visit["id"]})
                if document is None:
                    continue  # the server has removed it
                end = round(document["expires"].timestamp() * 1000)
                made.add(shape + kind, "documents", visit["id"], document.raw, expiry=end, user=user, dies=end,
                         cookie=cookie(visit))
            client.drop_database("shop")
    made.write()

    for store, name in [("memory", "MemoryStore"), ("memorystore", "memorystore")]:
        made = records("memorystore") if store == "memorystore" else \
            Records("express", f"express-session-{number('express-session')}-{name}")
        for shape, user, visit in list(visits(store)):
            expires = json.loads(visit["text"])["cookie"]["expires"]
            cached = round(time.time() * 1000 + visit["left"]) if "left" in visit else "-"
            end = cached if "left" in visit else milliseconds(expires) if expires else "never"
            made.add(shape, "memory", visit["id"], visit["text"].encode(), expiry=cached, user=user, dies=end,
                     cookie=cookie(visit))
        made.write()


def milliseconds(text):
    return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def names_of_laravel(number):
    """What the application of that version begins with: its cookie's name, and what stands in front of its keys."""
    if number >= 12:
        return {"cookie": "laravel-session", "cache": "laravel-cache-", "redis": "laravel-database-"}
    cache = "laravel_cache_" if number >= 10 else "laravel_cache"
    return {"cookie": "laravel_session", "cache": cache, "redis": "laravel_database_"}


def laravel(redis):
    """That of this machine, unless LARAVEL_PHP is the command of another's PHP and LARAVEL_VERSION that one's version."""
    php = shlex.split(os.environ.get("LARAVEL_PHP", "php"))
    number = os.environ.get("LARAVEL_VERSION") or subprocess.check_output(
        ["dpkg-query", "-W", "-f", "${Version}", "php-illuminate-session"], text=True).split("+")[0].split("-")[0]
    major = int(number.split(".")[0])
    names = names_of_laravel(major)
    front = names["cache"] + (":" if major < 11 else "")
    made = Records("laravel", "laravel-" + number)
    key = base64.b64encode(b"k" * 32).decode()
    memcached = subprocess.Popen(["memcached", "-p", "7793", "-l", "127.0.0.1", "-u", "nobody"])
    with tempfile.TemporaryDirectory() as directory:
        database = os.path.join(directory, "app.db")
        open(database, "w").close()
        os.mkdir(os.path.join(directory, "files"))
        places = {
            "": {"driver": "redis", "port": redis.port}, "-file": {"driver": "file", "directory": directory + "/files"},
            "-row": {"driver": "database", "name": database}, "-memcached": {"driver": "memcached", "port": 7793},
        }
        # It has session.serialization since Laravel 9.
        for place, serialization in itertools.product(places, ["php", "json"] if major > 8 else ["php"]):
            for cipher in [None, "AES-256-CBC", "AES-256-GCM"]:
                driver = Driver(php + [os.path.join(WRITERS, "laravel_sessions.php"), json.dumps(
                    {**places[place], "lifetime": 120, "key": key, "cipher": cipher or "AES-256-CBC",
                     "encrypt": cipher is not None, "serialization": serialization, "names": names})])
                for shape, payload in list(SHAPES.items()) + [("expired", SHAPES["small"])]:
                    if shape == "expired" and place not in ["-file", "-row"]:
                        continue  # it is gone from there
                    payload = {name: value for name, value in payload.items() if name != "user_id"}
                    if shape == "large" and place == "-memcached":
                        payload = {"text": "consectetur " * 300}  # PHP's extension compresses it
                    if cipher and shape not in ["small", "unicode"]:
                        continue
                    flash = {"status": "Saved."} if shape == "flash" else {}
                    id = driver.ask(do="create", set=json.dumps(payload), flash=json.dumps(flash),
                                    **({} if shape == "empty" else {"user": 7}),
                                    **({"object": True} if shape == "nested" else {}))
                    if shape == "expired":
                        age_of_laravel(place, id, directory)
                    cookie = driver.ask(do="cookie", id=id).split(";")[0]
                    name = shape + place + ("-json" if serialization == "json" else "") + (cipher or "")[7:].lower()
                    user = "-" if shape == "empty" else 7
                    add_of_laravel(made, redis, name, place, id, user, cookie, directory, front)
                driver.end()
    memcached.kill()
    memcached.wait()
    redis.client.flushall()
    made.write()


def age_of_laravel(place, id, directory):
    """Makes a record one of yesterday's, as far as its last use tells."""
    if place == "-file":
        yesterday = time.time() - 86400
        os.utime(os.path.join(directory, "files", id), (yesterday, yesterday))
    else:
        import sqlite3
        with sqlite3.connect(os.path.join(directory, "app.db")) as database:
            database.execute("UPDATE sessions SET last_activity = last_activity - 86400 WHERE id = ?", [id])


def add_of_laravel(made, redis, name, place, id, user, cookie, directory, front):
    if place == "":
        key = next(key.decode() for key in redis.client.scan_iter() if key.endswith(id.encode()))
        end = redis.client.pexpiretime(key)
        made.add(name, "keyValue", key, redis.client.get(key), expiry=end, user=user, dies=end, cookie=cookie)
    elif place == "-file":
        path = os.path.join(directory, "files", id)
        seen = int(os.stat(path).st_mtime) * 1000
        with open(path, "rb") as file:
            made.add(name, "files", id, file.read(), modified=seen, user=user, dies=seen + 7_200_000, cookie=cookie)
    elif place == "-row":
        import sqlite3
        row = sqlite3.connect(os.path.join(directory, "app.db")).execute(
            "SELECT payload, last_activity, user_id, ip_address, user_agent FROM sessions WHERE id = ?", [id]).fetchone()
        columns = {key: str(value) for key, value in zip(["user_id", "ip_address", "user_agent"], row[2:]) if value}
        made.add(name, "table sessions", id, row[0].encode(), modified=row[1] * 1000, user=user,
                 dies=(row[1] + 7200) * 1000, columns=columns, cookie=cookie)
    else:
        key = front + id
        with socket.create_connection(("127.0.0.1", 7793)) as peer, peer.makefile("rb") as answers:
            peer.sendall(f"mg {key} t v\r\n".encode())
            _, size, left = answers.readline().split()
            end = round((time.time() + int(left[1:])) * 1000)
            made.add(name, "keyValue", key, answers.read(int(size)), expiry=end, user=user, dies=end, cookie=cookie)


def kruptein(redis):
    """Needs directories of modules with express-session, one or more of the stores that encrypt, and what they ask for:
    KRUPTEIN_MODULES names them, colons between them."""
    for modules in os.environ["KRUPTEIN_MODULES"].split(":"):
        for store in ["session-file-store", "connect-redis-crypto", "connect-mongo"]:
            if os.path.exists(os.path.join(modules, store)):
                kruptein_of(redis, modules, store)


def kruptein_of(redis, modules, store):
    whole = f"{store}-{number_of_module(modules, store)}"
    places = [place for place in [f"{store}/node_modules/kruptein", "kruptein"] if os.path.exists(f"{modules}/{place}")]
    kinds = {store: ""}
    if whole.startswith("connect-mongo-6") and number_of_module(modules, "kruptein").startswith("3."):
        # It has one of its own, and takes this one where the application asks for that.
        places = ["kruptein"]
        kinds = {"connect-mongo-adapter": "", "connect-mongo-adapter-json": "-json"}
    # connect-mongo 3 has an encryption of its own.
    made = Records("express", f"kruptein-{number_of_module(modules, places[0])}-{whole}" if places else whole + "-crypto")
    if store == "session-file-store":
        with tempfile.TemporaryDirectory() as directory:
            for shape, _, visit in list(visits_of_express(modules, store + "-sealed", directory=directory)):
                path = os.path.join(directory, visit["id"] + ".json")
                with open(path, "rb") as file:
                    made.add(shape, "files", visit["id"] + ".json", file.read(),
                             modified=round(os.stat(path).st_mtime * 1000), cookie=cookie_of_express(visit))
    elif store == "connect-redis-crypto":
        for shape, user, visit in list(visits_of_express(modules, store + "-sealed", port=redis.port)):
            # It looks for the end in what it has encrypted already, so each has a day.
            key = "sess:" + visit["id"]
            end = redis.client.pexpiretime(key)
            made.add("ended" if shape == "expired" else shape, "keyValue", key, redis.client.get(key), expiry=end,
                     user=user, dies=end, cookie=cookie_of_express(visit))
        redis.client.flushall()
    else:
        import bson
        import pymongo
        with MongoDB() as server:
            client = pymongo.MongoClient("127.0.0.1", server.port, document_class=bson.raw_bson.RawBSONDocument)
            for kind, suffix in kinds.items():
                found = list(visits_of_express(modules, kind + "-sealed", port=server.port, database="shop"))
                for shape, user, visit in found:
                    document = client.shop.sessions.find_one({"_id": visit["id"]})
                    end = round(document["expires"].timestamp() * 1000)
                    if shape == "expired" and end > time.time() * 1000:
                        shape = "ended"  # connect-mongo 3 does as connect-redis-crypto
                    made.add(shape + suffix, "documents", visit["id"], document.raw, expiry=end, user=user, dies=end,
                             cookie=cookie_of_express(visit))
                client.drop_database("shop")
    made.write()


def flask(redis):
    name = "flask-session-" + version("Flask-Session")
    python(redis, "flask-session", "flask", name + "-msgpack", {})
    python(redis, "flask-session", "flask", name + "-json", {"format": "json"})


def starsessions(redis):
    python(redis, "starsessions", "starsessions", "starsessions-" + version("starsessions"), {})


def django_cache(redis):
    python(redis, "django-cache", "django", "django-cache-" + version("Django"), {})


PARTS = {
    "flask": flask, "starsessions": starsessions, "django-cache": django_cache, "cachelib": lambda _: cachelib(),
    "django": lambda _: django(), "php": php, "ruby": ruby, "rails_cache": rails_cache,
    "session_store": lambda _: session_store(), "go": go, "tina4": lambda _: tina4(), "express": express,
    "laravel": laravel, "kruptein": kruptein,
}

os.makedirs(RECORDS, exist_ok=True)
server = Redis()
try:
    for part in sys.argv[1:] or PARTS:
        PARTS[part](server)
finally:
    server.process.kill()
    server.process.wait()
