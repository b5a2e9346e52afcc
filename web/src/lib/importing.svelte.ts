// A file that whoever keeps the shop hands in: how far it is, and what came of it, also for those who looked elsewhere meanwhile.
import { ApiError, explain } from './api';
import { api, session } from './session.svelte';
import type { Imported, Sheet } from './shop';
import type { Told } from './upload';

export class Importing {
  what = $state<Sheet>('products');
  /** What becomes of the file: it is sent, and then carried out. */
  phase = $state<'resting' | 'sending' | 'working'>('resting');
  /** Which part of it was sent, from 0 to 1. */
  sent = $state(0);
  report = $state.raw<{ of: Sheet; came: Imported } | null>(null);
  trouble = $state('');
  /** How many came to an end here, well or not: what they are about may be another by then. */
  ended = $state(0);
  /** Whose it is. */
  #by = $state<string | null>(null);
  /** Another one whenever another file is handed in. */
  #turn = {};
  /** Whether there is anything to say of it to whoever looks. */
  readonly mine = $derived(this.#by === session.member);
  /** Whether they wait for it. */
  readonly underway = $derived(this.mine && this.phase !== 'resting');

  /** Hands it in, unless another of theirs is under way; of those of others the server knows. */
  async begin(file: File, currency: string) {
    const by = session.member;
    if (this.phase !== 'resting' && this.#by === by) return;
    [this.phase, this.sent, this.report, this.trouble, this.#by] = ['sending', 0, null, '', by];
    const [of, turn] = [this.what, (this.#turn = {})];
    const told = (part: number) => turn === this.#turn && this.#told(part);
    const [came, trouble] = await this.#handIn(of, file, currency, told);
    this.ended++;
    if (turn !== this.#turn) return;
    [this.report, this.trouble, this.phase] = [came && { of, came }, trouble, 'resting'];
  }

  /** Whom the server does not know it refuses before the file is there, which a browser takes for a broken line: so that is asked first. */
  async #handIn(of: Sheet, file: File, currency: string, told: Told): Promise<[Imported | null, string]> {
    const by = session.member;
    try {
      await session.check();
      if (by !== session.member) return [null, ''];
      return [await api.handIn(of, file, currency, told), ''];
    } catch (error) {
      return [null, words(error)];
    }
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
