// One's cart: the same in every tab and on every device. What is wished for is shown at once, sent as soon as it can be, and
// taken back when the server says no.
import { newId } from '../../../clients/browser/live.js';
import { ApiError, explain } from './api';
import { differences, lacks, lost, type Lacking, type Order, type Remarks } from './orders';
import { gateway } from './live.svelte';
import { Reading } from './reading';
import { recall, remember } from './remembered';
import { api, session, type Came } from './session.svelte';
import { changed, MOST, pieces, wished, type AsOf, type Cart, type Product, type Wish, type WishChange, type Wishes } from './shop';
import { say } from './toasts.svelte';

/** What could not be sent is tried again after this long. */
const AGAIN = 3_000;
/** After a longer absence the cart is read again. */
const ABSENT = 15_000;
/** Whoever logs in waits for what is on its way, but not longer than this. */
const PATIENCE = 5_000;

type News = { member: string; cart?: AsOf<Cart>; wish?: WishChange };

export class Basket {
  /** As the server said it last. */
  known = $state.raw<AsOf<Cart> | null>(null);
  /** What the server has not heard yet, or not answered. */
  wishes = $state.raw<Wishes>({});
  phase = $state<'nobody' | 'loading' | 'ready' | 'failed'>('nobody');
  trouble = $state('');
  /** What is said about single lines since somebody tried to order. */
  remarks = $state.raw<Remarks>({});
  /** What was shown then. */
  #shown = $state.raw<Cart | null>(null);
  /** Whether something waits for the network. */
  waits = $state(false);
  readonly cart = $derived(this.known && wished(this.known.item, this.wishes));
  readonly count = $derived(pieces(this.cart));
  /** What is said about lines that are not there any more. */
  readonly lost = $derived(lost(this.remarks, this.#shown, this.cart));
  /** Whether what is shown is what the server knows. */
  readonly settled = $derived(!Object.keys(this.wishes).length);

  #member: string | null = null;
  #tabs: BroadcastChannel | null = null;
  #end = () => {};
  #sending: Promise<void> | null = null;
  /** Another one whenever it is somebody else's. */
  #turn = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Reading<Cart> | null = null;
  #read = 0;
  /** The guest who wished for things that the server had not heard when they logged in. */
  #brought: Came | null = null;
  #attempt: { version: number; hash: string; key: string } | null = null;

  /** A visitor has one from now on; whoever has one keeps it. */
  async begin() {
    if (!session.owner) await session.visit();
    this.follow(session.owner);
  }

  /**
   * It is that person's cart from now on, be they a guest; nobody's for a visitor who never wanted anything. Whoever was a guest
   * brings what they wished for along.
   */
  follow(member: string | null) {
    if (member === this.#member) return;
    this.#end();
    this.#brought = session.came?.member === member ? session.came : null;
    this.#reading?.stop();
    clearTimeout(this.#timer);
    this.#member = member;
    [this.known, this.wishes, this.waits, this.phase, this.remarks, this.#shown] = [null, {}, false, 'nobody', {}, null];
    [this.#attempt, this.#reading, this.#sending, this.#turn] = [null, null, null, {}];
    if (!member) return;
    this.phase = 'loading';
    this.wishes = parsed(recall(place(member)));
    this.#tabs ??= this.#open();
    this.#reading = new Reading<Cart>(
      (atLeast) => api.cart(atLeast),
      (read) => this.#take(read),
      (error) => this.#fail(error),
    );
    const granted = (_: string, resumed: boolean) => resumed || void this.load();
    const how = { missed: () => void this.load(), granted };
    this.#end = gateway.listen<Cart & { position: number }>(
      `cart:update.${member}`,
      ({ data: { position, ...item } }) => this.#take({ position, item }),
      how,
    );
    void this.load(this.#brought?.position);
    void this.#send();
  }

  /** There may be news of it, as of this place in the history: it is read again. */
  async load(position = this.known?.position ?? 0) {
    this.#read = Date.now();
    await this.#reading?.news(position);
  }

  /** Somebody wants to see it as it is now. */
  async look() {
    this.#read = Date.now();
    await this.#reading?.now();
  }

  /** Waits a while for the server to hear what is wished for: whoever logs in takes along what it has heard. */
  async heard(): Promise<void> {
    let late: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((done) => (late = setTimeout(done, PATIENCE)));
    await Promise.race([this.#send(), patience]);
    clearTimeout(late);
  }

  /** From now on so many of a product are wanted. */
  put(product: string, quantity: number, about?: Wish['about']) {
    const wish = { quantity: Math.min(Math.max(Math.trunc(quantity) || 0, 0), MOST), key: newId(), ...(about && { about }) };
    const { [product]: _, ...remarks } = this.remarks;
    this.remarks = remarks;
    this.#wish({ product, wish, key: wish.key });
    void this.#send();
  }

  /** One more of a product: for that it has to be known how many there are. */
  async add({ id, name, small_image, price, topic }: Product) {
    if (!this.known) await this.look();
    if (!this.known) return say(this.trouble || 'Your cart could not be read. Try again.', 'trouble');
    this.put(id, this.#held(id) + 1, { name, small_image, unit_price: price, topic });
  }

  /** How many are wanted, also where the server has not heard it. */
  #held(id: string): number {
    return this.wishes[id]?.quantity ?? this.known?.item.lines.find(({ product }) => product === id)?.quantity ?? 0;
  }

  /**
   * Orders what is shown, exactly as it is shown, and gives the order. Where it is not so any more nothing is ordered: the cart
   * is shown as it is now, with what differs.
   */
  async order(): Promise<Order | null> {
    const { cart: shown, settled } = this;
    if (!shown || !settled) return null;
    // the same cart is ordered once, however often that has to be tried
    if (this.#attempt?.hash !== shown.hash || this.#attempt.version !== shown.version)
      this.#attempt = { version: shown.version, hash: shown.hash, key: newId() };
    [this.remarks, this.#shown] = [{}, shown];
    try {
      const { item, position } = await api.place(shown, this.#attempt.key);
      this.#attempt = null;
      this.#take({ position, item: { ...shown, version: shown.version + 1, lines: [], total: null } });
      void this.load();
      return item;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      this.#attempt = null;
      const { cart, differing = [], lines = [] } = error.said as { cart?: Cart; differing?: string[]; lines?: Lacking[] };
      if (cart && this.known) this.#take({ position: this.known.position, item: cart });
      this.remarks = cart ? differences(shown, cart, differing) : lacks(lines);
      if (!cart) void this.load();
      return null;
    }
  }

  /** The page is looked at again, or the network is back. */
  wake() {
    void this.#send();
    if (Date.now() - this.#read > ABSENT) void this.look();
  }

  #fail(error: unknown) {
    this.trouble = explain(error);
    if (!this.known) this.phase = 'failed';
  }

  /** What was told last is what it is; what is older is not heard any more. */
  #take(news: AsOf<Cart>, here = true) {
    if (this.known && news.position < this.known.position) return;
    this.known = news;
    this.phase = 'ready';
    if (here) this.#tell({ cart: news });
    this.#bring(news.position);
  }

  /**
   * What a guest wished for last is wished for now. It may have been heard all the same, and be in the cart: so nothing is added up,
   * and nothing becomes less; and before the cart has what was heard nothing is done. All tabs find the wishes in one place: one of
   * them brings them.
   */
  #bring(position: number) {
    const brought = this.#brought;
    if (!brought || position < brought.position) return;
    this.#brought = null;
    const wishes = Object.entries(parsed(recall(place(brought.guest))));
    for (const [product, { quantity, about }] of wishes) if (quantity > this.#held(product)) this.put(product, quantity, about);
    remember(place(brought.guest), null);
    session.brought();
  }

  /** Another tab may wish for other things: what it keeps of them stays. */
  #wish(change: WishChange, here = true) {
    this.wishes = changed(this.wishes, change);
    if (!here || !this.#member) return;
    const kept = changed(parsed(recall(place(this.#member))), change);
    remember(place(this.#member), Object.keys(kept).length ? JSON.stringify(kept) : null);
    this.#tell({ wish: change });
  }

  /** One after the other, so that the last word on a product is the last that is said. */
  #send(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#sending || this.#next()) return (this.#sending ??= this.#sendAll(this.#turn));
    this.waits = false;
    return Promise.resolve();
  }

  async #sendAll(turn: object) {
    let well = true;
    try {
      for (let next = this.#next(); next && turn === this.#turn; next = this.#next()) await this.#sendOne(...next);
    } catch {
      well = false;
    }
    // for somebody else it was begun anew
    if (turn !== this.#turn) return;
    [this.#sending, this.waits] = [null, !well];
    if (!well) this.#timer = setTimeout(() => void this.#send(), AGAIN);
  }

  #next() {
    return this.#member ? Object.entries(this.wishes)[0] : undefined;
  }

  async #sendOne(product: string, wish: Wish) {
    const member = this.#member;
    try {
      const answer = await api.wish(product, wish.quantity, wish.key);
      if (member === this.#member) this.#take(answer);
    } catch (error) {
      // Where nothing was answered, or nothing that has to do with it, it is tried again.
      if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429 || error.status === 401) throw error;
      say(explain(error), 'trouble');
    }
    if (member === this.#member) this.#heard(product, wish.key);
  }

  /** A wish is over, unless there is another by now. */
  #heard(product: string, key: string) {
    if (this.wishes[product]?.key === key) this.#wish({ product, wish: null, key });
  }

  #open(): BroadcastChannel | null {
    if (typeof BroadcastChannel === 'undefined') return null;
    const tabs = new BroadcastChannel('rookery.cart');
    tabs.onmessage = ({ data }: MessageEvent<News>) => {
      if (data.member !== this.#member) return;
      if (data.wish) this.#wish(data.wish, false);
      if (data.cart) this.#take(data.cart, false);
    };
    return tabs;
  }

  #tell(news: Omit<News, 'member'>) {
    if (this.#member) this.#tabs?.postMessage({ member: this.#member, ...news } satisfies News);
  }
}

const place = (member: string) => `wishes.${member}`;

function parsed(text: string | null): Wishes {
  try {
    return (text && JSON.parse(text)) || {};
  } catch {
    return {};
  }
}

export const basket = new Basket();
