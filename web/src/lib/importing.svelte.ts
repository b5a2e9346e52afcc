// A file that whoever keeps the shop hands in: how far it is, and what came of it, also for those who looked elsewhere meanwhile.
import { ApiError, explain } from './api';
import { api, session } from './session.svelte';
import type { Imported, Sheet } from './shop';

export class Importing {
  what = $state<Sheet>('products');
  /** What becomes of the file: it is sent, and then carried out. */
  phase = $state<'resting' | 'sending' | 'working'>('resting');
  /** Which part of it was sent, from 0 to 1. */
  sent = $state(0);
  report = $state.raw<{ of: Sheet; came: Imported } | null>(null);
  trouble = $state('');
  /** Whose it is. */
  #by = $state<string | null>(null);
  /** Whether there is anything to say of it to whoever looks. */
  readonly mine = $derived(this.#by === session.member);

  /** Hands it in, unless another is under way. */
  async begin(file: File, currency: string) {
    if (this.phase !== 'resting') return;
    [this.phase, this.sent, this.report, this.trouble, this.#by] = ['sending', 0, null, '', session.member];
    const of = this.what;
    try {
      this.report = { of, came: await api.handIn(of, file, currency, (part) => this.#told(part)) };
    } catch (error) {
      this.trouble = words(error);
    }
    this.phase = 'resting';
  }

  #told(part: number) {
    this.sent = part;
    if (part >= 1) this.phase = 'working';
  }
}

/** Where nobody said no, it may be carried out all the same. */
const words = (error: unknown) =>
  error instanceof ApiError && error.status < 500 ? explain(error) : `${explain(error)} What was done stays: the same file again does the rest.`;

export const importing = new Importing();
