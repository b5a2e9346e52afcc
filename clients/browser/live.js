// Live topics of a Rookery server. It connects when something is listened to, comes back when it is sent away or cut off, resumes
// where it was, and says so where that is not possible.

const PING_EVERY = 60_000;
const PONG_WITHIN = 10_000;
const ANSWER_WITHIN = 10_000;
// the first wait is up to a second, the longest up to half a minute; each is a random part of it
const SHORTEST = 1_000;
const LONGEST = 30_000;

// how often something is published again under its id before it is given up
const TRIES = 5;

/** Why a topic is not listened to, or something not published. */
export class Refused extends Error {
  constructor(topic, code, reason) {
    super(`${topic}: ${code}${reason ? ` (${reason})` : ""}`);
    this.name = "Refused";
    Object.assign(this, { topic, code, reason });
  }
}

/** A connection to the gateway. */
export class Live {
  #address;
  #options;
  #topics = new Map();
  #waiting = new Map();
  #publishing = new Map();
  #socket;
  #retry;
  #pong;
  #timers = new Set();
  #failures = 0;
  #count = 0;
  #closed = false;
  #wanted = new Set();
  #heard = 0;
  // where another server goes on with what this one knows; good once
  #there;
  #greeting;

  constructor(address, options = {}) {
    this.#address = address;
    this.#options = {
      WebSocket: globalThis.WebSocket,
      token: () => undefined,
      forget: Infinity,
      now: Date.now,
      random: Math.random,
      online: () => {},
      setTimeout: (does, ms) => setTimeout(does, ms),
      clearTimeout: (timer) => clearTimeout(timer),
      ...options,
    };
  }

  /**
   * Listens to a topic until what this gives is called.
   *
   * `told` is called with each message and its circumstances; `granted` each time that listening begins, with whether it goes on from
   * where it was, or from its own `since`; `missed` when some may have been missed, so that a snapshot has to be read again; `refused` when the server says
   * no, after which the topic is not asked for any more.
   */
  listen(topic, told, { since, granted = () => {}, missed = () => {}, refused = () => {} } = {}) {
    const known = this.#topics.get(topic);
    const ear = { told, granted, missed, refused, since, isNew: true };
    if (known) {
      known.ears.add(ear);
      if (known.granted && this.#isOpen()) queueMicrotask(() => this.#start(ear, topic, false));
    } else {
      this.#topics.set(topic, { ears: new Set([ear]), position: since, granted: false });
      if (this.#isOpen()) this.#want(topic);
      else this.#connect();
    }
    return () => this.#forget(topic, ear);
  }

  /**
   * Publishes an object on a topic, and gives the id and the position that listeners get. It is told once, however often it has to
   * be said: under one id, which is made up where none is given. Rejects with `Refused` when the server says no.
   */
  publish(topic, message, { id = newId() } = {}) {
    return new Promise((resolve, reject) => {
      const publication = { topic, message: JSON.stringify(message), id, tries: 0, resolve, reject };
      this.#publishing.set(id, publication);
      if (this.#isOpen()) void this.#say(publication);
      else this.#connect();
    });
  }

  /** Where a topic was left off: what `since` takes the next time. */
  position(topic) {
    return this.#topics.get(topic)?.position;
  }

  /** Comes back at once, if it waits to: the network is there again. */
  hurry() {
    if (this.#retry === undefined) return;
    this.#options.clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#connect();
  }

  /** Ends it for good. */
  close() {
    this.#closed = true;
    this.#rest();
    this.#topics.clear();
    [...this.#publishing.values()].forEach((publication) => this.#give(publication, "CLOSED"));
  }

  #isOpen() {
    return this.#socket?.readyState === 1;
  }

  #connect() {
    if (this.#closed || this.#socket || this.#retry !== undefined) return;
    this.#options.online("connecting");
    const there = this.#there;
    this.#there = undefined;
    const { socket, goesOn } = this.#dial(there);
    this.#socket = socket;
    socket.onopen = () => {
      if (socket === this.#socket) this.#opened(goesOn);
    };
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hears(JSON.parse(data));
    };
    socket.onclose = () => {
      if (socket === this.#socket) this.#over();
    };
    socket.onerror = () => {};
  }

  #dial(there) {
    const { WebSocket } = this.#options;
    try {
      if (there) return { socket: new WebSocket(there), goesOn: true };
    } catch {
      // an address that this page may not go to
    }
    return { socket: new WebSocket(this.#address), goesOn: false };
  }

  #opened(goesOn) {
    this.#options.online("live");
    // what was left off too long ago is read anew, which costs less than to hear all of it
    const long = this.#options.now() - this.#heard > this.#options.forget;
    this.#topics.forEach((known) => {
      if (long && known.granted) known.position = undefined;
      known.granted = false;
    });
    this.#ping();
    const socket = this.#socket;
    if (goesOn) this.#greeting = this.#after(ANSWER_WITHIN, () => this.#cut(socket));
    else void this.#ask([...this.#topics.keys()]);
    this.#publishing.forEach((publication) => void this.#say(publication));
  }

  // What is not answered in time is not there any more.
  #ping() {
    const socket = this.#socket;
    this.#send({ type: "PING" });
    this.#pong = this.#after(PONG_WITHIN, () => this.#cut(socket));
    this.#after(PING_EVERY, () => socket === this.#socket && this.#ping());
  }

  // What is wanted at the same time is asked for together.
  #want(topic) {
    this.#wanted.add(topic);
    if (this.#wanted.size > 1) return;
    queueMicrotask(() => {
      const topics = [...this.#wanted];
      this.#wanted.clear();
      if (this.#isOpen()) void this.#ask(topics);
    });
  }

  async #ask(topics) {
    const socket = this.#socket;
    let token;
    try {
      token = await this.#options.token();
    } catch {
      return this.#cut(socket);
    }
    const wanted = topics.filter((topic) => this.#topics.has(topic));
    if (socket !== this.#socket || !this.#isOpen() || wanted.length === 0) return;
    const since = Object.fromEntries(
      wanted.map((topic) => [topic, this.#topics.get(topic).position]).filter(([, position]) => position),
    );
    const nonce = String(++this.#count);
    // what can be granted is: one topic that is refused must not take the others with it
    this.#send({ type: "LISTEN", nonce, data: { topics: wanted, auth_token: token ?? "", since, partial: true } });
    const late = this.#after(ANSWER_WITHIN, () => this.#cut(socket));
    this.#waiting.set(nonce, { topics: wanted, late });
  }

  async #say(publication) {
    const socket = this.#socket;
    let token;
    try {
      token = await this.#options.token();
    } catch {
      return this.#cut(socket);
    }
    const { topic, message, id } = publication;
    if (socket !== this.#socket || !this.#isOpen() || !this.#publishing.has(id)) return;
    const nonce = String(++this.#count);
    this.#send({ type: "PUBLISH", nonce, data: { topic, message, id, auth_token: token ?? "" } });
    const late = this.#after(ANSWER_WITHIN, () => this.#cut(socket));
    this.#waiting.set(nonce, { publication, late });
  }

  #published(publication, error, { id, position, errors = [] }) {
    const { reason } = errors[0] ?? {};
    if (!error) {
      this.#failures = 0;
      return this.#give(publication, undefined, { id, position });
    }
    // nobody knows whether it was told: under its id it can be said again
    if (error === "ERR_SERVER" && reason !== "rate_limited" && ++publication.tries < TRIES) {
      return void this.#after(SHORTEST * this.#options.random(), () => void this.#say(publication));
    }
    this.#give(publication, error, { reason });
  }

  #give(publication, error, { id, position, reason } = {}) {
    this.#publishing.delete(publication.id);
    if (error) publication.reject(new Refused(publication.topic, error, reason));
    else publication.resolve({ id, position });
    if (this.#isIdle()) this.#rest();
  }

  #isIdle() {
    return this.#topics.size === 0 && this.#publishing.size === 0;
  }

  #hears(frame) {
    this.#heard = this.#options.now();
    switch (frame.type) {
      case "PONG":
        return this.#stop(this.#pong);
      case "RESPONSE":
        return this.#answered(frame);
      case "MESSAGE":
        return this.#told(frame.data);
      case "AUTH_REVOKED":
        return frame.data.topics.forEach((topic) => this.#refuse(topic, "AUTH_REVOKED", frame.data.reason ?? "token_ended"));
      case "WELCOME":
        return this.#greeted(frame.data);
      case "RECONNECT":
        this.#there = frame.data?.reconnect_url;
        return this.#cut(this.#socket, 0);
    }
  }

  #answered({ nonce, error, data = {} }) {
    const asked = this.#waiting.get(nonce);
    if (!asked) return;
    this.#waiting.delete(nonce);
    this.#stop(asked.late);
    if (asked.publication) return this.#published(asked.publication, error, data);
    // it could not be decided: all of it is asked for again
    if (error === "ERR_SERVER") return this.#cut(this.#socket);
    this.#failures = 0;
    this.#begin(data.topics ?? []);
    const refusals = new Map((data.errors ?? []).map((refusal) => [refusal.topic, refusal]));
    for (const topic of asked.topics) {
      const { code = error, reason } = refusals.get(topic) ?? {};
      if (code) this.#refuse(topic, code, reason);
    }
  }

  // The server goes on with these topics; the others are asked for, and what is not wanted any more is left.
  #greeted({ topics = [] }) {
    if (this.#greeting === undefined) return;
    this.#stop(this.#greeting);
    this.#greeting = undefined;
    this.#failures = 0;
    const left = topics.map(({ topic }) => topic).filter((topic) => !this.#topics.has(topic));
    if (left.length > 0) this.#send({ type: "UNLISTEN", nonce: String(++this.#count), data: { topics: left } });
    this.#begin(topics);
    const rest = [...this.#topics.keys()].filter((topic) => !this.#topics.get(topic).granted);
    if (rest.length > 0) void this.#ask(rest);
  }

  #begin(topics) {
    for (const { topic, position, recovered } of topics) {
      const known = this.#topics.get(topic);
      if (!known) continue;
      known.granted = true;
      // while it catches up it is where it was: messages move it on
      if (recovered !== true) known.position = position;
      if (recovered === false) known.ears.forEach((ear) => ((ear.isNew = false), ear.missed(topic)));
      else known.ears.forEach((ear) => this.#start(ear, topic, recovered === true && (!ear.isNew || ear.since === known.position)));
    }
  }

  // Who joined others was not asked for: it begins where they are.
  #start(ear, topic, resumed) {
    ear.isNew = false;
    ear.granted(topic, resumed);
  }

  #told({ topic, message, position, id, ts, replayed = false }) {
    const known = this.#topics.get(topic);
    if (!known) return;
    if (position) known.position = position;
    const said = JSON.parse(message);
    known.ears.forEach((ear) => ear.told(said, { topic, position, id, ts, replayed }));
  }

  #refuse(topic, code, reason) {
    const known = this.#topics.get(topic);
    this.#topics.delete(topic);
    known?.ears.forEach((ear) => ear.refused(new Refused(topic, code, reason)));
  }

  #forget(topic, ear) {
    const known = this.#topics.get(topic);
    if (!known?.ears.delete(ear) || known.ears.size > 0) return;
    this.#topics.delete(topic);
    if (this.#isOpen()) this.#send({ type: "UNLISTEN", nonce: String(++this.#count), data: { topics: [topic] } });
    if (this.#isIdle()) this.#rest();
  }

  #send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  // Goes from a socket, and comes back after a while, or at once.
  #cut(socket, wait) {
    if (!socket || socket !== this.#socket) return;
    this.#leave(socket);
    this.#comeBack(wait);
  }

  #leave(socket) {
    if (!socket) return;
    if (socket === this.#socket) this.#socket = undefined;
    this.#timers.forEach((timer) => this.#options.clearTimeout(timer));
    this.#timers.clear();
    this.#waiting.clear();
    this.#greeting = undefined;
    socket.close();
  }

  #over() {
    this.#leave(this.#socket);
    this.#comeBack();
  }

  // Nobody wants anything.
  #rest() {
    this.#options.clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#leave(this.#socket);
    this.#options.online("closed");
  }

  #comeBack(wait = this.#options.random() * Math.min(LONGEST, SHORTEST * 2 ** this.#failures++)) {
    if (this.#closed || this.#isIdle()) return this.#options.online("closed");
    this.#options.online("waiting");
    this.#retry = this.#options.setTimeout(() => {
      this.#retry = undefined;
      this.#connect();
    }, wait);
  }

  #after(ms, does) {
    const timer = this.#options.setTimeout(() => {
      this.#timers.delete(timer);
      does();
    }, ms);
    this.#timers.add(timer);
    return timer;
  }

  #stop(timer) {
    this.#timers.delete(timer);
    this.#options.clearTimeout(timer);
  }
}

/** A name that nothing else has. Made also where no certificate is, so that `randomUUID` is not there. */
export function newId() {
  return Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
