// What somebody has written and not sent yet; it outlives a walk to another page.
import { newId } from '../../../clients/browser/live.js';
import type { NewStatus, Visibility } from './mastodon';
import type { Post } from './posts.svelte';
import { session } from './session.svelte';

export class Draft {
  text = $state('');
  warning = $state('');
  warned = $state(false);
  visibility = $state<Visibility>('public');
  /** The names that a reply begins with. */
  readonly opening: string = '';
  #attempt = { body: '', key: '' };

  constructor(readonly parent: Post | null) {
    if (!parent) return;
    this.visibility = parent.visibility;
    this.warned = parent.spoiler_text !== '';
    this.warning = parent.spoiler_text;
    const people = [parent.account.acct, ...parent.mentions.map(({ acct }) => acct)];
    const others = new Set(people.filter((acct) => acct !== session.account?.acct));
    this.text = this.opening = [...others].map((acct) => `@${acct} `).join('');
  }

  /**
   * The post and the key of this attempt. Sent again unchanged it has the same key, so that an answer which got lost
   * cannot make two posts of it; once changed it is another post.
   */
  attempt(): [NewStatus, string] {
    const post: NewStatus = { status: this.text.trim(), visibility: this.visibility };
    if (this.warned && this.warning.trim()) post.spoiler_text = this.warning.trim();
    if (this.parent) post.in_reply_to_id = this.parent.id;
    const body = JSON.stringify(post);
    if (this.#attempt.body !== body) this.#attempt = { body, key: newId() };
    return [post, this.#attempt.key];
  }
}

const drafts = new Map<string, Draft>();
const nameOf = (parent: Post | null) => `${session.member} ${parent?.id ?? ''}`;

export function draftFor(parent: Post | null): Draft {
  const name = nameOf(parent);
  const draft = drafts.get(name) ?? new Draft(parent);
  drafts.set(name, draft);
  return draft;
}

/** It is sent: a blank sheet, which keeps the choice of who may read. */
export function nextDraft({ parent, visibility }: Draft): Draft {
  drafts.delete(nameOf(parent));
  const draft = draftFor(parent);
  draft.visibility = visibility;
  return draft;
}
