// An application on the real express-session and one of its stores, one request a line: JSON in, "ok<TAB>JSON" or
// "error<TAB>text" out.
//
// It runs with a node_modules of express-session, its stores and their clients, which the project does not hold. The
// arguments are that directory and settings in JSON: store, port, user, password, database, directory, secret, and key,
// with which the stores that are called sealed encrypt.
// A line is {set, maxAge, id, cookie, end}: what the request puts into its session, the cookie's lifetime in milliseconds
// (null for a cookie of the browser's session, absent for 900,000), which session or which Cookie header it comes with (none
// for a new visitor), and whether it ends that. The answer has id, the cookie that was sent (null where none was), and data,
// what the session holds then. Who comes with a session that is not there gets a fresh one, which is not kept.
// A memory's answer has text and left too: the session as it stands there, and the milliseconds that the cache still
// gives it.
"use strict";
const fs = require("fs"), http = require("http"), net = require("net"), path = require("path");
const readline = require("readline"), util = require("util");

const [, , modules, settingsText] = process.argv;
const settings = JSON.parse(settingsText);
const load = (name) => require(path.join(modules, name));
const session = load("express-session");

// connect-redis 9 speaks to a client as node-redis 5 is: just as much of one.
class Client {
  constructor(port) {
    this.socket = net.connect(port, "127.0.0.1");
    this.waiting = [];
    this.pending = Buffer.alloc(0);
    this.socket.on("data", (data) => this.take(data));
  }
  take(data) {
    this.pending = Buffer.concat([this.pending, data]);
    for (;;) {
      const end = this.pending.indexOf("\r\n");
      if (end < 0) return;
      const head = this.pending.toString("utf8", 0, end);
      let value = head.slice(1), next = end + 2;
      if (head[0] === "$") {
        const length = Number(value);
        if (length >= 0) {
          if (this.pending.length < next + length + 2) return;
          value = this.pending.toString("utf8", next, next + length);
          next += length + 2;
        } else value = null;
      }
      this.pending = this.pending.subarray(next);
      const { resolve, reject } = this.waiting.shift();
      head[0] === "-" ? reject(new Error(value)) : resolve(value);
    }
  }
  ask(...words) {
    const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
    this.socket.write(`*${parts.length}\r\n${parts.join("")}`);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }
  get(key) { return this.ask("GET", key); }
  set(key, value, options) {
    const expiry = options?.expiration;
    return this.ask("SET", key, value, ...(expiry ? [expiry.type, expiry.value] : []));
  }
  expire(key, seconds) { return this.ask("EXPIRE", key, seconds); }
  del(keys) { return this.ask("DEL", ...[].concat(keys)); }
}

function files(options) {
  return new (load("session-file-store")(session))({ path: settings.directory, logFn() {}, retries: 0, ...options });
}

// That of connect-redis-crypto 4 gets back to its caller as node-redis 2 does.
class CallingClient {
  constructor(port) { this.client = new Client(port); }
  tell(words, done) { this.client.ask(...words).then((value) => done?.(null, value), (error) => done?.(error)); }
  get(key, done) { this.tell(["GET", key], done); }
  set(words, done) { this.tell(["SET", ...words], done); }
  expire(key, seconds, done) { this.tell(["EXPIRE", key, seconds], (error, value) => done(error, Number(value))); }
  del(key, done) { this.tell(["DEL", key], done); }
}

function mongo(options) {
  const module = load("connect-mongo");
  const url = `mongodb://127.0.0.1:${settings.port}/${settings.database}`;
  return (module.MongoStore ?? module.default ?? module).create({ mongoUrl: url, ...options });
}

// connect-mongo 6 takes another kruptein than its own, here by the settings it has for that.
function adapter(options) {
  const kruptein = load("kruptein")({
    algorithm: "aes-256-gcm", hashing: "sha512", encodeas: "base64", key_size: 32, iv_size: 16, at_size: 16, ...options,
  });
  return {
    encrypt: (text) => util.promisify(kruptein.set).call(kruptein, settings.key, text),
    decrypt: (text) => util.promisify(kruptein.get).call(kruptein, settings.key, text),
  };
}

// Until 3 it has an encryption of its own.
function sealedMongo() {
  if (!load("connect-mongo/package.json").version.startsWith("3.")) return mongo({ crypto: { secret: settings.key } });
  return new (load("connect-mongo")(session))({
    url: `mongodb://127.0.0.1:${settings.port}/${settings.database}`, secret: settings.key,
    mongoOptions: { useUnifiedTopology: true },
  });
}

function knex(options) {
  return new (load("connect-session-knex").ConnectSessionKnexStore)({ knex: load("knex")(options) });
}

function server() {
  const { port, user, password = "", database } = settings;
  return { host: "127.0.0.1", port, user, password, database };
}

const stores = {
  "memory": async () => new session.MemoryStore(),
  "memorystore": async () => new (load("memorystore")(session))({ checkPeriod: 86400000 }),
  "connect-mongo": async () => mongo({}),
  "connect-mongo-document": async () => mongo({ stringify: false }),
  "connect-mongo-adapter-sealed": async () => mongo({ cryptoAdapter: adapter({}) }),
  "connect-mongo-adapter-json-sealed": async () => mongo({ cryptoAdapter: adapter({ use_asn1: false }) }),
  "connect-mongo-sealed": async () => sealedMongo(),
  "connect-redis": async () => new (load("connect-redis").RedisStore)({ client: new Client(settings.port) }),
  "connect-redis-crypto-sealed": async () => new (load("connect-redis-crypto")(session))({
    client: new CallingClient(settings.port), secret: settings.key,
  }),
  "connect-redis-8": async () => {
    const client = load("redis").createClient({ url: `redis://127.0.0.1:${settings.port}` });
    await client.connect();
    return new (load("connect-redis-8").RedisStore)({ client });
  },
  "session-file-store": async () => files({}),
  "session-file-store-sealed": async () => files({ secret: settings.key }),
  "connect-pg-simple": async () => {
    const { Pool } = load("pg");
    const pool = new Pool(server());
    return new (load("connect-pg-simple")(session))({ pool, createTableIfMissing: true });
  },
  "express-mysql-session": async () => {
    const store = new (load("express-mysql-session")(session))(server());
    await store.onReady();
    return store;
  },
  "connect-session-knex": async () => knex({
    client: "sqlite3", connection: { filename: settings.database }, useNullAsDefault: true,
  }),
  "connect-session-knex-pg": async () => knex({ client: "pg", connection: server() }),
  "connect-session-knex-mysql": async () =>
    knex({ client: "mysql", connection: { ...server(), charset: "utf8mb4" } }),
  "connect-sqlite3": async () => {
    const { Database } = load("sqlite3");
    const db = await new Promise((resolve, reject) => {
      const opened = new Database(settings.database, (error) => error ? reject(error) : resolve(opened));
    });
    return new (load("connect-sqlite3")(session))({ db });
  },
};

function remembered(store, id) {
  if (settings.store === "memory") return { text: store.sessions[id] };
  if (settings.store !== "memorystore") return {};
  const left = store.store.dumpLru().toArray().find((entry) => entry.key === id);
  return left ? { text: left.value, left: left.maxAge - (Date.now() - left.now) } : {};
}

async function main() {
  const store = await stores[settings.store]();
  let request;
  const server = http.createServer((incoming, outgoing) => {
    const cookie = { maxAge: request.maxAge === undefined ? 900000 : request.maxAge };
    const saveUninitialized = !request.id && !request.cookie;
    session({ store, secret: settings.secret, resave: false, saveUninitialized, cookie })(
      incoming, outgoing, (error) => {
        if (error) return outgoing.writeHead(500).end(String(error));
        Object.assign(incoming.session, request.set || {});
        const id = incoming.sessionID;
        if (request.end) {
          return incoming.session.destroy((error) => outgoing.end(JSON.stringify({ id, data: null })));
        }
        // The latter is session-file-store's own.
        const { cookie, __lastAccess, ...data } = JSON.parse(JSON.stringify(incoming.session));
        outgoing.end(JSON.stringify({ id, data }));
      });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sign = (id) => "s:" + load("cookie-signature").sign(id, settings.secret);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    request = JSON.parse(line);
    const cookie = request.cookie || (request.id ? `connect.sid=${encodeURIComponent(sign(request.id))}` : "");
    const answer = await new Promise((resolve, reject) => {
      http.get({ port: server.address().port, host: "127.0.0.1", headers: { cookie } }, (response) => {
        let text = "";
        response.on("data", (data) => { text += data; });
        response.on("end", () => response.statusCode === 200
          ? resolve({ ...JSON.parse(text), cookie: response.headers["set-cookie"]?.[0] ?? null })
          : reject(new Error(text)));
      });
    }).then(
      (answer) => "ok\t" + JSON.stringify({ ...answer, ...remembered(store, answer.id) }),
      (error) => "error\t" + error.message.replace(/\s+/g, " "));
    console.log(answer);
  }
  process.exit(0);
}

main().catch((error) => { console.log("error\t" + error.message.replace(/\s+/g, " ")); process.exit(1); });
