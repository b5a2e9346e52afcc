// What is read again whenever there is news of it: at least as new as the news, whichever server answers; and tried again, ever
// more seldom, for as long as nobody can answer.
import { ApiError } from './api';
import type { AsOf } from './shop';

/** The first wait is up to this long, each one after it up to twice as long. */
const SHORTEST = 1_000;
const LONGEST = 30_000;

/** Whether the same may be answered in a while: nothing was, or the server is not so far. */
const passes = (error: unknown) => !(error instanceof ApiError) || error.status >= 500 || error.status === 429 || error.code === 'behind';

export class Reading<T> {
  /** What is read next has to be as new as that. */
  #floor = 0;
  /** What is shown is as new as that. */
  #shown = 0;
  #failures = 0;
  #underway: Promise<void> | null = null;
  /** There is reason to read it once more when that is done; and whether somebody waits for it. */
  #again = false;
  #asked = false;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly read: (atLeast: number) => Promise<AsOf<T>>,
    readonly show: (read: AsOf<T>) => void,
    readonly failed: (error: unknown) => void = () => {},
  ) {}

  /** There is news, as of this place in the history: it is read again. While nobody could answer a moment ago, that waits. */
  news(position = 0): Promise<void> {
    this.#floor = Math.max(this.#floor, position);
    return this.#timer === undefined ? this.#begin() : Promise.resolve();
  }

  /** Somebody wants to see it as it is now. */
  now(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = true;
    return this.#begin();
  }

  /** This was just answered: what is older is not shown any more. */
  take(answer: AsOf<T>) {
    if (answer.position < this.#shown || this.#over) return;
    this.#shown = answer.position;
    this.#floor = Math.max(this.#floor, answer.position);
    this.show(answer);
  }

  /** Nobody looks any more. */
  stop() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #begin(): Promise<void> {
    this.#again = this.#underway !== null;
    return (this.#underway ??= this.#go().finally(() => {
      this.#underway = null;
      if (this.#again && !this.#over) return this.#begin();
    }));
  }

  async #go() {
    this.#asked = false;
    try {
      this.take(await this.read(this.#floor));
      this.#failures = 0;
    } catch (error) {
      if (this.#over) return;
      this.failed(error);
      if (passes(error) && !this.#asked) this.#later(error instanceof ApiError ? error.after * 1_000 : 0);
    }
  }

  #later(asked: number) {
    this.#again = false;
    const wait = Math.random() * Math.min(LONGEST, SHORTEST * 2 ** this.#failures++);
    this.#timer = setTimeout(() => void this.now(), Math.max(wait, asked));
  }
}
