import { beforeEach, expect, test, vi } from 'vitest';
import type { Post } from './posts.svelte';

vi.mock('./session.svelte', () => ({ session: { member: '1', account: { acct: 'me' } } }));

const { draftFor, nextDraft } = await import('./drafts.svelte');

const parent = {
  id: '7',
  account: { acct: 'corvin' },
  mentions: [{ acct: 'me' }, { acct: 'tuuli' }, { acct: 'corvin' }],
  visibility: 'private',
  spoiler_text: 'birds',
} as unknown as Post;

beforeEach(() => void nextDraft(draftFor(null)));

test('trying again unchanged has the same key, a changed post another', () => {
  const draft = draftFor(null);
  draft.text = 'hello';
  const [post, key] = draft.attempt();
  expect(post).toEqual({ status: 'hello', visibility: 'public' });
  expect(draft.attempt()[1]).toBe(key);
  draft.text = 'hello!';
  expect(draft.attempt()[1]).not.toBe(key);
});

test('the same words sent twice on purpose are two posts', () => {
  const first = draftFor(null);
  first.text = 'hello';
  const [, key] = first.attempt();
  const second = nextDraft(first);
  expect(second.text).toBe('');
  second.text = 'hello';
  expect(second.attempt()[1]).not.toBe(key);
});

test('what is not sent is still there on coming back', () => {
  draftFor(null).text = 'half a thou';
  expect(draftFor(null).text).toBe('half a thou');
});

test('a reply greets everybody once but not oneself, is as private, and keeps the warning', () => {
  const draft = draftFor(parent);
  expect(draft.text).toBe('@corvin @tuuli ');
  draft.text += 'yes';
  expect(draft.attempt()[0]).toEqual({
    status: '@corvin @tuuli yes',
    visibility: 'private',
    spoiler_text: 'birds',
    in_reply_to_id: '7',
  });
});
