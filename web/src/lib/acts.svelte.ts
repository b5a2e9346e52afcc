// Favourite, boost, delete: shown at once, taken back when the server refuses.
import { explain } from './api';
import { keep, markGone, type Post } from './posts.svelte';
import { api } from './session.svelte';
import { say } from './toasts.svelte';

const ACTS = {
  favourite: { flag: 'favourited', count: 'favourites_count', verb: 'favourite' },
  boost: { flag: 'reblogged', count: 'reblogs_count', verb: 'reblog' },
} as const;

const underway = new Set<string>();

export async function toggle(post: Post, act: keyof typeof ACTS) {
  const { flag, count, verb } = ACTS[act];
  const errand = `${verb} ${post.id}`;
  if (underway.has(errand)) return;
  underway.add(errand);
  const wanted = !post[flag];
  const before = post[count];
  post[flag] = wanted;
  post[count] = Math.max(0, before + (wanted ? 1 : -1));
  try {
    const answer = await api.act(post.id, wanted ? verb : `un${verb}`);
    keep(answer.reblog ?? answer);
  } catch (error) {
    post[flag] = !wanted;
    post[count] = before;
    say(`${explain(error)} The ${act} was ${wanted ? 'not given' : 'not taken back'}.`, 'trouble');
  } finally {
    underway.delete(errand);
  }
}

export async function remove(post: Post) {
  try {
    await api.remove(post.id);
    markGone(post.id);
    say('Post deleted.');
  } catch (error) {
    say(`${explain(error)} The post is still there.`, 'trouble');
  }
}
