// What others did that concerns one: read by REST, told as it happens, and how much of it was looked at, on whichever device.
import { explain } from './api';
import { gateway, type Line } from './live.svelte';
import { newer, type Notice } from './mastodon';
import { keep, type Post } from './posts.svelte';
import { api } from './session.svelte';

export type Noticed = Omit<Notice, 'status'> & { post: Post | null };

export class Notices {
  /** The newest first. */
  items = $state.raw<Noticed[]>([]);
  next = $state<string | null>(null);
  phase = $state<'nobody' | 'loading' | 'ready' | 'failed'>('nobody');
  older = $state<'resting' | 'loading' | 'failed'>('resting');
  trouble = $state('');
  line = $state<Line>('closed');
  /** Everything through this id was looked at. */
  read = $state('');
  /** The same before one began to look: what is newer stands out. */
  before = $state('');
  readonly unread = $derived(this.phase === 'ready' ? this.items.filter(({ id }) => newer(id, this.read)).length : 0);

  #member: string | null = null;
  #end = () => {};
  /** What the server was told last of what was seen. */
  #said = '';

  /** They are that person's from now on; nobody's for a visitor. */
  follow(member: string | null) {
    if (member === this.#member) return;
    this.#end();
    this.#end = () => {};
    this.#member = member;
    this.#said = '';
    this.items = [];
    [this.next, this.read, this.before, this.line] = [null, '', '', 'closed'];
    this.phase = member ? 'loading' : 'nobody';
    if (!member) return;
    this.#end = gateway.listen<Notice>(`user:notification.${member}`, ({ type, data }) => type === 'notification' && this.#take([data]), {
      granted: (_, resumed) => resumed || void this.load(),
      missed: () => void this.load(),
      online: (line) => (this.line = line),
    });
    void this.load();
  }

  /** Reads them again. */
  async load() {
    const member = this.#member;
    if (!member) return;
    const before = new Set(this.items.map(({ id }) => id));
    try {
      const [page, read] = await Promise.all([api.notices(), api.noticesRead()]);
      if (member !== this.#member) return;
      // what was told while this was on its way may be younger
      const meanwhile = this.items.filter(({ id }) => !before.has(id));
      this.items = merged(page.items.map(noticed), meanwhile);
      this.next = page.next;
      if (newer(read, this.read)) this.read = read;
      if (this.phase !== 'ready') this.before = this.read;
      this.phase = 'ready';
    } catch (error) {
      if (member !== this.#member) return;
      this.trouble = explain(error);
      if (this.phase === 'loading') this.phase = 'failed';
    }
  }

  /** Appends the next older page. */
  async more() {
    const asked = this.next;
    if (!asked || this.older === 'loading') return;
    this.older = 'loading';
    try {
      const page = await api.notices(asked);
      if (this.next === asked) {
        this.items = merged(this.items, page.items.map(noticed));
        this.next = page.next;
      }
      this.older = 'resting';
    } catch {
      this.older = 'failed';
    }
  }

  /** Somebody looks at them: all that stands there was seen. */
  look() {
    const [newest, member] = [this.items[0]?.id ?? '', this.#member];
    if (!newer(newest, this.read) || newest === this.#said) return;
    this.#said = newest;
    const heard = () => {
      if (member === this.#member && newer(newest, this.read)) this.read = newest;
    };
    // the next look says it again
    api.noticesSeen(newest).then(heard, () => (this.#said = ''));
  }

  /** Nobody looks any more: what comes from now on is new. */
  leave() {
    this.before = this.read;
  }

  #take(told: Notice[]) {
    this.items = merged(this.items, told.map(noticed));
  }
}

/** Each once, the newest first; what is known already stays as it is. */
function merged(known: Noticed[], more: Noticed[]): Noticed[] {
  const ids = new Set(known.map(({ id }) => id));
  return [...known, ...more.filter(({ id }) => !ids.has(id))].sort((a, b) => (newer(b.id, a.id) ? 1 : -1));
}

function noticed({ status, ...facts }: Notice): Noticed {
  return { ...facts, post: status ? keep(status) : null };
}

const DEEDS: Record<string, string> = {
  mention: 'mentioned you',
  status: 'posted',
  reblog: 'boosted your post',
  follow: 'follows you',
  follow_request: 'asks to follow you',
  favourite: 'favourited your post',
  update: 'edited a post that you boosted',
  poll: 'asked, and the poll is over',
};

/** What somebody did, in words; a kind that is new to this page as it is. */
export const deed = (type: string) => DEEDS[type] ?? type.replaceAll('_', ' ');

/** The words of a post without anything else. */
export function plain(content: string): string {
  const spaced = content.replace(/<\/p>|<br *\/?>/g, ' ');
  return (new DOMParser().parseFromString(spaced, 'text/html').body.textContent ?? '').trim();
}

export const notices = new Notices();
