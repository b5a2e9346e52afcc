// What happens on one live topic, told so that pages by REST and it make one list without holes.
import { ApiError } from './api';
import { FORGOTTEN, gateway, type Line } from './live.svelte';

export interface Listener {
  /** It begins. Not resumed: what happened before this moment must be fetched. */
  onopen(resumed: boolean): void;
  /** The server could not go on from where it was left off: what is shown may have holes. */
  onrefused(): void;
  onevent(event: string, data: unknown): void;
  online(line: Line): void;
}

/** A name, or what finds it out, that cannot be had just now is asked for again. */
const AGAIN = 3_000;

export class Stream {
  #topic = '';
  #position = '';
  #leftAt = 0;
  #granted = false;
  #visit: object | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #end = () => {};

  constructor(
    readonly topic: () => string | Promise<string>,
    readonly listener: Listener,
  ) {}

  /** Begins, from where `stop` left off. */
  start() {
    if (this.#visit) return;
    if (Date.now() - this.#leftAt > FORGOTTEN) this.#position = '';
    this.listener.online('connecting');
    void this.#listen((this.#visit = {}));
  }

  stop() {
    this.#letGo();
    this.#visit = null;
    this.#leftAt = Date.now();
    this.listener.online('closed');
  }

  /** What the last `onopen` or `onrefused` asked for could not be done: begin again, from then on. */
  startOver() {
    const visit = this.#visit;
    if (!visit) return;
    this.#letGo();
    this.#position = '';
    this.listener.online('waiting');
    this.#timer = setTimeout(() => void this.#listen(visit), AGAIN);
  }

  async #listen(visit: object) {
    try {
      this.#topic ||= await this.topic();
    } catch (error) {
      if (visit !== this.#visit) return;
      // there is no such topic
      if (error instanceof ApiError && error.status < 500) return this.listener.online('closed');
      this.#timer = setTimeout(() => void this.#listen(visit), AGAIN);
      return;
    }
    if (visit !== this.#visit) return;
    const end = gateway.listen<unknown>(this.#topic, ({ type, data }) => this.listener.onevent(type, data), {
      ...(this.#position && { since: this.#position }),
      granted: (_, resumed) => this.#begins(() => this.listener.onopen(resumed)),
      missed: () => this.#begins(() => this.listener.onrefused()),
      online: (line) => this.#granted && this.listener.online(line),
    });
    this.#end = () => {
      this.#position = this.#granted ? gateway.position(this.#topic) : this.#position;
      end();
    };
  }

  #begins(told: () => void) {
    this.#granted = true;
    this.listener.online('live');
    told();
  }

  #letGo() {
    clearTimeout(this.#timer);
    this.#end();
    this.#end = () => {};
    this.#granted = false;
  }
}
