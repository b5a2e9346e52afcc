// The one connection to the gateway, by which pages hear of live topics and say what they have to say there.
import { Live, Refused, type Line, type Listening, type Message } from '../../../clients/browser/live.js';
import { here } from './instance.svelte';
import { api, session } from './session.svelte';

export { Refused };

/** What was refused is asked for again after this long, when it was for the token: another may do. */
const AGAIN = 3_000;
/** A token is renewed when this part of its time is over. */
const RENEWED = 0.8;

class Gateway {
  line = $state<Line>('closed');
  #live: Promise<Live> | null = null;
  #held: { member: string; token: string; until: number } | null = null;

  /** Listens to a topic until what this gives is called. */
  listen<Data>(topic: string, told: (message: Message<Data>) => void, how: Listening = {}): () => void {
    let over = false;
    let end = () => {};
    const begin = () =>
      void this.#connection().then(
        (live) => over || (end = live.listen<Data>(topic, told, { ...how, refused })),
        () => later(),
      );
    const later = () => setTimeout(() => over || begin(), AGAIN);
    // Whoever logs out is gone by then.
    const refused = (why: Refused) => {
      if (why.code !== 'AUTH_REVOKED' && why.code !== 'ERR_BADAUTH') return how.refused?.(why);
      this.#held = null;
      setTimeout(() => over || (void session.check(), begin()), AGAIN);
    };
    begin();
    return () => {
      over = true;
      end();
    };
  }

  /** Says something on a topic, once, however often that has to be tried. */
  async publish(topic: string, message: object) {
    return (await this.#connection()).publish(topic, message);
  }

  /** The network is back. */
  hurry() {
    void this.#live?.then((live) => live.hurry());
  }

  #connection(): Promise<Live> {
    this.#live ??= here.gateway().then(
      (address) => new Live(address, { token: () => this.#token(), online: (line) => (this.line = line) }),
      (error: unknown) => {
        this.#live = null;
        throw error;
      },
    );
    return this.#live;
  }

  async #token(): Promise<string | undefined> {
    const member = session.member;
    if (!member) return undefined;
    if (this.#held?.member !== member || this.#held.until < Date.now()) {
      const { access_token, expires_in } = await api.liveBearer();
      this.#held = { member, token: access_token, until: Date.now() + expires_in * 1_000 * RENEWED };
    }
    return this.#held.token;
  }
}

export const gateway = new Gateway();
