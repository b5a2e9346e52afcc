// A server that does what the test says, and a clock that goes when it is told to.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Live, newId } from "./live.js";

class Scene {
  sockets = [];
  timers = new Map();
  now = 0;
  #count = 0;

  live(options = {}) {
    const scene = this;
    class WebSocket {
      readyState = 0;
      sent = [];
      constructor(address) {
        this.address = address;
        scene.sockets.push(this);
      }
      send(text) {
        this.sent.push(JSON.parse(text));
      }
      close() {
        this.readyState = 3;
      }
    }
    return new Live("ws://rook/pubsub", {
      WebSocket,
      random: () => 0.5,
      setTimeout: (does, ms) => (this.timers.set(++this.#count, { at: this.now + ms, does }), this.#count),
      clearTimeout: (timer) => this.timers.delete(timer),
      ...options,
    });
  }

  get socket() {
    return this.sockets.at(-1);
  }

  async open() {
    this.socket.readyState = 1;
    this.socket.onopen();
    await settled();
  }

  async says(frame) {
    this.socket.onmessage({ data: JSON.stringify(frame) });
    await settled();
  }

  // The server goes without a word.
  drop(socket = this.socket) {
    socket.readyState = 3;
    socket.onclose();
  }

  async passes(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.timers.delete(due[0]);
      this.now = due[1].at;
      due[1].does();
      await settled();
    }
    this.now = end;
  }

  said(type) {
    return this.socket.sent.filter((frame) => frame.type === type);
  }

  async grants(topics, more = {}) {
    const { nonce } = this.said("LISTEN").at(-1);
    await this.says({ type: "RESPONSE", error: "", nonce, data: { topics, ...more } });
  }

  tells(topic, message, position) {
    const data = { topic, message: JSON.stringify(message), id: position, position, ts: "2026-01-01T00:00:00Z" };
    return this.says({ type: "MESSAGE", data });
  }
}

const settled = () => new Promise((done) => setImmediate(done));
const TOPIC = "channel:update.42";

test("listens, and hears what is told", async () => {
  const scene = new Scene();
  const heard = [];
  scene.live({ token: async () => "t" }).listen(TOPIC, (message, { position }) => heard.push([message, position]));
  await scene.open();
  const [listen] = scene.said("LISTEN");
  assert.deepEqual(listen.data, { topics: [TOPIC], auth_token: "t", since: {}, partial: true });
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  await scene.tells(TOPIC, { type: "x", data: { a: "\"" } }, "p1");
  assert.deepEqual(heard, [[{ type: "x", data: { a: "\"" } }, "p1"]]);
});

test("resumes where it was after the connection broke", async () => {
  const scene = new Scene();
  const heard = [];
  const live = scene.live();
  live.listen(TOPIC, (message) => heard.push(message.n));
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  await scene.tells(TOPIC, { n: 1 }, "p1");
  const gone = scene.socket;
  scene.drop();
  await scene.passes(499);
  assert.equal(scene.sockets.length, 1, "half of the first second");
  await scene.passes(1);
  assert.equal(scene.sockets.length, 2);
  await scene.open();
  assert.deepEqual(scene.said("LISTEN")[0].data.since, { [TOPIC]: "p1" });
  await scene.grants([{ topic: TOPIC, position: "p9", recovered: true }]);
  assert.equal(live.position(TOPIC), "p1", "it has not caught up yet");
  await scene.tells(TOPIC, { n: 2 }, "p2");
  gone.onmessage({ data: '{"type":"RECONNECT"}' });
  assert.deepEqual(heard, [1, 2]);
  assert.equal(scene.sockets.length, 2, "nobody listens to the old one");
});

test("a position that is refused is told, and left behind", async () => {
  const scene = new Scene();
  const missed = [];
  const live = scene.live();
  live.listen(TOPIC, () => {}, { since: "old", missed: (topic) => missed.push(topic) });
  await scene.open();
  assert.deepEqual(scene.said("LISTEN")[0].data.since, { [TOPIC]: "old" });
  await scene.grants([{ topic: TOPIC, position: "p5", recovered: false }], { recovered: false });
  assert.deepEqual([missed, live.position(TOPIC)], [[TOPIC], "p5"]);
});

test("waits longer each time, and begins anew after an answer", async () => {
  const scene = new Scene();
  scene.live().listen(TOPIC, () => {});
  for (const wait of [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]) {
    const before = scene.sockets.length;
    scene.drop();
    await scene.passes(wait - 1);
    assert.equal(scene.sockets.length, before, `${wait}`);
    await scene.passes(1);
    assert.equal(scene.sockets.length, before + 1, `${wait}`);
  }
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  scene.drop();
  await scene.passes(500);
  assert.equal(scene.sockets.length, 9);
});

test("goes at once when it is sent away", async () => {
  const scene = new Scene();
  scene.live().listen(TOPIC, () => {});
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  await scene.says({ type: "RECONNECT" });
  assert.equal(scene.sockets[0].readyState, 3);
  await scene.passes(0);
  assert.equal(scene.sockets.length, 2);
});

test("who joins a topic under way is not told that it goes on from where somebody else was", async () => {
  const scene = new Scene();
  const said = [];
  const live = scene.live();
  const join = (who, since) => live.listen(TOPIC, () => {}, { since, granted: (_, resumed) => said.push([who, resumed]) });
  join("first", "p1");
  join("older", "p0");
  join("same", "p1");
  join("new");
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p1", recovered: true }]);
  const [yes, no] = [true, false];
  assert.deepEqual(said.splice(0), [["first", yes], ["older", no], ["same", yes], ["new", no]]);
  join("late", "p0");
  await settled();
  assert.deepEqual(said.splice(0), [["late", no]]);
  scene.drop();
  live.hurry();
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p1", recovered: true }]);
  assert.deepEqual(said, ["first", "older", "same", "new", "late"].map((who) => [who, yes]));
});

test("goes on by the address that it is sent to, and asks for the rest alone", async () => {
  const scene = new Scene();
  const said = [];
  const live = scene.live();
  const ear = { granted: (topic, resumed) => said.push([topic, resumed]) };
  live.listen(TOPIC, ({ n }) => said.push(n), ear);
  const stop = live.listen("room:message.42", () => {});
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }, { topic: "room:message.42", position: "p0" }]);
  await scene.tells(TOPIC, { n: 1 }, "p1");
  await scene.says({ type: "RECONNECT", data: { deadline_ms: 10_000, reconnect_url: "ws://crow/pubsub?session=k" } });
  stop();
  live.listen("room:typing.42", () => {});
  await scene.passes(0);
  assert.equal(scene.socket.address, "ws://crow/pubsub?session=k");
  await scene.open();
  assert.equal(scene.said("LISTEN").length, 0);
  const topics = [TOPIC, "room:message.42"].map((topic) => ({ topic, position: "p3", recovered: true }));
  await scene.says({ type: "WELCOME", nonce: "", data: { v: 2, resumed: true, topics } });
  assert.deepEqual(scene.said("UNLISTEN").map(({ data }) => data.topics), [["room:message.42"]]);
  assert.deepEqual(scene.said("LISTEN").map(({ data }) => data.topics), [["room:typing.42"]]);
  await scene.tells(TOPIC, { n: 2 }, "p2");
  assert.deepEqual(said, [[TOPIC, false], 1, [TOPIC, true], 2]);
  // the address was good once
  scene.drop();
  live.hurry();
  assert.equal(scene.socket.address, "ws://rook/pubsub");
});

test("listens anew where the address that it was sent to leads nowhere", async () => {
  const away = { type: "RECONNECT", data: { reconnect_url: "ws://crow/pubsub?session=k" } };
  const begun = async () => {
    const scene = new Scene();
    scene.live().listen(TOPIC, () => {});
    await scene.open();
    await scene.grants([{ topic: TOPIC, position: "p0" }]);
    await scene.says(away);
    await scene.passes(0);
    return scene;
  };
  const unknown = await begun();
  await unknown.open();
  await unknown.says({ type: "WELCOME", nonce: "", data: { v: 2, resumed: false, reason: "session_unknown" } });
  assert.deepEqual(unknown.said("LISTEN").map(({ data }) => data.since), [{ [TOPIC]: "p0" }]);
  const silent = await begun();
  await silent.open();
  await silent.says({ type: "PONG" });
  await silent.passes(11_000);
  assert.equal(silent.socket.address, "ws://rook/pubsub");
  const closed = await begun();
  closed.drop();
  await closed.passes(1_000);
  assert.equal(closed.socket.address, "ws://rook/pubsub");
});

test("a topic that is refused says why, and takes no other with it", async () => {
  const scene = new Scene();
  const why = [];
  const live = scene.live();
  const heard = [];
  live.listen(TOPIC, (message) => heard.push(message.n));
  live.listen("timeline:home.7", () => {}, { refused: ({ code, reason }) => why.push([code, reason]) });
  await scene.open();
  const errors = [{ topic: "timeline:home.7", code: "ERR_BADAUTH", reason: "token_missing" }];
  await scene.grants([{ topic: TOPIC, position: "p0" }], { errors });
  await scene.tells(TOPIC, { n: 1 }, "p1");
  assert.deepEqual([why, heard], [[["ERR_BADAUTH", "token_missing"]], [1]]);
  scene.drop();
  await scene.passes(500);
  await scene.open();
  assert.deepEqual(scene.said("LISTEN")[0].data.topics, [TOPIC]);
});

test("a topic that is taken away is not asked for again", async () => {
  const scene = new Scene();
  const why = [];
  scene.live().listen(TOPIC, () => {}, { refused: ({ code, reason }) => why.push(code, reason) });
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  await scene.says({ type: "AUTH_REVOKED", data: { topics: [TOPIC], reason: "authorization_revoked" } });
  scene.drop();
  await scene.passes(60_000);
  assert.deepEqual([why, scene.sockets.length], [["AUTH_REVOKED", "authorization_revoked"], 1]);
});

test("whoever does not answer a PING or a LISTEN is left", async () => {
  for (const answers of ["RESPONSE", "PONG"]) {
    const scene = new Scene();
    scene.live().listen(TOPIC, () => {});
    await scene.open();
    if (answers === "PONG") await scene.says({ type: "PONG" });
    else await scene.grants([{ topic: TOPIC, position: "p0" }]);
    await scene.passes(10_000);
    assert.equal(scene.sockets[0].readyState, 3, answers);
    await scene.passes(1_000);
    assert.equal(scene.sockets.length, 2, answers);
  }
});

test("pings each minute", async () => {
  const scene = new Scene();
  scene.live().listen(TOPIC, () => {});
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  for (let n = 1; n <= 3; n++) {
    assert.equal(scene.said("PING").length, n);
    await scene.says({ type: "PONG" });
    await scene.passes(60_000);
  }
  assert.equal(scene.sockets.length, 1);
});

test("what the server could not decide is asked for again", async () => {
  const scene = new Scene();
  const why = [];
  scene.live().listen(TOPIC, () => {}, { refused: (no) => why.push(no) });
  await scene.open();
  await scene.says({ type: "RESPONSE", error: "ERR_SERVER", nonce: scene.said("LISTEN")[0].nonce });
  await scene.passes(500);
  await scene.open();
  assert.deepEqual([why, scene.said("LISTEN").length], [[], 1]);
});

test("two who listen to one topic ask once, and the last one who goes leaves it", async () => {
  const scene = new Scene();
  const live = scene.live();
  const heard = [];
  const stops = [1, 2].map((who) => live.listen(TOPIC, ({ n }) => heard.push([who, n])));
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  await scene.tells(TOPIC, { n: 1 }, "p1");
  stops[0]();
  await scene.tells(TOPIC, { n: 2 }, "p2");
  assert.deepEqual(heard, [[1, 1], [2, 1], [2, 2]]);
  assert.equal(scene.said("LISTEN").length, 1);
  stops[1]();
  assert.deepEqual(scene.said("UNLISTEN").map(({ data }) => data.topics), [[TOPIC]]);
  assert.equal(scene.socket.readyState, 3);
  await scene.passes(60_000);
  assert.equal(scene.sockets.length, 1, "nobody listens to anything any more");
});

test("what is closed stays closed", async () => {
  const scene = new Scene();
  const live = scene.live();
  live.listen(TOPIC, () => {});
  await scene.open();
  live.close();
  scene.socket.onclose();
  await scene.passes(60_000);
  assert.deepEqual([scene.sockets.length, scene.socket.readyState, scene.timers.size], [1, 3, 0]);
});

test("publishes, and says it again under the same id when nobody knows whether it was told", async () => {
  const scene = new Scene();
  const live = scene.live({ token: () => "t" });
  const said = live.publish("room:message.42", { text: "caw" });
  await scene.open();
  const [first] = scene.said("PUBLISH");
  assert.deepEqual({ ...first.data, id: "?" }, { topic: "room:message.42", message: '{"text":"caw"}', id: "?", auth_token: "t" });
  scene.drop();
  await scene.passes(500);
  await scene.open();
  const [second] = scene.said("PUBLISH");
  assert.equal(second.data.id, first.data.id);
  await scene.says({ type: "RESPONSE", error: "ERR_SERVER", nonce: second.nonce, data: { errors: [{ reason: "timeout" }] } });
  await scene.passes(1_000);
  const third = scene.said("PUBLISH").at(-1);
  assert.equal(third.data.id, first.data.id);
  await scene.says({ type: "RESPONSE", error: "", nonce: third.nonce, data: { id: "e", position: "p" } });
  assert.deepEqual(await said, { id: "e", position: "p" });
  assert.equal(scene.socket.readyState, 3, "nothing is listened to, so the connection goes");
});

test("says why something is not published", async () => {
  const scene = new Scene();
  const live = scene.live();
  for (const [error, reason] of [["ERR_BADAUTH", "token_missing"], ["ERR_SERVER", "rate_limited"]]) {
    const said = live.publish("room:message.42", { text: "caw" }, { id: "one" });
    await scene.open();
    const { nonce, data } = scene.said("PUBLISH").at(-1);
    assert.equal(data.id, "one");
    const refused = assert.rejects(said, { name: "Refused", code: error, reason });
    await scene.says({ type: "RESPONSE", error, nonce, data: { errors: [{ topic: data.topic, code: error, reason }] } });
    await refused;
  }
  const waiting = live.publish("room:message.42", { text: "caw" });
  live.close();
  await assert.rejects(waiting, { code: "CLOSED" });
});

test("what is wanted at the same time is asked for together", async () => {
  const scene = new Scene();
  const live = scene.live();
  live.listen(TOPIC, () => {});
  await scene.open();
  live.listen("room:message.42", () => {});
  live.listen("room:typing.42", () => {}, { since: "p7" });
  await settled();
  const [, both] = scene.said("LISTEN");
  assert.deepEqual(both.data.topics, ["room:message.42", "room:typing.42"]);
  assert.deepEqual([both.data.since, scene.said("LISTEN").length], [{ "room:typing.42": "p7" }, 2]);
});

test("says how it stands with the connection, and comes back at once when it is told to", async () => {
  const scene = new Scene();
  const lines = [];
  const live = scene.live({ online: (line) => lines.push(line) });
  const stop = live.listen(TOPIC, () => {});
  await scene.open();
  scene.drop();
  live.hurry();
  assert.equal(scene.sockets.length, 2);
  await scene.open();
  live.hurry();
  stop();
  assert.deepEqual(lines, ["connecting", "live", "waiting", "connecting", "live", "closed"]);
  await scene.passes(60_000);
  assert.equal(scene.sockets.length, 2);
});

test("says when it begins, and whether it goes on from where it was", async () => {
  const scene = new Scene();
  const said = [];
  const how = { granted: (topic, resumed) => said.push(resumed), missed: () => said.push("missed") };
  const live = scene.live({ now: () => scene.now, forget: 5_000 });
  live.listen(TOPIC, () => {}, how);
  await scene.open();
  await scene.grants([{ topic: TOPIC, position: "p0" }]);
  live.listen(TOPIC, () => {}, how);
  await settled();
  assert.deepEqual(said, [false, false]);
  scene.drop();
  live.hurry();
  await scene.open();
  assert.deepEqual(scene.said("LISTEN")[0].data.since, { [TOPIC]: "p0" });
  await scene.grants([{ topic: TOPIC, position: "p1", recovered: true }]);
  assert.deepEqual(said, [false, false, true, true]);
  // nobody looked at it for a long time
  scene.now = 60_000;
  scene.drop();
  live.hurry();
  await scene.open();
  assert.deepEqual(scene.said("LISTEN")[0].data.since, {});
});

test("makes names without what only pages with a certificate have", (t) => {
  const { crypto } = globalThis;
  const plain = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };
  Object.defineProperty(globalThis, "crypto", { value: plain, configurable: true, writable: true });
  t.after(() => Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true, writable: true }));
  const [one, other] = [newId(), newId()];
  assert.match(one, /^[0-9a-f]{32}$/);
  assert.notEqual(one, other);
});
