// Every post once: the same object on every page, so that a favourite given here shows there.
import type { Status } from './mastodon';

export type Post = Omit<Status, 'reblog'> & { reblog: Post | null; gone?: boolean };

const KEPT = 3_000;
const known = new Map<string, Post>();

/** Takes in what the server says about a post. Answers without a viewer leave alone what is known of the viewer. */
export function keep(status: Status): Post {
  const { reblog, favourited, reblogged, ...facts } = status;
  const post = known.get(status.id) ?? meet({ ...facts, reblog: null });
  Object.assign(post, facts);
  if (favourited !== undefined) post.favourited = favourited;
  if (reblogged !== undefined) post.reblogged = reblogged;
  post.reblog = reblog && keep(reblog);
  return post;
}

function meet(facts: Post): Post {
  const post = $state(facts);
  known.set(post.id, post);
  if (known.size > KEPT) known.delete(known.keys().next().value!);
  return post;
}

export function find(id: string): Post | undefined {
  return known.get(id);
}

/** The post is deleted: it disappears wherever it is shown. */
export function markGone(id: string) {
  const post = known.get(id);
  if (post) post.gone = true;
}

export function isGone(post: Post): boolean {
  return Boolean(post.gone || post.reblog?.gone);
}

export function forgetPosts() {
  known.clear();
}

type Reader = (post: Post) => void;
const readers = new Set<Reader>();

/** Hears of posts that were written on this page, without waiting for the stream to bring them. */
export function onPublished(reader: Reader): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

export function published(status: Status): Post {
  const post = keep(status);
  const parent = post.in_reply_to_id && known.get(post.in_reply_to_id);
  if (parent) parent.replies_count += 1;
  for (const reader of readers) reader(post);
  return post;
}
