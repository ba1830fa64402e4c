"""A small web application that saves a session without looking whether it is still there, as many do.

    slow_shop.py DIRECTORY      sessions as files
    slow_shop.py PORT           sessions in the Redis on that port

It prints the port it listens on.

    GET /login?user=X           begins a session; the body is its id
    GET /slow?gate=G            with the cookie: reads the session, says "loaded", waits at the gate, saves, says "saved"
    GET /release?gate=G         opens the gate
"""
import hashlib
import json
import os
import secrets
import socket
import sys
import threading
import time
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

LIFETIME = 600
PLACE = sys.argv[1]


class Files:
    def path(self, id):
        return os.path.join(PLACE, hashlib.sha256(id.encode()).hexdigest() + ".json")

    def read(self, id):
        with open(self.path(id), encoding="utf-8") as file:
            return json.load(file)["_data"]

    def save(self, id, data):
        with open(self.path(id) + ".tmp", "w", encoding="utf-8") as file:
            json.dump({"_data": data, "_expires": time.time() + LIFETIME}, file)
        os.replace(self.path(id) + ".tmp", self.path(id))


class Redis:
    def ask(self, *words):
        parts = [word.encode() for word in words]
        request = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        with socket.create_connection(("127.0.0.1", int(PLACE))) as connection, connection.makefile("rb") as answer:
            connection.sendall(request)
            first = answer.readline()
            return answer.read(int(first[1:])).decode() if first[:1] == b"$" else first

    def read(self, id):
        return json.loads(self.ask("GET", "tina4:session:" + id))

    def save(self, id, data):
        self.ask("SET", "tina4:session:" + id, json.dumps(data), "EX", str(LIFETIME))


STORE = Redis() if PLACE.isdigit() else Files()
gates = {}
lock = threading.Lock()


def gate(name):
    with lock:
        return gates.setdefault(name, threading.Event())


class Application(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlparse(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        self.send_response(200)
        self.end_headers()
        {"/login": self.login, "/slow": self.slow, "/release": self.release}[url.path](query)

    def login(self, query):
        id = secrets.token_urlsafe(32)
        STORE.save(id, {"user_id": query["user"], "requests": 1})
        self.say(id)

    def slow(self, query):
        id = SimpleCookie(self.headers["Cookie"])["tina4_session"].value
        data = STORE.read(id)
        self.say("loaded\n")
        gate(query["gate"]).wait(60)
        data["requests"] += 1
        STORE.save(id, data)
        self.say("saved\n")

    def release(self, query):
        gate(query["gate"]).set()
        self.say("open\n")

    def say(self, text):
        self.wfile.write(text.encode())
        self.wfile.flush()

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Application)
print(server.server_address[1], flush=True)
server.serve_forever()
