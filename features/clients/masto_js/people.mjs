// Who travels, and what they hear.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";

import { Browser } from "./browser.mjs";

export const OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";
const PASSWORD = "correct horse battery";
const SCOPES = "read write follow push";

// Somebody with an account, an app of their own, and a server that it asks.
export class Person {
  constructor(name, server) {
    this.server = server;
    this.name = `${name}_${randomBytes(4).toString("hex")}`;
    this.email = `${this.name}@rookery.example`;
  }

  async join() {
    const body = JSON.stringify({ username: this.name, email: this.email, password: PASSWORD });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${this.server}/auth/register`, { method: "POST", headers, body });
    assert.ok(answer.ok, await answer.text());
  }

  async register(redirect) {
    this.redirect = redirect;
    const redirectUris = `${redirect}\nhttp://127.0.0.1:1/other`;
    const visitor = createRestAPIClient({ url: this.server });
    this.app = await visitor.v1.apps.create({ clientName: "Crow", redirectUris, scopes: SCOPES });
  }

  async logIn() {
    const codeVerifier = randomBytes(48).toString("base64url");
    const state = randomBytes(16).toString("base64url");
    const query = new URLSearchParams({
      client_id: this.app.clientId,
      redirect_uri: this.redirect,
      response_type: "code",
      scope: SCOPES,
      state,
      code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
      code_challenge_method: "S256",
    });
    const address = `${this.server}/oauth/authorize?${query}`;
    const told = await new Browser().letIn(address, this.redirect, this.email, PASSWORD);
    if (this.redirect !== OUT_OF_BAND) assert.equal(told.state, state);
    const { clientId, clientSecret } = this.app;
    this.token = await createOAuthAPIClient({ url: this.server }).token.create({
      grantType: "authorization_code",
      clientId,
      clientSecret,
      redirectUri: this.redirect,
      scope: SCOPES,
      code: told.code,
      codeVerifier,
    });
    this.api = createRestAPIClient({ url: this.server, accessToken: this.token.accessToken });
    this.id = (await this.api.v1.accounts.verifyCredentials()).id;
  }

  async giveBack() {
    const { clientId, clientSecret } = this.app;
    const oauth = createOAuthAPIClient({ url: this.server });
    await oauth.revoke({ clientId, clientSecret, token: this.token.accessToken });
  }

  // Listens by websocket, as masto.js does it.
  async bySocket() {
    const { configuration } = await this.api.v2.instance.fetch();
    const streaming = createStreamingAPIClient({
      streamingApiUrl: configuration.urls.streaming,
      accessToken: this.token.accessToken,
    });
    const ear = new Ear(() => streaming.close());
    const events = streaming.user.subscribe();
    ear.follows(async () => {
      for await (const { event, payload } of events) ear.keeps(event, payload);
    });
    return ear;
  }

  // Listens by server-sent events, of which masto.js knows nothing: as a page's own script would.
  async byEvents() {
    const { configuration } = await this.api.v2.instance.fetch();
    const address = new URL("/api/v1/streaming/user", configuration.urls.streaming.replace(/^ws/, "http"));
    const ended = new AbortController();
    const headers = { authorization: `Bearer ${this.token.accessToken}` };
    const stream = await fetch(address, { headers, signal: ended.signal });
    assert.equal(stream.headers.get("content-type"), "text/event-stream");
    const ear = new Ear(() => ended.abort());
    ear.follows(async () => {
      let read = "";
      for await (const piece of stream.body.pipeThrough(new TextDecoderStream())) {
        const events = (read + piece).split("\n\n");
        read = events.pop();
        for (const event of events) {
          const field = (name) => event.match(new RegExp(`^${name}: (.*)$`, "m"))?.[1];
          const data = field("data");
          if (data) ear.keeps(field("event"), field("event") === "delete" ? data : JSON.parse(data));
        }
      }
    });
    return ear;
  }
}

// Keeps what a stream says, with the time.
class Ear {
  #heard = [];
  isOpen = true;

  constructor(close) {
    this.close = close;
  }

  follows(stream) {
    stream().catch(() => {}).finally(() => (this.isOpen = false));
  }

  keeps(event, payload) {
    const what = event === "notification" ? payload.type : event;
    const id = event === "notification" ? payload.account.id : (payload?.id ?? payload);
    this.#heard.push({ moment: performance.now(), what, id });
  }

  // When it was told so; nothing if it was not in so many seconds.
  async hears(what, id, within) {
    const find = () => this.#heard.find((told) => told.what === what && told.id === id);
    return eventually(find, within).then((told) => told.moment, () => undefined);
  }
}

// Asks until the answer is something: what follows from a change may follow a moment later.
export async function eventually(ask, within = 5) {
  const deadline = performance.now() + within * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    assert.ok(performance.now() < deadline, `nothing within ${within} s`);
    await pause(20);
  }
}
