import { beforeEach, expect, test, vi } from 'vitest';
import type { Page } from './api';
import type { Status } from './mastodon';
import { forgetPosts, published } from './posts.svelte';
import type { Listener } from './stream';

const server = vi.hoisted(() => ({ page: vi.fn(), listener: null as unknown, startOver: vi.fn() }));
const listener = () => server.listener as Listener;

vi.mock('./session.svelte', () => ({ session: { member: '1', bearer: 't', check: () => {} }, api: { page: server.page } }));
vi.mock('./live.svelte', () => ({ gateway: { hurry: () => {} } }));
vi.mock('./stream', () => ({
  Stream: class {
    startOver = server.startOver;
    constructor(_topic: () => string, listener: Listener) {
      server.listener = listener;
    }
    start() {}
    stop() {}
  },
}));

const { Timeline } = await import('./timeline.svelte');

const status = (id: number) => ({ id: String(id), reblog: null, in_reply_to_id: null }) as unknown as Status;
/** A page from the newest to the oldest of these ids. */
const page = (newest: number, oldest: number, next: string | null = `/x?max_id=${oldest}`): Page<Status> => ({
  items: Array.from({ length: newest - oldest + 1 }, (_, index) => status(newest - index)),
  next,
});
const ids = (posts: { id: string }[]) => posts.map(({ id }) => Number(id));
const settled = () => vi.advanceTimersByTimeAsync(50);
const update = (...arriving: number[]) => {
  for (const id of arriving) listener().onevent('update', status(id));
  return settled();
};

let timeline: InstanceType<typeof Timeline>;

/** Shows 10 to 8, and the stream is open and caught up. */
beforeEach(async () => {
  vi.useFakeTimers();
  forgetPosts();
  vi.clearAllMocks();
  server.page.mockResolvedValue(page(10, 8));
  timeline = new Timeline({ path: '/x', topic: () => 'timeline:home.1', accepts: () => true });
  timeline.start();
  await settled();
  listener().onopen(false);
  await settled();
});

test('it shows the first page, and asks for the next where that ends', async () => {
  expect(ids(timeline.entries)).toEqual([10, 9, 8]);
  server.page.mockResolvedValue(page(7, 6, null));
  await timeline.more();
  expect(server.page).toHaveBeenLastCalledWith('/x?max_id=8');
  expect(ids(timeline.entries)).toEqual([10, 9, 8, 7, 6]);
  expect(timeline.next).toBeNull();
});

test('a new post comes in at the top, once, and in order', async () => {
  await update(12, 11, 12);
  expect(ids(timeline.entries)).toEqual([12, 11, 10, 9, 8]);
  expect(timeline.fresh).toEqual(new Set(['12', '11']));
});

test('while the reader is elsewhere new posts wait', async () => {
  timeline.held = true;
  await update(11);
  await update(12);
  expect(ids(timeline.entries)).toEqual([10, 9, 8]);
  expect(ids(timeline.waiting)).toEqual([12, 11]);
  timeline.release();
  expect(ids(timeline.entries)).toEqual([12, 11, 10, 9, 8]);
  expect(timeline.waiting).toEqual([]);
});

test('a deleted post goes, from what waits too', async () => {
  timeline.held = true;
  await update(11);
  listener().onevent('delete', { id: '11' });
  listener().onevent('delete', { id: '9' });
  expect(ids(timeline.entries)).toEqual([10, 8]);
  expect(timeline.waiting).toEqual([]);
});

test('a post of one’s own is there before the stream brings it, and not twice', async () => {
  published(status(11));
  expect(ids(timeline.entries)).toEqual([11, 10, 9, 8]);
  await update(11);
  expect(ids(timeline.entries)).toEqual([11, 10, 9, 8]);
});

test('a resumed connection needs no page', async () => {
  const before = server.page.mock.calls.length;
  listener().onopen(true);
  await settled();
  expect(server.page.mock.calls.length).toBe(before);
});

test('after a refused resume a page fills the gap, and what was deleted meanwhile goes', async () => {
  server.page.mockResolvedValue({ items: [13, 12, 10, 8].map(status), next: '/x?max_id=8' });
  listener().onrefused();
  await settled();
  expect(ids(timeline.entries)).toEqual([13, 12, 10, 8]);
});

test('a gap wider than a page is not papered over, even when the stream was faster than the page', async () => {
  server.page.mockResolvedValue(page(42, 40));
  listener().onopen(false);
  await update(41, 43);
  expect(ids(timeline.entries)).toEqual([43, 42, 41, 40]);
  expect(timeline.next).toBe('/x?max_id=40');
});

test('a gap while the reader is further down leaves them where they are until they ask', async () => {
  timeline.held = true;
  server.page.mockResolvedValue(page(42, 40));
  listener().onrefused();
  await settled();
  expect(ids(timeline.entries)).toEqual([10, 9, 8]);
  expect(ids(timeline.waiting)).toEqual([42, 41, 40]);
  expect(timeline.next).toBe('/x?max_id=8');
  timeline.release();
  expect(ids(timeline.entries)).toEqual([42, 41, 40]);
  expect(timeline.next).toBe('/x?max_id=40');
});

test('when the log was replaced, what was shown and is no more goes, what came after stays', async () => {
  await update(20, 21);
  server.page.mockResolvedValue(page(12, 9));
  listener().onrefused();
  await update(30);
  expect(ids(timeline.entries)).toEqual([30, 12, 11, 10, 9, 8]);
});

test('without a refusal a page that is behind the stream takes nothing away', async () => {
  await update(11);
  listener().onopen(false);
  await settled();
  expect(ids(timeline.entries)).toEqual([11, 10, 9, 8]);
});

test('many at once are there without sliding in', async () => {
  await update(...Array.from({ length: 20 }, (_, index) => 11 + index));
  expect(timeline.entries).toHaveLength(23);
  expect(timeline.fresh.size).toBe(0);
});

test('a post of one’s own does not hide a gap below it', async () => {
  published(status(50));
  server.page.mockResolvedValue(page(50, 48));
  listener().onrefused();
  await settled();
  expect(ids(timeline.entries)).toEqual([50, 49, 48]);
});

test('when the gap cannot be filled, the stream starts over and what is shown stays', async () => {
  server.page.mockRejectedValue(new TypeError('Failed to fetch'));
  listener().onrefused();
  await settled();
  expect(server.startOver).toHaveBeenCalledOnce();
  expect(ids(timeline.entries)).toEqual([10, 9, 8]);
  expect(timeline.phase).toBe('ready');
});

test('a tab left open stays small', async () => {
  for (let id = 11; id < 400; id += 2) await update(id, id + 1);
  expect(timeline.entries.length).toBeLessThanOrEqual(300);
  expect(timeline.next).toContain(`max_id=${timeline.entries.at(-1)!.id}`);
});

test('what waits stays small too, and its end is where the next page begins', async () => {
  timeline.held = true;
  for (let id = 11; id < 400; id += 2) await update(id, id + 1);
  expect(timeline.waiting.length).toBeLessThanOrEqual(300);
  const oldest = timeline.waiting.at(-1)!.id;
  timeline.release();
  expect(timeline.entries.at(-1)!.id).toBe(oldest);
  expect(timeline.next).toContain(`max_id=${oldest}`);
});

test('an older page that cannot be had is asked for again', async () => {
  server.page.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  await timeline.more();
  expect(timeline.older).toBe('failed');
  server.page.mockResolvedValueOnce(page(7, 7, null));
  await timeline.more();
  expect(ids(timeline.entries)).toEqual([10, 9, 8, 7]);
});
