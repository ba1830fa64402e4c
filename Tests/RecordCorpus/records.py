"""Makes the records in Tests/RecordCorpus/Records with the real frameworks, for the tests that need the same ones again.

Run by hand where all of the tools are installed, with the Python of the tests' environment; not part of any test. A
file is named for the framework and its version; its first line is the name of the format. A line is a record, its parts separated by tabs: shape, kind of store,
key, store's deadline in milliseconds since 1970 (or "never", or "-"), time of the last change likewise, user (or "-"),
when the framework itself refuses it (likewise, or "-" where nothing tells), content in base64, and columns of its row as
JSON. Frameworks that are not installed are written as their sources say, and say so in their names.
"""
import base64
import hashlib
import hmac
import importlib.metadata
import json
import os
import shutil
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

    def add(self, shape, kind, key, content, expiry="-", modified="-", user="-", dies="-", columns=None):
        parts = [shape, kind, key, expiry, modified, user, dies, base64.b64encode(content).decode()]
        if columns:
            parts.append(json.dumps(columns))
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
    for store, name in [("rack", "redis-rack-2.1"), ("cache", "rails-cache-6.1")]:
        records = Records("rack", name)
        for shape, payload in SHAPES.items():
            if shape == "empty" and store == "rack":
                continue
            driver = Driver(["ruby", "-W0", os.path.join(WRITERS, "ruby_sessions.rb"),
                             json.dumps({"store": store, "port": redis.port, "lifetime": LIFETIME})])
            driver.ask(do="create", set=payload, **({"object": True} if shape == "nested" else {}))
            driver.end()
            redis.take(records, shape)
        records.write()
    # A table of activerecord-session_store holds the same in base64, with line ends in it.
    records = Records("rack", "activerecord-session_store-2.3-after-its-source")
    driver = Driver(["ruby", "-W0", os.path.join(WRITERS, "ruby_sessions.rb"), json.dumps({"store": "none"})])
    key = "2::" + hashlib.sha256(b"0123456789abcdef0123456789abcdef").hexdigest()
    columns = {"created_at": "2026-11-21 17:00:00.000000"}
    for shape, payload in SHAPES.items():
        marshalled = base64.b64decode(driver.ask(do="marshal", text=json.dumps(payload)))
        user = "-" if shape == "empty" else 7
        records.add(shape, "table sessions", key, base64.encodebytes(marshalled), modified=1_795_284_000_000, user=user,
                    dies="never", columns=columns)
        records.add(shape + "-json", "table sessions", key, json.dumps({"value": payload}).encode(),
                    modified=1_795_284_000_000, user=user, dies="never", columns=columns)
    devise = {"warden.user.user.key": [[7], "$2a$12$abcdefghijklmnopqrstuv"], "_csrf_token": "x" * 43,
              "warden.user.user.session": {"last_request_at": 1_795_284_000}}
    records.add("devise", "table sessions", key,
                base64.encodebytes(base64.b64decode(driver.ask(do="marshal", text=json.dumps(devise)))),
                modified=1_795_284_000_000, user=7, dies="never", columns=columns)
    driver.end()
    records.write()


def go(redis):
    end = int(time.time()) + LIFETIME
    output = subprocess.check_output(
        ["go", "run", os.path.join(HERE, "go_sessions.go"), str(redis.port), str(end)], text=True,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"})
    scs, stores, files = Records("scs", "scs-2.9-after-its-source"), Records("gorilla", "redistore-1.2"), \
        Records("gorilla", "gorilla-sessions-1.2")
    for line in output.splitlines():
        what, key, content = line.split("\t")
        kind, _, shape = what.partition(" ")
        if kind == "scs":
            user = "-" if shape == "empty" else 7
            scs.add(shape, "keyValue", key, bytes.fromhex(content), expiry=end * 1000, user=user, dies=end * 1000)
            scs.add(shape + "-row", "table sessions", key[12:], bytes.fromhex(content), expiry=end * 1000, user=user,
                    dies=end * 1000)
        elif kind == "redistore":
            name = f"session_{content}"
            moment = redis.client.pexpiretime(name)
            stores.add(shape, "keyValue", name, redis.client.get(name), expiry=moment,
                       user="-" if shape == "empty" else 7, dies=moment)
        else:
            sealed, _, shape = shape.partition(" ")
            date = base64.urlsafe_b64decode(bytes.fromhex(content)).split(b"|")[0]
            user = "-" if shape == "empty" or sealed == "sealed" else 7
            dies = "-" if sealed == "sealed" else (int(date) + 2_592_000) * 1000
            files.add(sealed + "-" + shape, "files", key, bytes.fromhex(content), modified=int(date) * 1000, user=user,
                      dies=dies)
    redis.client.flushall()
    for records in [scs, stores, files]:
        records.write()


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


def express():
    records = Records("express", "express-1.19-after-its-source")
    end = 1_795_284_000_250
    text = "2026-11-21T18:00:00.250Z"
    cookie = {"originalMaxAge": 900_000, "expires": text, "httpOnly": True, "path": "/"}
    shapes = {name: {**payload} for name, payload in SHAPES.items()}
    shapes["passport"] = {"passport": {"user": 7}}
    shapes["flash"] = {"user_id": 7, "flash": {"notice": ["Saved."]}}
    sid = "Zk3vQ0aT-exampleSid_0123456789ab"
    for shape, payload in shapes.items():
        user = "-" if shape == "empty" else 7
        content = json.dumps({"cookie": cookie, **payload}, separators=(",", ":"), ensure_ascii=False).encode()
        records.add(shape, "keyValue", "sess:" + sid, content, expiry=end, user=user, dies=end)
        records.add(shape + "-row", "table session", sid, content, expiry=end, user=user, dies=end)
        seen = end - 900_000
        file = json.dumps({"cookie": cookie, **payload, "__lastAccess": seen}, separators=(",", ":")).encode()
        records.add(shape + "-file", "files", sid + ".json", file, modified=seen, user=user, dies=end)
        if shape == "small":
            past = file.replace(str(seen).encode(), b"1699999000000")
            records.add("expired-file", "files", sid + ".json", past, modified=1_699_999_000_000, user=user,
                        dies=1_699_999_900_000)
    records.write()


def laravel():
    records = Records("laravel", "laravel-13-after-its-source")
    used = 1_795_284_000_000
    key = "laravel-database-laravel-cache-" + "aB3" * 13 + "x"
    for shape, payload in SHAPES.items():
        payload = {"_token": "t" * 40, **payload, "_flash": {"old": [], "new": []}}
        user = payload.pop("user_id", None)
        if user:
            payload["login_web_59ba36addc2b2f9401580f014c7f58ea4e30989d"] = user
        script = "echo base64_encode(serialize(json_decode($argv[1], true)));"
        inner = base64.b64decode(subprocess.check_output(["php", "-r", script, json.dumps(payload)]))
        outer = b"s:%d:\"%s\";" % (len(inner), inner)
        shown = user or "-"
        records.add(shape, "keyValue", key, outer, expiry=used, user=shown, dies=used)
        records.add(shape + "-file", "files", key[-40:], inner, modified=used, user=shown, dies=used + 7_200_000)
        records.add(shape + "-row", "table sessions", key[-40:], base64.b64encode(inner), modified=used, user=shown,
                    dies=used + 7_200_000, columns={"user_id": "7", "ip_address": "192.0.2.7"} if user else None)
    records.write()


def kruptein():
    """By connect-mongo's settings; the ciphertext is real, the envelope as kruptein's source says."""
    script = """
const crypto = require("crypto"), text = JSON.stringify({type: "string", value: process.argv[1]});
const salt = crypto.randomBytes(128), iv = crypto.randomBytes(16);
const key = crypto.pbkdf2Sync("correct horse", salt, 20000, 32, "sha512");
const cipher = crypto.createCipheriv("aes-256-gcm", key, iv, {authTagLength: 16});
const aad = crypto.randomBytes(64); cipher.setAAD(aad);
const ct = Buffer.concat([cipher.update(text), cipher.final()]), at = cipher.getAuthTag();
const mac = crypto.createHmac("sha512", key).update(Buffer.concat([ct, salt, iv])).digest();
const der = (tag, body) => { const n = body.length;
  const head = n < 128 ? [n] : n < 256 ? [0x81, n] : [0x82, n >> 8, n & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), body]); };
const b = (x) => x.toString("base64");
console.log(der(0x30, Buffer.concat([ct, mac, iv, salt, at, aad].map((x) => der(4, x)))).toString("base64"));
console.log(JSON.stringify({ct: b(ct), hmac: b(mac), iv: b(iv), salt: b(salt), at: b(at), aad: b(aad)}));
console.log(JSON.stringify({hmac: mac.toString("hex"), ct: ct.toString("hex"), at: at.toString("hex"),
  aad: aad.toString("hex"), iv: iv.toString("hex")}));
"""
    records = Records("express", "kruptein-3-after-its-source")
    lines = subprocess.check_output(["node", "-e", script, '{"cookie":{"originalMaxAge":1},"a":1}'], text=True)
    for shape, line in zip(["asn1", "json", "hex"], lines.splitlines()):
        records.add(shape, "keyValue", "sess:Zk3vQ0aT-exampleSid_0123456789ab", line.encode(), expiry=1_795_284_000_250,
                    dies=1_795_284_000_250)
    records.write()


os.makedirs(RECORDS, exist_ok=True)
server = Redis()
try:
    flask = "flask-session-" + version("Flask-Session")
    python(server, "flask-session", "flask", flask + "-msgpack", {})
    python(server, "flask-session", "flask", flask + "-json", {"format": "json"})
    python(server, "starsessions", "starsessions", "starsessions-" + version("starsessions"), {})
    python(server, "django-cache", "django", "django-cache-" + version("Django"), {})
    cachelib()
    django()
    php(server)
    ruby(server)
    if shutil.which("go"):
        go(server)
    tina4()
    express()
    laravel()
    kruptein()
finally:
    server.process.kill()
    server.process.wait()
