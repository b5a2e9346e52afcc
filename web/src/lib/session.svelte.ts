// Who is looking, and the client that asks in their name.
import { createApi } from './api';
import type { Account, Grant } from './mastodon';
import { forgetPosts } from './posts.svelte';
import { onRemembered, recall, remember } from './remembered';
import { say } from './toasts.svelte';

class Session {
  token = $state<string | null>(recall('token'));
  account = $state.raw<Account | null>(parsed(recall('account')));

  start({ access_token, account }: Grant) {
    this.#be(access_token);
    this.knowAs(account);
    remember('token', access_token);
  }

  end() {
    remember('token', null);
    remember('account', null);
    this.#be(null);
  }

  knowAs(account: Account) {
    this.account = account;
    remember('account', JSON.stringify(account));
  }

  /** Asks whether the token still holds; a refusal ends the session by way of `onexpired`. */
  async check() {
    const asked = this.token;
    if (!asked) return;
    const account = await api.whoAmI().catch(() => null);
    if (account && this.token === asked) this.knowAs(account);
  }

  /** Another tab logged in or out. */
  follow(token: string | null) {
    if (token === this.token) return;
    this.#be(token);
    void this.check();
  }

  #be(token: string | null) {
    forgetPosts();
    this.account = null;
    this.token = token;
  }
}

export const session = new Session();
export const api = createApi({ token: () => session.token, onexpired });
onRemembered('token', (token) => session.follow(token));

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
