// The answers to a post as the tree they are, read from top to bottom.

export interface Branch<P> {
  post: P;
  /** How far it hangs below the post in focus. */
  depth: number;
}

/** Each answer after what it answers, siblings in the order they came. */
export function branches<P extends { id: string; in_reply_to_id: string | null }>(root: string, posts: P[]): Branch<P>[] {
  const hang = (id: string, depth: number): Branch<P>[] =>
    posts
      .filter((post) => post.in_reply_to_id === id)
      .flatMap((post) => [{ post, depth }, ...hang(post.id, depth + 1)]);
  return hang(root, 0);
}
