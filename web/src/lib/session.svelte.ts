// Who is looking, and the client that asks in their name. The browser holds a cookie that no script can read; what requests
// carry is traded for it, kept in memory alone, and good for a quarter of an hour.
import { ApiError, createApi } from './api';
import type { Account, Grant } from './mastodon';
import { forgetPosts } from './posts.svelte';
import { onRemembered, recall, remember } from './remembered';
import type { AsOf } from './shop';
import { say } from './toasts.svelte';

/** A bearer is renewed when this part of its time is over. */
const RENEWED = 0.8;

/** Which guest a member was before they logged in, and the place in the shop's history at which their cart was taken along. */
export interface Came {
  member: string;
  guest: string;
  position: number;
}

class Session {
  /** Whose pages these are: the id of their account; nobody's for a visitor. */
  member = $state<string | null>(null);
  account = $state.raw<Account | null>(null);
  /** The number of the guest who a visitor is once they have a cart. */
  guest = $state<string | null>(null);
  /** Whose cart it is that is shown. */
  readonly owner = $derived(this.member ?? this.guest);
  /** As whom they came, until what they wished for then is theirs. */
  came: Came | null = null;
  /** What requests carry. */
  bearer: string | null = null;
  #visit: { token: string; until: number } | null = null;
  #visiting: Promise<string> | null = null;
  #renewing: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Finds out who is logged in, before anything is shown. */
  async open() {
    if (!(await this.renew())) return this.comeBack(recall('guest'));
    const account = parsed<Account>(recall('account')) ?? (await api.whoAmI().catch(() => null));
    if (account) this.#be(account);
    void this.check();
  }

  start({ position, item: { access_token, account } }: AsOf<Grant>) {
    clearTimeout(this.#timer);
    this.bearer = access_token;
    this.#be(account, position);
  }

  /** Logs out, here and at the server. */
  async leave() {
    await api.logOut().catch(() => {});
    this.end();
  }

  end() {
    clearTimeout(this.#timer);
    this.bearer = null;
    this.#be(null);
  }

  /** What the guest wished for is the member's now. */
  brought() {
    this.came = null;
    remember('came', null);
  }

  knowAs(account: Account) {
    if (account.id !== this.member) return this.#be(account);
    this.account = account;
    remember('account', JSON.stringify(account));
  }

  /** A visitor has a cart from now on. Gives what it is asked for with: the cookie that says whose it is no script can read. */
  visit(anew = false): Promise<string> {
    if (!anew && this.#visit && this.#visit.until > Date.now()) return Promise.resolve(this.#visit.token);
    return (this.#visiting ??= this.#come().finally(() => (this.#visiting = null)));
  }

  /** A visitor had a cart before, here or in another tab. */
  comeBack(guest: string | null) {
    if (guest && !this.member && guest !== this.guest) void this.visit().catch(() => {});
  }

  /** Asks whether the session still holds; a refusal ends it by way of `onexpired`. */
  async check() {
    const asked = this.bearer;
    if (!asked) return;
    const account = await api.whoAmI().catch(() => null);
    if (account && this.bearer) this.knowAs(account);
  }

  /** Another tab logged in or out. */
  follow(remembered: string | null) {
    const account = parsed<Account>(remembered);
    if ((account?.id ?? null) === this.member) return;
    if (account) void this.open();
    else this.end();
  }

  /** Trades the cookie for a new bearer; gives whether there is one. */
  renew(): Promise<boolean> {
    return (this.#renewing ??= this.#trade().finally(() => (this.#renewing = null)));
  }

  async #trade(): Promise<boolean> {
    try {
      const { access_token, expires_in } = await api.bearer();
      this.bearer = access_token;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.renew(), expires_in * 1_000 * RENEWED);
      return true;
    } catch (error) {
      // Where the server cannot be reached, nothing is known.
      if (error instanceof ApiError && error.status === 401) this.bearer = null;
      return this.bearer !== null;
    }
  }

  async #come(): Promise<string> {
    const { access_token, expires_in, topic } = await api.visit();
    this.#visit = { token: access_token, until: Date.now() + expires_in * 1_000 * RENEWED };
    if (!this.member) {
      this.guest = topic.slice(topic.lastIndexOf('.') + 1);
      remember('guest', this.guest);
    }
    return access_token;
  }

  /** Where another tab, or this one before it was loaded again, knows of it and has not brought anything yet, it is the same coming. */
  #arrival(member: string | null, guest: string | null, position: number): Came | null {
    const kept = parsed<Came>(recall('came'));
    if (kept && kept.member === member && (guest ?? kept.guest) === kept.guest) return { ...kept, position: Math.max(kept.position, position) };
    return member && guest ? { member, guest, position } : null;
  }

  #be(account: Account | null, position = 0) {
    const member = account?.id ?? null;
    if (member !== this.member) {
      forgetPosts();
      this.came = this.#arrival(member, this.guest ?? recall('guest'), position);
      remember('came', this.came && JSON.stringify(this.came));
    }
    if (member) {
      // what was in the guest's cart is in the member's
      [this.guest, this.#visit] = [null, null];
      remember('guest', null);
    }
    this.account = account;
    this.member = member;
    remember('account', account && JSON.stringify(account));
  }
}

export const session = new Session();
export const api = createApi({
  token: () => session.bearer,
  guest: async (refused) => (session.guest ? session.visit(refused) : null),
  renew: () => session.renew(),
  onexpired,
});
onRemembered('account', (account) => session.follow(account));
onRemembered('guest', (guest) => session.comeBack(guest));
// Earlier versions kept it where every script could read it.
remember('token', null);

function onexpired() {
  session.end();
  say('Your session has ended. Log in again to go on.', 'trouble');
}

function parsed<T>(text: string | null): T | null {
  try {
    return text && JSON.parse(text);
  } catch {
    return null;
  }
}
