// Who listens, and what they hear.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { BasicPubSubClient } from "@twurple/pubsub";

// Asks for something, and gives what was answered.
async function ask(server, path, { token, cookie, body } = {}) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  if (cookie) headers.cookie = cookie;
  const method = body ? "POST" : "GET";
  const answer = await fetch(server + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
  return { ...JSON.parse(text), cookie: answer.headers.getSetCookie().map((set) => set.split(";")[0]).join("; ") };
}

// Somebody who is logged in, and has a token of the gateway.
export class Person {
  constructor(name, server) {
    this.server = server;
    this.name = `${name}_${randomBytes(4).toString("hex")}`;
  }

  async join() {
    const email = `${this.name}@rookery.example`;
    const form = { username: this.name, email, password: "correct horse battery" };
    const entered = await ask(this.server, "/auth/register", { body: form });
    [this.id, this.rest] = [entered.account.id, entered.access_token];
    this.token = (await ask(this.server, "/auth/ws", { cookie: entered.cookie })).access_token;
  }

  follow(other) {
    return ask(this.server, `/api/v1/accounts/${other.id}/follow`, { token: this.rest, body: {} });
  }
}

// Whoever runs the servers.
export class Operator {
  constructor(server, token) {
    [this.server, this.token] = [server, token];
  }

  publish(topic, message) {
    const body = { topic, message: JSON.stringify(message) };
    return ask(this.server, "/api/rookery/v1/admin/gateway/publish", { token: this.token, body });
  }

  // Has every socket of a server sent elsewhere.
  async drain(address) {
    await ask(address.origin, "/api/rookery/v1/admin/gateway/drain?seconds=1", { token: this.token, body: {} });
  }
}

// Where the sockets are.
export async function sockets(server) {
  const { configuration } = await ask(server, "/api/v2/instance");
  return new URL(configuration.urls.streaming.replace(/^ws/, "http"));
}

// The library, as it comes; its documented option says where it connects to.
export class Listener {
  #heard = [];
  #wrong = [];
  connects = 0;
  pongs = 0;

  constructor(address) {
    const createConnection = () => connect(Number(address.port), address.hostname);
    this.client = new BasicPubSubClient({ logger: { minLevel: "critical" }, wsOptions: { createConnection } });
    this.client.onConnect(() => this.connects++);
    this.client.onPong(() => this.pongs++);
    this.client.onMessage((topic, message) => this.#heard.push({ topic, message }));
    this.client.onListenError((topic, error) => this.#wrong.push({ topic, words: String(error?.message ?? error) }));
    this.client.connect();
  }

  // The first message of a topic that is so.
  hears(topic, isSo = () => true) {
    const find = () => this.#heard.find((told) => told.topic === topic && isSo(told.message));
    return eventually(find).then(({ message }) => message);
  }

  isRefused(topic) {
    return eventually(() => this.#wrong.find((told) => told.topic === topic)).then(({ words }) => words);
  }
}

// Asks until the answer is something.
export async function eventually(find, within = 10) {
  const deadline = performance.now() + within * 1000;
  for (;;) {
    const answer = await find();
    if (answer) return answer;
    assert.ok(performance.now() < deadline, `nothing within ${within} s`);
    await pause(20);
  }
}
