// One post with what it answers and what answers it.
import { ApiError, explain } from './api';
import { branches, type Branch } from './branches';
import { find, keep, onPublished, type Post } from './posts.svelte';
import { api } from './session.svelte';

export class Thread {
  focus = $state.raw<Post | null>(null);
  above = $state.raw<Post[]>([]);
  below = $state.raw<Branch<Post>[]>([]);
  phase = $state<'loading' | 'ready' | 'failed' | 'missing'>('loading');
  trouble = $state('');

  constructor(readonly id: string) {
    this.focus = find(id) ?? null;
  }

  /** Posts written here while one looks take their place at once. */
  start(): () => void {
    void this.load();
    return onPublished((post) => this.#take(post));
  }

  async load() {
    this.phase = 'loading';
    try {
      const [status, context] = await Promise.all([api.status(this.id), api.context(this.id)]);
      this.focus = keep(status);
      this.above = context.ancestors.map(keep);
      this.below = branches(this.id, context.descendants.map(keep));
      this.phase = 'ready';
    } catch (error) {
      const missing = error instanceof ApiError && error.status === 404;
      if (missing) this.focus = null;
      this.phase = missing ? 'missing' : 'failed';
      this.trouble = explain(error);
    }
  }

  #take(post: Post) {
    const family = [this.id, ...this.below.map((branch) => branch.post.id)];
    if (!post.in_reply_to_id || !family.includes(post.in_reply_to_id) || family.includes(post.id)) return;
    this.below = branches(this.id, [...this.below.map((branch) => branch.post), post]);
  }
}
