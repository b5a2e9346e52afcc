// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import type { Listening, Message } from '../../../clients/browser/live.js';
import type { Notice } from './mastodon';

type Ear = { topic: string; told: (message: Message<unknown>) => void; how: Listening };
const server = vi.hoisted(() => ({ ears: [] as unknown[], api: {} as Record<string, ReturnType<typeof vi.fn>> }));
const ear = () => server.ears[0] as Ear;

vi.mock('./session.svelte', () => ({ session: { member: '7' }, api: server.api }));
vi.mock('./live.svelte', () => ({
  gateway: {
    listen: (topic: string, told: Ear['told'], how: Listening) => {
      server.ears.push({ topic, told, how });
      return () => server.ears.pop();
    },
  },
}));

const { Notices, deed, plain } = await import('./notices.svelte');

const account = { id: '8', username: 'bob', acct: 'bob', display_name: '' };
const follow = (id: number) => ({ id: String(id), type: 'follow', created_at: '2026-01-01T00:00:00Z', account }) as unknown as Notice;
const tells = (id: number) => ear().told({ type: 'notification', data: follow(id) });
const ids = () => notices.items.map(({ id }) => Number(id));
const settled = () => new Promise((done) => setTimeout(done));

let notices: InstanceType<typeof Notices>;

beforeEach(async () => {
  server.ears.length = 0;
  Object.assign(server.api, {
    notices: vi.fn(async () => ({ items: [follow(9), follow(8)], next: '/older', position: '' })),
    noticesRead: vi.fn(async () => '8'),
    noticesSeen: vi.fn(async () => {}),
  });
  notices = new Notices();
  notices.follow('7');
  await settled();
});

test('what was not looked at on any device is counted', () => {
  expect([ear().topic, ids(), notices.unread]).toEqual(['user:notification.7', [9, 8], 1]);
});

test('what is told stands there once, and on top', () => {
  tells(10);
  tells(10);
  tells(9);
  expect([ids(), notices.unread]).toEqual([[10, 9, 8], 2]);
});

test('who looks has seen all of it, and what is new to them stands out until they leave', async () => {
  notices.look();
  notices.look();
  await settled();
  expect(server.api.noticesSeen).toHaveBeenLastCalledWith('9');
  expect([notices.unread, notices.before]).toEqual([0, '8']);
  notices.look();
  expect(server.api.noticesSeen).toHaveBeenCalledTimes(1);
  notices.leave();
  expect(notices.before).toBe('9');
});

test('what was told while they are read again is not lost, and what is gone is', async () => {
  let answer = (_: unknown) => {};
  server.api.notices!.mockReturnValueOnce(new Promise((done) => (answer = done)));
  ear().how.missed!('user:notification.7');
  tells(12);
  answer({ items: [follow(11), follow(9)], next: null, position: '' });
  await settled();
  expect([ids(), notices.next]).toEqual([[12, 11, 9], null]);
});

test('older ones follow', async () => {
  server.api.notices!.mockResolvedValueOnce({ items: [follow(8), follow(7)], next: null, position: '' });
  await notices.more();
  expect(server.api.notices).toHaveBeenLastCalledWith('/older');
  expect([ids(), notices.next]).toEqual([[9, 8, 7], null]);
});

test('what the server did not hear is said again', async () => {
  server.api.noticesSeen!.mockRejectedValueOnce(new Error('away'));
  notices.look();
  await settled();
  expect(notices.unread).toBe(1);
  notices.look();
  await settled();
  expect(notices.unread).toBe(0);
});

test('nobody is told what was for somebody else', async () => {
  notices.follow(null);
  expect([server.ears.length, ids(), notices.unread, notices.phase]).toEqual([0, [], 0, 'nobody']);
});

test('a kind that is not known is told all the same', () => {
  expect(deed('severed_relationships')).toBe('severed relationships');
  expect(deed('follow')).toBe('follows you');
});

test('a line of a post is its words', () => {
  expect(plain('<p>one &amp; <b>two</b></p><p>three<br>four</p>')).toBe('one & two three four');
});
