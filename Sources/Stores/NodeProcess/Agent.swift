/// What is evaluated in the process: an object of functions that finds the sessions, reads them in slices and changes
/// one at a time. It is reached through the inspector alone, adds no name to the process, and goes with the connection.
enum Agent {
    /// JavaScript whose value is the agent. No function of it runs longer than a slice of a few milliseconds, but for
    /// one pass over the keys.
    static let source = #"""
        (() => {
          "use strict";
          const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);
          const isWell = (text) => !/[\ud800-\udfff]/u.test(text);
          const isObject = (value) => typeof value === "object" && value !== null;
          const put = (object, key, value) =>
            Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });

          // --- What holds sessions: one way of asking for each kind of container.
          const forever = null;
          const dictionary = (object) => ({
            keys: () => Object.keys(object),
            count: () => Object.keys(object).length,
            has: (key) => has(object, key),
            get: (key) => object[key],
            replace: (key, value) => put(object, key, value),
            add: (key, value) => put(object, key, value),
            remove: (key) => delete object[key],
          });
          const map = (object) => ({
            keys: () => Array.from(Map.prototype.keys.call(object)).filter((key) => typeof key === "string"),
            count: () => object.size,
            has: (key) => Map.prototype.has.call(object, key),
            get: (key) => Map.prototype.get.call(object, key),
            replace: (key, value) => Map.prototype.set.call(object, key, value),
            add: (key, value) => Map.prototype.set.call(object, key, value),
            remove: (key) => Map.prototype.delete.call(object, key),
          });
          const symbol = (object, name) =>
            Object.getOwnPropertySymbols(object).find((each) => each.description === name);
          // A cache whose entries are read where it keeps them: its own functions move and drop entries by looking.
          const cache = (object) => {
            const index = object[symbol(object, "cache")];
            const usual = symbol(object, "maxAge");
            const entry = (key) => index.get(key).value;
            const life = (one) => one.maxAge || object[usual] || 0;
            return {
              keys: () => Array.from(index.keys()).filter((key) => typeof key === "string"),
              count: () => index.size,
              has: (key) => index.has(key),
              get: (key) => entry(key).value,
              replace: (key, value) => { entry(key).value = value; },
              add: (key, value, expiry) =>
                object.set(key, value, expiry === forever ? 0 : Math.max(1, expiry - Date.now())),
              remove: (key) => object.del(key),
              expiry: (key) => (life(entry(key)) ? entry(key).now + life(entry(key)) : forever),
              redate: (key, expiry) => {
                const one = entry(key);
                if (expiry === forever && object[usual]) throw new Error("its cache gives every entry an end");
                if (expiry !== forever && !one.now) one.now = Date.now();
                if (expiry !== forever && expiry <= one.now) one.now = expiry - 1;
                one.maxAge = expiry === forever ? 0 : expiry - one.now;
              },
            };
          };
          const isCache = (object) => {
            const name = symbol(object, "cache");
            return name !== undefined && object[name] instanceof Map && typeof object.set === "function";
          };

          // --- Finding.
          const candidates = [];
          const described = (value) => {
            if (typeof value === "string") {
              try { value = JSON.parse(value); } catch { return null; }
            }
            if (!isObject(value) || Array.isArray(value)) return null;
            return Object.keys(value).slice(0, 6);
          };
          const telling = /^(cookie|user|user_?id|uid|email|username|role|passport|csrf|created_?at|expires?(_?at)?|last_?(seen|access(ed)?)|cart|data|token|ip|logged_?in|auth\w*)$/i;
          // How much a Map looks like one of sessions: keys like ids, values that are objects of an application's own.
          const likeness = (object) => {
            let seen = 0, ids = 0, points = 0;
            for (const [key, value] of Map.prototype.entries.call(object)) {
              if (seen >= 20) break;
              seen += 1;
              if (typeof key !== "string" || !/^[\w:.=+-]{8,256}$/.test(key)) return 0;
              const fields = described(value);
              if (fields === null) return 0;
              if (isObject(value)) {
                const proto = Object.getPrototypeOf(value);
                const name = proto && proto.constructor && proto.constructor.name;
                if (proto !== null && proto !== Object.prototype && !/sess/i.test(String(name))) return 0;
                for (const field of Object.getOwnPropertyNames(value)) {
                  const property = Object.getOwnPropertyDescriptor(value, field);
                  if (property.get || typeof property.value === "function") points -= 1;
                }
              }
              if (key.length >= 16 || /\d/.test(key)) ids += 1;
              if (fields.some((field) => telling.test(field))) points += 1;
            }
            if (seen === 0 || ids < seen) return 0;
            return points > 0 ? 2 : points === 0 ? 1 : 0;
          };
          const offer = (layout, title, asked, score) => {
            const first = asked.keys()[0];
            const fields = first === undefined ? null : described(asked.get(first));
            candidates.push({ layout, title, asked, score, count: asked.count(), fields: fields || [] });
          };

          const offerMember = (number, title, held) => {
            if (!isObject(held) || Array.isArray(held)) return;
            if (held instanceof Map) offer(number, title, map(held), 3);
            else if (isCache(held)) offer(number, title, cache(held), 3);
            else if ([null, Object.prototype].includes(Object.getPrototypeOf(held))) offer(number, title, dictionary(held), 3);
          };
          // Which of the wanted classes a prototype is of, or inherits from.
          const kinds = new Map();
          const classes = (proto, members) => {
            if (proto === null || proto === Object.prototype) return [];
            let found = kinds.get(proto);
            if (found) return found;
            const maker = Object.getOwnPropertyDescriptor(proto, "constructor");
            const name = maker && typeof maker.value === "function" && Object.getOwnPropertyDescriptor(maker.value, "name");
            found = classes(Object.getPrototypeOf(proto), members).slice();
            if (name && members.some((one) => one[2] === name.value)) found.push(name.value);
            kinds.set(proto, found);
            return found;
          };

          // --- Values: texts as they are; objects as the JSON that shows them, with what JSON has no word for.
          const builtIn = [Map, Set, WeakMap, WeakSet, Date, RegExp, Promise, Error, ArrayBuffer];
          const oddity = (value) => {
            switch (typeof value) {
              case "string": return isWell(value) ? null : "broken text";
              case "boolean": return null;
              case "number":
                return Number.isFinite(value) && !Object.is(value, -0) ? null : Object.is(value, -0) ? "-0" : String(value);
              case "object": break;
              default: return typeof value;
            }
            if (value === null) return null;
            for (const kind of builtIn) if (value instanceof kind) return kind.name;
            return ArrayBuffer.isView(value) ? "bytes" : null;
          };
          const copy = (value, state) => {
            const odd = oddity(value);
            if (odd) {
              if (odd !== "undefined") state.odd = state.odd || odd;
              if (value instanceof Date && Number.isFinite(value.getTime())) return Date.prototype.toISOString.call(value);
              return "[" + odd + "]";
            }
            if (!isObject(value)) return value;
            if (state.above.includes(value)) { state.odd = state.odd || "cycle"; return "[cycle]"; }
            if (state.met.has(value)) state.odd = state.odd || "shared object";
            state.met.add(value);
            state.left -= 1;
            if (state.left < 0 || state.above.length > 100) { state.odd = state.odd || "size"; return "[…]"; }
            state.above.push(value);
            let result;
            if (Array.isArray(value)) {
              if (Object.keys(value).length !== value.length) state.odd = state.odd || "array with holes";
              result = Array.prototype.map.call(Array.from({ length: value.length }, (_, i) => i), (i) =>
                has(value, i) ? copy(value[i], state) : null);
            } else {
              const proto = Object.getPrototypeOf(value);
              if (proto !== null && proto !== Object.prototype) {
                state.odd = state.odd || String((proto.constructor && proto.constructor.name) || "class");
              }
              if (Object.getOwnPropertySymbols(value).length) state.odd = state.odd || "symbol";
              result = Object.create(null);
              for (const key of Object.keys(value)) {
                const property = Object.getOwnPropertyDescriptor(value, key);
                if (property.get || property.set) { state.odd = state.odd || "getter"; result[key] = "[getter]"; continue; }
                if (property.value !== undefined) result[key] = copy(property.value, state);
              }
            }
            state.above.pop();
            return result;
          };
          const look = (value) => {
            const state = { odd: null, above: [], met: new Set(), left: 20000 };
            return { copy: copy(value, state), odd: state.odd };
          };
          const isWhole = (value) => value === undefined || look(value).odd === null;

          // Takes the difference between two views over to the object itself; what was not edited is not touched.
          const changes = (target, before, after, path, list) => {
            const refuse = (what) => { throw new Error(path + what); };
            for (const key of Object.keys(before)) {
              const property = Object.getOwnPropertyDescriptor(target, key);
              const at = path + (path ? "." : "") + key;
              if (!has(after, key)) {
                if (!property.configurable || !isWhole(property.value)) throw new Error(at + " is no plain data and can't be removed");
                list.push(() => delete target[key]);
                continue;
              }
              if (JSON.stringify(before[key]) === JSON.stringify(after[key])) continue;
              const inner = property.value;
              if (isObject(inner) && !Array.isArray(inner) && isObject(before[key]) && isObject(after[key]) && !Array.isArray(after[key])) {
                changes(inner, before[key], after[key], at, list);
                continue;
              }
              if (property.get || property.set || !property.writable || !isWhole(inner)) {
                throw new Error(at + " is " + (oddity(inner) || "no plain data") + " in the process and can't be edited");
              }
              list.push(() => { target[key] = after[key]; });
            }
            for (const key of Object.keys(after)) {
              if (has(before, key)) continue;
              if (!Object.isExtensible(target)) refuse((path ? " " : "") + "takes no new fields");
              list.push(() => put(target, key, after[key]));
            }
          };

          // --- Records: [kind, content, size, expiry, lock]; kind 0 text, 1 object, 2 nothing a session is kept in.
          let chosen = null;
          const size = (text) => Buffer.byteLength(text, "utf8");
          const row = (key, limit) => {
            const value = chosen.get(key);
            const at = chosen.expiry ? chosen.expiry(key) : undefined;
            const end = at === undefined ? 0 : at === forever ? "never" : at;
            if (typeof value === "string") {
              if (!isWell(value)) return [2, "broken text", 0, end, null];
              return [0, value.length > limit ? value.slice(0, limit) : value, size(value), end, null];
            }
            if (!isObject(value) || Array.isArray(value) || builtIn.some((kind) => value instanceof kind)) {
              return [2, Array.isArray(value) ? "array" : oddity(value) || typeof value, 0, end, null];
            }
            const seen = look(value);
            const text = JSON.stringify(seen.copy);
            return [1, text.length > limit ? text.slice(0, limit) : text, size(text), end, seen.odd];
          };
          const whole = (key) => row(key, Infinity);
          const claimed = (key) => key.length > 0 && isWell(key);

          // --- Listings and looks go on in slices, so that the process does its own work in between.
          const walks = new Map();
          let walkNumber = 0;
          const begin = (walk) => { walks.set(++walkNumber, walk); return walkNumber; };
          const memories = new Map();
          const digest = (text) => {
            let one = 0x811c9dc5, two = 0x1b873593;
            for (let i = 0; i < text.length; i += 1) {
              const unit = text.charCodeAt(i);
              one = Math.imul(one ^ unit, 0x01000193);
              two = Math.imul(two ^ unit, 0x85ebca6b);
            }
            return text.length + ":" + (one >>> 0) + ":" + (two >>> 0);
          };
          const mark = (key) => {
            const value = chosen.get(key);
            const text = typeof value === "string" ? value : digest(String(whole(key)[1]));
            return chosen.expiry ? { text, at: chosen.expiry(key) } : text;
          };
          const isAlike = (one, two) =>
            isObject(one) && isObject(two) ? one.text === two.text && one.at === two.at : one === two;

          const deeds = {
            facts() {
              return { pid: process.pid, version: process.version, now: Date.now(), count: chosen ? chosen.count() : 0 };
            },
            candidates() {
              candidates.sort((a, b) => b.score - a.score || b.count - a.count);
              return candidates.map((one) => [one.layout, one.title, one.count, one.fields.filter(isWell)]);
            },
            choose({ number }) {
              chosen = candidates[number].asked;
              candidates.length = 0;
              return null;
            },
            list() { return begin({ keys: chosen.keys().filter(claimed), next: 0 }); },
            page({ walk, rows, limit, milliseconds }) {
              const at = walks.get(walk);
              const end = performance.now() + milliseconds;
              const page = [];
              let units = 0;
              while (at.next < at.keys.length && page.length < rows && units < 1000000) {
                const key = at.keys[at.next++];
                if (!chosen.has(key)) continue;
                const one = row(key, limit);
                units += key.length + one[1].length;
                page.push([key, ...one]);
                if (page.length % 16 === 0 && performance.now() > end) break;
              }
              const total = at.keys.length, done = at.next;
              if (done >= total) walks.delete(walk);
              return { page, total, done };
            },
            leave({ walk }) { walks.delete(walk); return null; },
            records({ keys, limit }) {
              let units = 0;
              const page = [];
              for (const key of keys) {
                const one = chosen.has(key) ? row(key, limit) : null;
                page.push(one);
                units += one ? one[1].length : 0;
                if (units > 8000000) break;
              }
              return page;
            },
            keys({ prefix, limit }) {
              const found = [];
              for (const key of chosen.keys()) {
                if (key.startsWith(prefix) && claimed(key)) found.push(key);
                if (found.length >= limit) break;
              }
              return found;
            },
            write({ key, seen, content, expiry }) {
              if (!chosen.has(key)) return ["gone"];
              const before = whole(key);
              if (before[0] === 2) throw new Error("what is there is a " + before[1] + " and no session");
              if (before[1] !== seen) return ["changed", before];
              if (content !== null) {
                const value = chosen.get(key);
                if (typeof value === "string") chosen.replace(key, content);
                else {
                  let after;
                  try { after = JSON.parse(content); } catch (error) { throw new Error("it would be no JSON any more"); }
                  if (!isObject(after) || Array.isArray(after)) throw new Error("an object has to stay one");
                  const list = [];
                  changes(value, look(value).copy, after, "", list);
                  for (const one of list) one();
                }
              }
              if (expiry !== undefined) {
                if (!chosen.redate) throw new Error("it keeps no end beside the content");
                chosen.redate(key, expiry === "never" ? forever : expiry);
              }
              return ["done", whole(key)];
            },
            move({ key, to, seen }) {
              if (!chosen.has(key)) return ["gone"];
              if (whole(key)[1] !== seen) return ["changed", whole(key)];
              if (chosen.has(to)) return ["occupied"];
              const end = chosen.expiry ? chosen.expiry(key) : forever;
              const value = chosen.get(key);
              chosen.add(to, value, end);
              if (chosen.redate && end !== forever) chosen.redate(to, end);
              chosen.remove(key);
              return ["done", whole(to)];
            },
            end({ keys }) {
              return keys.map(([key, seen]) => {
                if (!chosen.has(key)) return ["gone"];
                const before = whole(key);
                if (seen !== null && before[1] !== seen) return ["changed", before];
                chosen.remove(key);
                return ["done", before];
              });
            },
            restore({ key, content, isObject, expiry }) {
              if (expiry !== undefined && expiry !== "never" && expiry <= Date.now()) return ["expired"];
              const end = expiry === undefined || expiry === "never" ? forever : expiry;
              if (chosen.has(key)) {
                const over = chosen.expiry && chosen.expiry(key) !== forever && chosen.expiry(key) < Date.now();
                if (!over) return ["occupied"];
              }
              chosen.add(key, isObject ? JSON.parse(content) : content, end);
              if (chosen.redate && end !== forever) chosen.redate(key, end);
              return ["done", whole(key)];
            },
            watch({ watcher }) {
              return begin({ keys: chosen.keys().filter(claimed), next: 0, marks: new Map(), watcher });
            },
            look({ walk, milliseconds }) {
              const at = walks.get(walk);
              const memory = memories.get(at.watcher);
              const start = performance.now();
              const touched = [];
              while (at.next < at.keys.length) {
                const key = at.keys[at.next++];
                if (!chosen.has(key)) continue;
                const now = mark(key);
                at.marks.set(key, now);
                if (memory) {
                  if (!memory.has(key) || !isAlike(memory.get(key), now)) touched.push(key);
                  memory.delete(key);
                }
                if (at.next % 16 === 0 && performance.now() > start + milliseconds) break;
              }
              const isDone = at.next >= at.keys.length;
              if (isDone) {
                if (memory) for (const key of memory.keys()) touched.push(key);
                memories.set(at.watcher, at.marks);
                walks.delete(walk);
              }
              return { touched, isDone, cost: performance.now() - start };
            },
            forget({ watcher }) { memories.delete(watcher); return null; },
          };
          return {
            run(name, given) { return deeds[name](given); },
            // Goes through the objects that the inspector found, for a slice of time; where to go on, or -1 at the end.
            sift(objects, members, maps, from, milliseconds) {
              const end = performance.now() + milliseconds;
              for (let i = from; i < objects.length; i += 1) {
                if (i % 64 === 0 && i > from && performance.now() > end) return i;
                const object = objects[i];
                if (object instanceof Map) {
                  if (maps === null) continue;
                  // What only inherits from a Map is none.
                  try {
                    const score = likeness(object);
                    if (score > 0) offer(maps, "Map", map(object), score);
                  } catch { continue; }
                  continue;
                }
                const names = classes(Object.getPrototypeOf(object), members);
                for (const [number, member, name] of members) {
                  if (names.includes(name) && has(object, member)) offerMember(number, name + "." + member, object[member]);
                }
              }
              kinds.clear();
              return -1;
            },
          };
        })()
        """#
}
