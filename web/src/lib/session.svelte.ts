// Who is looking, and the client that asks in their name. The browser holds a cookie that no script can read; what requests
// carry is traded for it, kept in memory alone, and good for a quarter of an hour.
import { ApiError, createApi } from './api';
import type { Account, Grant } from './mastodon';
import { forgetPosts } from './posts.svelte';
import { onRemembered, recall, remember } from './remembered';
import { say } from './toasts.svelte';

/** A bearer is renewed when this part of its time is over. */
const RENEWED = 0.8;

class Session {
  /** Whose pages these are: the id of their account; nobody's for a visitor. */
  member = $state<string | null>(null);
  account = $state.raw<Account | null>(null);
  /** What requests carry. */
  bearer: string | null = null;
  #renewing: Promise<boolean> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Finds out who is logged in, before anything is shown. */
  async open() {
    if (!(await this.renew())) return;
    const account = parsed(recall('account')) ?? (await api.whoAmI().catch(() => null));
    if (account) this.#be(account);
    void this.check();
  }

  start({ access_token, account }: Grant) {
    clearTimeout(this.#timer);
    this.bearer = access_token;
    this.#be(account);
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

  knowAs(account: Account) {
    if (account.id !== this.member) return this.#be(account);
    this.account = account;
    remember('account', JSON.stringify(account));
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
    const account = parsed(remembered);
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

  #be(account: Account | null) {
    const member = account?.id ?? null;
    if (member !== this.member) forgetPosts();
    this.account = account;
    this.member = member;
    remember('account', account && JSON.stringify(account));
  }
}

export const session = new Session();
export const api = createApi({ token: () => session.bearer, renew: () => session.renew(), onexpired });
onRemembered('account', (account) => session.follow(account));
// Earlier versions kept it where every script could read it.
remember('token', null);

function onexpired() {
  session.end();
  say('Your session has ended. Log in again to go on.', 'trouble');
}

function parsed(text: string | null): Account | null {
  try {
    return text && JSON.parse(text);
  } catch {
    return null;
  }
}
