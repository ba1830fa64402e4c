// A small application with sessions in its memory, kept in one of the ways of Node's usual stores. It answers each line
// of its input, {"code": …, "given": …}, with what the code gives, as JSON.
"use strict";

const readline = require("node:readline");

// As express-session's own store keeps them: texts in an object without a prototype, ended by the cookie's date.
function plainStore() {
  class MemoryStore {
    constructor() {
      this.sessions = Object.create(null);
    }

    get(id) {
      const text = this.sessions[id];
      if (text === undefined) return undefined;
      const session = JSON.parse(text);
      const end = session.cookie && session.cookie.expires && new Date(session.cookie.expires);
      if (end && end <= Date.now()) {
        delete this.sessions[id];
        return undefined;
      }
      return session;
    }

    set(id, session) {
      this.sessions[id] = JSON.stringify(session);
    }
  }
  return new MemoryStore();
}

// As a cache keeps its entries that ends each after a time of its own, under symbols.
const CACHE = Symbol("cache");
const AGE = Symbol("maxAge");
class Cache {
  constructor() {
    this[CACHE] = new Map();
    this[AGE] = 0;
  }

  isStale(entry) {
    const age = entry.maxAge || this[AGE];
    return Boolean(age) && Date.now() - entry.now > age;
  }

  set(key, value, age) {
    this[CACHE].set(key, { value: { key, value, length: 1, now: age ? Date.now() : 0, maxAge: age || 0 } });
    return true;
  }

  get(key) {
    const node = this[CACHE].get(key);
    if (!node) return undefined;
    if (!this.isStale(node.value)) return node.value.value;
    this.del(key);
    return undefined;
  }

  del(key) {
    this[CACHE].delete(key);
  }
}

function cachingStore() {
  function MemoryStore() {
    this.store = new Cache();
  }
  MemoryStore.prototype.get = function (id) {
    const text = this.store.get(id);
    return text === undefined ? undefined : JSON.parse(text);
  };
  MemoryStore.prototype.set = function (id, session, age) {
    this.store.set(id, JSON.stringify(session), age);
  };
  return new MemoryStore();
}

const kind = process.argv[2];
const store = kind === "cache" ? cachingStore() : kind === "map" ? new Map() : kind === "plain" ? plainStore() : null;

// What the application does beside: it stands still while the process does.
let ticks = 0;
let longest = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  ticks += 1;
}, 1);
const restart = () => {
  longest = 0;
  ticks = 0;
  last = performance.now();
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { code, given } = JSON.parse(line);
  let answer;
  try {
    answer = new Function("store", "given", "clock", "CACHE", code)(
      store, given, { ticks, longest, restart }, CACHE);
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer === undefined ? null : answer) + "\n");
}).on("close", () => process.exit(0));
