// A timeline: pages of posts by REST, newest first, and what comes in by the stream on top of them.
import { explain } from './api';
import { gateway, type Line } from './live.svelte';
import { newer, type Status } from './mastodon';
import { find, isGone, keep, markGone, onPublished, type Post } from './posts.svelte';
import { api, session } from './session.svelte';
import { Stream } from './stream';

export interface Source {
  /** REST path, perhaps with parameters. */
  path: string;
  /** The live topic that carries the same posts, if there is one. */
  topic?: () => string | Promise<string>;
  /** Whether a post written on this page belongs here. */
  accepts(post: Post): boolean;
}

const PAGE = 30;
/** More than this many at the top are cut, so that a tab left open for days stays small. */
const LONGEST = 300;
const AFTER_CUT = 150;
/** What comes within this time is shown together: a replay of hundreds is one change of the page. */
const GATHERED = 30;
/** More than these at once do not slide in, they are there. */
const SLIDING = 3;
/** Without a stream, a page looked at again after this long is loaded again. */
const STALE = 30_000;
/** So many timelines are kept for coming back to. */
const KEPT = 8;

export class Timeline {
  entries = $state.raw<Post[]>([]);
  /** Came in while the reader was further down; shown when they ask. */
  waiting = $state.raw<Post[]>([]);
  phase = $state<'loading' | 'ready' | 'failed'>('loading');
  trouble = $state('');
  older = $state<'resting' | 'loading' | 'failed'>('resting');
  line = $state<Line>('closed');
  next = $state<string | null>(null);
  /** The reader is not at the top, or is writing between the posts: nothing may move under them. */
  held = false;
  /** Came in at the top while one looked: these may slide in. */
  readonly fresh = new Set<string>();

  /** Set when `waiting` no longer reaches down to `entries`: the page that continues it. */
  #gap: { next: string | null } | null = null;
  /** Nothing is missing up to this id; posts of one's own may be newer. */
  #through = '';
  /** Whether the stream goes on from `#through` without a hole between. */
  #whole = false;
  #loadedAt = 0;
  #coming: Post[] = [];
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #stream: Stream | null = null;
  #unsubscribe = () => {};

  constructor(readonly source: Source) {}

  /** Begins to listen, going on from where `stop` left off. */
  start() {
    this.#unsubscribe = onPublished((post) => this.source.accepts(post) && this.#place([post]));
    if (!this.#loadedAt || (!this.source.topic && Date.now() - this.#loadedAt > STALE)) void this.refresh();
    if (this.source.topic) this.#listen(this.source.topic);
  }

  stop() {
    this.fresh.clear();
    this.#unsubscribe();
    this.#unsubscribe = () => {};
    this.#stream?.stop();
  }

  /**
   * Gets the newest page and fits it in: what it covers is the truth, what is newer or older stays. Only when the log
   * itself was replaced, what was newer may have gone with it.
   */
  async refresh(replaced = false): Promise<boolean> {
    if (!this.entries.length) this.phase = 'loading';
    const doubted = new Set(replaced ? [...this.waiting, ...this.entries] : []);
    try {
      const page = await api.page(this.#url({ limit: String(PAGE) }));
      this.#fit(page.items.map(keep), page.next, doubted);
      if (replaced) this.#through = page.items[0]?.id ?? '';
      this.#loadedAt = Date.now();
      this.phase = 'ready';
      return true;
    } catch (error) {
      this.trouble = explain(error);
      if (!this.entries.length) this.phase = 'failed';
      return false;
    }
  }

  /** Appends the next older page. */
  async more() {
    if (!this.next || this.older === 'loading') return;
    this.older = 'loading';
    try {
      const asked = this.next;
      const page = await api.page(asked);
      if (this.next === asked) {
        this.entries = [...this.entries, ...this.#unseen(page.items.map(keep))];
        this.next = page.next;
      }
      this.older = 'resting';
    } catch {
      this.older = 'failed';
    }
  }

  /** Shows what was waiting. */
  release() {
    this.entries = this.#gap ? this.waiting : [...this.waiting, ...this.entries];
    if (this.#gap) this.next = this.#gap.next;
    this.#gap = null;
    this.waiting = [];
    this.#cut();
  }

  /** The network is back. */
  hurry() {
    gateway.hurry();
  }

  #listen(topic: () => string | Promise<string>) {
    this.#stream ??= new Stream(topic, {
      onopen: (resumed) => resumed || void this.#catchUp(false),
      onrefused: () => void this.#catchUp(true),
      onevent: (event, data) => this.#hear(event, data),
      online: (line) => (this.line = line),
    });
    this.#stream.start();
  }

  async #catchUp(replaced: boolean) {
    this.#whole = false;
    this.#whole = await this.refresh(replaced);
    if (!this.#whole) this.#stream?.startOver();
  }

  #hear(event: string, data: unknown) {
    if (event === 'update') {
      const post = keep(data as Status);
      if (this.#whole && newer(post.id, this.#through)) this.#through = post.id;
      this.#arrive(post);
    } else if (event === 'status.update') {
      const status = data as Status;
      if (find(status.id)) keep(status);
    } else if (event === 'delete') {
      markGone((data as { id: string }).id);
      this.waiting = this.waiting.filter((post) => !isGone(post));
      this.entries = this.entries.filter((post) => !isGone(post));
    }
  }

  #arrive(post: Post) {
    this.#coming.push(post);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      this.#place(this.#coming.splice(0));
    }, GATHERED);
  }

  #place(posts: Post[]) {
    const added = this.#unseen(posts);
    const top = this.entries[0];
    const above = this.held && top ? added.filter((post) => newer(post.id, top.id)) : [];
    const within = added.filter((post) => !above.includes(post));
    if (above.length) this.waiting = sorted([...above, ...this.waiting]);
    if (within.length) this.entries = sorted([...within, ...this.entries]);
    if (within.length <= SLIDING) for (const { id } of within) this.fresh.add(id);
    this.#cut();
  }

  /** What lies between the newest and the oldest of a page, and is not in it, has been deleted. */
  #fit(page: Post[], next: string | null, doubted: Set<Post>) {
    if (!this.held) this.release();
    const top = this.entries[0];
    const newest = page[0]?.id ?? '';
    const oldest = page.at(-1)?.id ?? '';
    const reaches = !next || !this.#through || !newer(oldest, this.#through);
    const beside = [...this.waiting, ...this.entries].filter(
      (post) => (newer(post.id, newest) && !doubted.has(post)) || (reaches && newer(oldest, post.id)),
    );
    const all = sorted([...new Set([...page, ...beside])]);
    if (this.held && top) {
      this.waiting = reaches ? all.filter((post) => newer(post.id, top.id)) : all;
      if (reaches) this.entries = all.filter((post) => !newer(post.id, top.id));
      else this.#gap = { next };
    } else {
      this.entries = all;
      if (all.at(-1) === page.at(-1)) this.next = next;
    }
    if (newer(newest, this.#through)) this.#through = newest;
  }

  #unseen(posts: Post[]): Post[] {
    const seen = new Set([...this.entries, ...this.waiting].map(({ id }) => id));
    return posts.filter((post) => !isGone(post) && !seen.has(post.id) && seen.add(post.id));
  }

  #cut() {
    if (this.waiting.length > LONGEST) {
      this.waiting = this.waiting.slice(0, AFTER_CUT);
      this.#gap = { next: this.#after(this.waiting) };
    } else if (!this.held && this.entries.length > LONGEST) {
      this.entries = this.entries.slice(0, AFTER_CUT);
      this.next = this.#after(this.entries);
    }
  }

  #after(posts: Post[]): string {
    return this.#url({ limit: String(PAGE), max_id: posts.at(-1)!.id });
  }

  #url(parameters: Record<string, string>): string {
    const [path, query] = this.source.path.split('?');
    return `${path}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(query)), ...parameters })}`;
  }
}

function sorted(posts: Post[]): Post[] {
  return posts.sort((a, b) => (newer(b.id, a.id) ? 1 : -1));
}

const visited = new Map<string, Timeline>();

/** Coming back to a timeline finds it as it was left; another session has other timelines. */
export function timelineOf(source: Source): Timeline {
  const key = `${session.member} ${source.path}`;
  const timeline = visited.get(key) ?? new Timeline(source);
  visited.delete(key);
  visited.set(key, timeline);
  if (visited.size > KEPT) visited.delete(visited.keys().next().value!);
  return timeline;
}
