import { beforeEach, expect, test, vi } from 'vitest';
import type { Listening, Message } from '../../../clients/browser/live.js';

type Ear = { told: (message: Message<unknown>) => void; how: Listening };
const server = vi.hoisted(() => ({ line: 'live', ears: new Map<string, unknown>(), publish: vi.fn(), api: {} as Record<string, ReturnType<typeof vi.fn>> }));
const ear = (topic: string) => server.ears.get(`${topic}.42`) as Ear;
const tells = (topic: string, data: unknown, type = topic) => ear(topic).told({ type, data });

vi.mock('./session.svelte', () => ({ session: { member: '7' }, api: server.api }));
vi.mock('./live.svelte', () => ({
  gateway: {
    get line() {
      return server.line;
    },
    publish: server.publish,
    listen: (topic: string, told: Ear['told'], how: Listening) => {
      server.ears.set(topic, { told, how });
      return () => server.ears.delete(topic);
    },
  },
}));

const { Show } = await import('./show.svelte');

const account = { id: '8', username: 'bob', display_name: '' };
const said = (id: number, text = `word ${id}`) => ({ id: String(id), room: '42', account, text, at: '2026-01-01T00:00:00Z' });
const told = (id: number, by = account) => ({ id: String(id), room: '42', by, text: `word ${id}`, at: '2026-01-01T00:00:00Z' });
const poll = { id: '5', channel: '42', question: 'which?', status: 'active', choices: [{ title: 'a', votes: 0 }], began_at: '', ends_at: '', own_choice: null };
const prediction = { id: '6', channel: '42', title: 'will they?', status: 'active', outcomes: [{ title: 'yes', points: 9, people: 1 }], winner: null, began_at: '', closes_at: '', stake: { outcome: 0, points: 9, paid: null } };
const texts = () => show.words.map(({ text }) => text);

let show: InstanceType<typeof Show>;

beforeEach(async () => {
  vi.useFakeTimers();
  server.line = 'live';
  server.ears.clear();
  server.publish.mockResolvedValue({ id: 'x' });
  Object.assign(server.api, {
    channel: vi.fn(async () => ({ id: '42', title: 'rooks', category: '', live: false, followers_count: 1, position: 'p1' })),
    said: vi.fn(async () => ({ items: [said(3), said(2)], next: '/older', position: 'p2' })),
    polls: vi.fn(async () => ({ items: [poll], next: null, position: 'p3' })),
    predictions: vi.fn(async () => ({ items: [prediction], next: null, position: 'p4' })),
    prediction: vi.fn(async () => ({ ...prediction, status: 'resolved', winner: 0, stake: { outcome: 0, points: 9, paid: 18 } })),
    points: vi.fn(async () => 100),
  });
  show = new Show('42');
  await show.start();
});

test('it listens on from where each part was read', () => {
  expect(texts()).toEqual(['word 2', 'word 3']);
  expect(['channel:update', 'room:message', 'channel:poll:end', 'channel:prediction:lock'].map((topic) => ear(topic).how.since)).toEqual(['p1', 'p2', 'p3', 'p4']);
  show.stop();
  expect(server.ears.size).toBe(0);
});

test('what is said stands there once and in order, and goes when it is taken away', () => {
  tells('room:message', told(5));
  tells('room:message', told(4));
  tells('room:message', told(5));
  expect(texts()).toEqual(['word 2', 'word 3', 'word 4', 'word 5']);
  tells('room:message', { id: '4', room: '42' }, 'room:delete');
  expect(texts()).toEqual(['word 2', 'word 3', 'word 5']);
});

test('somebody writes until they have said it, or a while has passed', async () => {
  const writing = () => show.writing.map(({ id }) => id);
  const cleo = { ...account, id: '9' };
  tells('room:typing', { room: '42', by: account });
  tells('room:typing', { room: '42', by: cleo });
  tells('room:typing', { room: '42', by: { ...account, id: '7' } });
  expect(writing()).toEqual(['8', '9']);
  tells('room:message', told(4));
  expect(writing()).toEqual(['9']);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(writing()).toEqual([]);
});

test('a sign that one writes is given now and then', async () => {
  show.sign();
  show.sign();
  expect(server.publish.mock.calls).toEqual([['room:typing.42', {}]]);
  await vi.advanceTimersByTimeAsync(3_000);
  show.sign();
  expect(server.publish).toHaveBeenCalledTimes(2);
  // nobody could see it now, and later it would be too late
  server.line = 'away';
  await vi.advanceTimersByTimeAsync(3_000);
  show.sign();
  expect(server.publish).toHaveBeenCalledTimes(2);
  server.publish.mockClear();
});

test('what everybody is told leaves alone what is known of the reader', () => {
  const { own_choice: _, ...everybody } = poll;
  server.api['vote'] = vi.fn(async () => ({ ...poll, own_choice: 0, choices: [{ title: 'a', votes: 1 }] }));
  return show.vote(show.polls[0]!, 0).then(() => {
    tells('channel:poll:progress', { ...everybody, choices: [{ title: 'a', votes: 2 }] });
    expect(show.polls).toEqual([{ ...poll, own_choice: 0, choices: [{ title: 'a', votes: 2 }] }]);
  });
});

test('whoever had a stake learns what they got', async () => {
  const { stake: _, ...everybody } = prediction;
  server.api['points']!.mockResolvedValue(118);
  tells('channel:prediction:resolve', { ...everybody, status: 'resolved', winner: 0 });
  await vi.advanceTimersByTimeAsync(0);
  expect([show.predictions[0]?.stake?.paid, show.points]).toEqual([18, 118]);
});

test('what may have been missed is read again, once', async () => {
  server.api['said']!.mockClear().mockResolvedValue({ items: [said(9)], next: null, position: 'p9' });
  ear('room:message').how.missed?.('room:message.42');
  ear('channel:update').how.granted?.('channel:update.42', false);
  ear('channel:update').how.granted?.('channel:update.42', true);
  await vi.advanceTimersByTimeAsync(0);
  expect(server.api['said']).toHaveBeenCalledOnce();
  expect(texts()).toEqual(['word 9']);
});

test('what is told while all of it is read again stays, whatever the answer knows', async () => {
  let answer = (_: unknown) => {};
  server.api['said']!.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  ear('room:message').how.missed?.('room:message.42');
  await vi.advanceTimersByTimeAsync(0);
  tells('room:message', told(4));
  tells('room:message', told(5));
  tells('room:message', { id: '4', room: '42' }, 'room:delete');
  tells('channel:update', { channel: '42', title: 'crows', category: '', live: true });
  answer({ items: [said(4), said(3)], next: null, position: 'p9' });
  await vi.advanceTimersByTimeAsync(0);
  expect(texts()).toEqual(['word 3', 'word 5']);
  expect(show.channel).toMatchObject({ title: 'crows', live: true });
  // and what was told then is not told again by the next reading
  server.api['said']!.mockResolvedValue({ items: [said(9)], next: null, position: 'p9' });
  await show.load();
  expect(texts()).toEqual(['word 9']);
});
