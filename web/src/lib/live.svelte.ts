// The one connection to the gateway, by which pages hear of live topics and say what they have to say there.
import { Live, Refused, type Line, type Listening as Heard, type Message } from '../../../clients/browser/live.js';
import { here } from './instance.svelte';
import { api, session } from './session.svelte';

export { Refused, type Line };

export interface Listening extends Heard {
  /** Told whenever it changes how it stands with the connection. */
  online?: (line: Line) => void;
}

/** What was refused is asked for again after this long, when it was for the token: another may do. */
const AGAIN = 3_000;
/** A guest's token that was refused is replaced at once, but not again within this time: then there is more to it. */
const RARELY = 60_000;
/** After a longer absence a fresh page costs less than a replay. */
export const FORGOTTEN = 10 * 60_000;
/** A token is renewed when this part of its time is over. */
const RENEWED = 0.8;

class Gateway {
  line = $state<Line>('closed');
  #live: Promise<Live> | null = null;
  #made: Live | null = null;
  #watching = new Set<(line: Line) => void>();
  #held: { member: string; token: string; until: number } | null = null;

  /** Listens to a topic until what this gives is called. */
  listen<Data>(topic: string, told: (message: Message<Data>) => void, how: Listening = {}): () => void {
    let over = false;
    let end = () => {};
    const watch = how.online;
    if (watch) this.#watching.add(watch);
    const begin = () =>
      void this.#connection().then(
        (live) => over || (end = live.listen<Data>(topic, told, { ...how, refused })),
        () => later(),
      );
    const later = () => setTimeout(() => over || begin(), AGAIN);
    let replaced = -Infinity;
    const refused = (why: Refused) => {
      if (why.code !== 'AUTH_REVOKED' && why.code !== 'ERR_BADAUTH') return how.refused?.(why);
      this.#held = null;
      if (session.guest && Date.now() - replaced > RARELY) {
        replaced = Date.now();
        return void session.visit(true).then(() => over || begin(), later);
      }
      // whoever logs out is gone by then
      setTimeout(() => over || (void session.check(), begin()), AGAIN);
    };
    begin();
    return () => {
      over = true;
      if (watch) this.#watching.delete(watch);
      end();
    };
  }

  /** Says something on a topic, once, however often that has to be tried. */
  async publish(topic: string, message: object) {
    return (await this.#connection()).publish(topic, message);
  }

  /** Where a topic was left off. */
  position(topic: string): string {
    return this.#made?.position(topic) ?? '';
  }

  /** The network is back. */
  hurry() {
    this.#made?.hurry();
  }

  #connection(): Promise<Live> {
    this.#live ??= here.gateway().then(
      (address) => (this.#made = new Live(address, { token: () => this.#token(), forget: FORGOTTEN, online: (line) => this.#stands(line) })),
      (error: unknown) => {
        this.#live = null;
        throw error;
      },
    );
    return this.#live;
  }

  #stands(line: Line) {
    this.line = line;
    this.#watching.forEach((watch) => watch(line));
  }

  async #token(): Promise<string | undefined> {
    const { member, guest } = session;
    if (!member) return guest ? session.visit() : undefined;
    if (this.#held?.member !== member || this.#held.until < Date.now()) {
      const { access_token, expires_in } = await api.liveBearer();
      this.#held = { member, token: access_token, until: Date.now() + expires_in * 1_000 * RENEWED };
    }
    return this.#held.token;
  }
}

export const gateway = new Gateway();
