import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api';
import type { Listening } from './live.svelte';

type Ear = { topic: string; told: (message: { type: string; data: unknown }) => void; how: Listening };
const server = vi.hoisted(() => ({ ears: [] as unknown[], position: 'p0' }));
const ears = () => server.ears as Ear[];

vi.mock('./live.svelte', () => ({
  FORGOTTEN: 600_000,
  gateway: {
    listen: (topic: string, told: Ear['told'], how: Listening) => {
      const ear = { topic, told, how };
      server.ears.push(ear);
      return () => server.ears.splice(server.ears.indexOf(ear), 1);
    },
    position: () => server.position,
  },
}));

const { Stream } = await import('./stream');

const heard = { onopen: vi.fn(), onrefused: vi.fn(), onevent: vi.fn(), online: vi.fn() };
const lines = () => heard.online.mock.calls.map(([line]) => line);
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  server.ears = [];
});

test('it says when it begins, what happens, and how it stands with the connection', async () => {
  const stream = new Stream(() => 'timeline:public', heard);
  stream.start();
  await settled();
  const [ear] = ears();
  ear!.how.online?.('live');
  expect(lines()).toEqual(['connecting']);
  ear!.how.granted?.('timeline:public', false);
  ear!.told({ type: 'update', data: { id: '1' } });
  ear!.how.online?.('waiting');
  ear!.how.missed?.('timeline:public');
  stream.stop();
  expect(heard.onopen.mock.calls).toEqual([[false]]);
  expect(heard.onevent.mock.calls).toEqual([['update', { id: '1' }]]);
  expect(heard.onrefused).toHaveBeenCalledOnce();
  expect(lines()).toEqual(['connecting', 'live', 'waiting', 'live', 'closed']);
  expect(ears()).toEqual([]);
});

test('it goes on from where it was left off, unless that is long ago', async () => {
  const stream = new Stream(() => 'timeline:public', heard);
  const begins = async () => {
    stream.start();
    await settled();
    const since = ears()[0]!.how.since;
    ears()[0]!.how.granted?.('timeline:public', since !== undefined);
    stream.stop();
    return since;
  };
  expect(await begins()).toBeUndefined();
  expect(await begins()).toBe('p0');
  await vi.advanceTimersByTimeAsync(11 * 60_000);
  expect(await begins()).toBeUndefined();
});

test('what could not be fetched is begun again after a while, from then on', async () => {
  const stream = new Stream(() => 'timeline:public', heard);
  stream.start();
  await settled();
  ears()[0]!.how.granted?.('timeline:public', false);
  stream.startOver();
  expect(ears()).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ears().map(({ how }) => how.since)).toEqual([undefined]);
});

test('a topic that cannot be found out now is asked for again, one that is not there is not', async () => {
  const topic = vi.fn().mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce('timeline:tag.7');
  new Stream(topic, heard).start();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ears().map(({ topic }) => topic)).toEqual(['timeline:tag.7']);
  const nowhere = vi.fn().mockRejectedValue(new ApiError(404, 'Record not found'));
  new Stream(nowhere, heard).start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(nowhere).toHaveBeenCalledOnce();
  expect(lines().at(-1)).toBe('closed');
});
