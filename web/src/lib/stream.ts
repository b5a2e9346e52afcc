// One streaming websocket that comes back by itself and takes up where it was cut off.

/** A connection is being made; it is open; it is waiting to be made again; nobody wants it. */
export type Line = 'connecting' | 'live' | 'waiting' | 'closed';

export interface Listener {
  /** The socket is open. Not resumed: what happened before this moment must be fetched. */
  onopen(resumed: boolean): void;
  /** The server could not go on from the position it was given: what is shown may have holes. */
  onrefused(): void;
  onevent(event: string, payload: string): void;
  online(line: Line): void;
  /** The handshake failed; browsers do not tell whether it was the network or the token. */
  onunreachable?(): void;
}

export interface Surroundings {
  open(address: string, protocols: string[]): WebSocket;
  now(): number;
  random(): number;
  after(milliseconds: number, then: () => void): () => void;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 30_000;
/** A connection that lasted this long was a good one: the next failure is a new one. */
const SETTLED = 5_000;
/** After a longer absence a fresh page costs less than a replay. */
const FORGOTTEN = 10 * 60_000;

const browser: Surroundings = {
  open: (address, protocols) => new WebSocket(address, protocols),
  now: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, then) => {
    const timer = setTimeout(then, milliseconds);
    return () => clearTimeout(timer);
  },
};

export class Stream {
  #socket: WebSocket | null = null;
  #position = '';
  #openedAt = 0;
  #heard = 0;
  #failures = 0;
  #cancel = () => {};

  constructor(
    readonly address: string,
    readonly token: () => string | null,
    readonly listener: Listener,
    readonly surroundings: Surroundings = browser,
  ) {}

  /** Connects at once, unless it is connected; also when the network is back and waiting makes no sense. */
  start() {
    if (!this.#socket) this.#connect();
  }

  stop() {
    this.#letGo();
    this.#failures = 0;
    this.listener.online('closed');
  }

  /** What the last `onopen` or `onrefused` asked for could not be done: connect again, from now. */
  startOver() {
    this.#position = '';
    this.#waitAndConnect();
  }

  #connect() {
    this.#letGo();
    this.listener.online('connecting');
    const { now, open } = this.surroundings;
    if (now() - this.#heard > FORGOTTEN) this.#position = '';
    const since = this.#position;
    const token = this.token();
    const socket = open(`${this.address}&since=${encodeURIComponent(since)}`, token ? [token] : []);
    this.#socket = socket;
    socket.onopen = () => {
      this.#openedAt = now();
      this.listener.online('live');
      this.listener.onopen(since !== '');
    };
    socket.onmessage = ({ data }) => this.#read(String(data));
    socket.onclose = () => {
      if (!this.#openedAt) this.listener.onunreachable?.();
      if (this.#socket === socket) this.#waitAndConnect();
    };
  }

  #read(text: string) {
    const frame: { event?: string; payload?: string; position?: string } = JSON.parse(text);
    if (frame.position) this.#position = frame.position;
    if (frame.event === 'resume_refused') {
      this.#position = JSON.parse(frame.payload ?? '{}').position ?? this.#position;
      this.listener.onrefused();
    } else if (frame.event) {
      this.listener.onevent(frame.event, frame.payload ?? '');
    }
  }

  /** Spread over the whole wait, so that a server which comes back is not met by everybody at once. */
  #waitAndConnect() {
    this.#letGo();
    this.listener.online('waiting');
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    const wait = longest * (0.3 + 0.7 * this.surroundings.random());
    this.#cancel = this.surroundings.after(wait, () => this.#connect());
  }

  #letGo() {
    this.#cancel();
    const socket = this.#socket;
    if (!socket) return;
    if (this.#openedAt) {
      this.#heard = this.surroundings.now();
      if (this.#heard - this.#openedAt > SETTLED) this.#failures = 0;
    }
    this.#openedAt = 0;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
