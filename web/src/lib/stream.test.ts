import { beforeEach, expect, test, vi } from 'vitest';
import { Stream, type Listener, type Surroundings } from './stream';

class Socket {
  onopen: (() => void) | null = null;
  onmessage: ((frame: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;

  constructor(
    readonly address: string,
    readonly protocols: string[],
  ) {}

  close() {
    this.closed = true;
  }

  frame(frame: Record<string, unknown>) {
    this.onmessage!({ data: JSON.stringify(frame) });
  }
}

let sockets: Socket[];
let waits: number[];
let time: number;
let pending: (() => void) | null;
let stream: Stream;
const heard = { onopen: vi.fn(), onrefused: vi.fn(), onevent: vi.fn(), online: vi.fn(), onunreachable: vi.fn() };

const surroundings: Surroundings = {
  open: (address, protocols) => {
    sockets.push(new Socket(address, protocols));
    return last() as unknown as WebSocket;
  },
  now: () => time,
  random: () => 1,
  after: (milliseconds, then) => {
    waits.push(milliseconds);
    pending = then;
    return () => (pending = null);
  },
};

const last = () => sockets.at(-1)!;
const since = () => new URL(last().address).searchParams.get('since');
const wait = () => {
  const then = pending!;
  pending = null;
  time += waits.at(-1)!;
  then();
};

beforeEach(() => {
  [sockets, waits, time, pending] = [[], [], 1_000_000, null];
  for (const spy of Object.values(heard)) spy.mockClear();
  stream = new Stream('ws://a.example/api/v1/streaming?stream=user', () => 'token', heard satisfies Listener, surroundings);
  stream.start();
});

test('the first connection asks for what comes from now on, its token is the subprotocol', () => {
  expect(last().address).toBe('ws://a.example/api/v1/streaming?stream=user&since=');
  expect(last().protocols).toEqual(['token']);
  last().onopen!();
  expect(heard.onopen).toHaveBeenCalledExactlyOnceWith(false);
  expect(heard.online.mock.calls).toEqual([['connecting'], ['live']]);
});

test('a visitor offers no subprotocol', () => {
  new Stream('ws://a.example/x?stream=public', () => null, heard, surroundings).start();
  expect(last().protocols).toEqual([]);
});

test('after a cut it goes on from the last position it has seen', () => {
  last().onopen!();
  last().frame({ stream: ['user'], event: 'update', payload: '{"id":"1"}', position: 'log-1' });
  last().frame({ stream: ['user'], event: 'delete', payload: '1', position: 'log/2+' });
  expect(heard.onevent.mock.calls).toEqual([['update', '{"id":"1"}'], ['delete', '1']]);
  last().onclose!();
  expect(heard.online).toHaveBeenLastCalledWith('waiting');
  wait();
  expect(since()).toBe('log/2+');
  last().onopen!();
  expect(heard.onopen).toHaveBeenLastCalledWith(true);
});

test('without any position it says that it did not resume', () => {
  last().onopen!();
  last().onclose!();
  wait();
  last().onopen!();
  expect(heard.onopen).toHaveBeenLastCalledWith(false);
});

test('a refused resume is reported, and the next one starts from the position in the refusal', () => {
  last().onopen!();
  last().frame({ event: 'update', payload: '{}', position: 'old-7' });
  last().onclose!();
  wait();
  last().onopen!();
  last().frame({ stream: ['user'], event: 'resume_refused', payload: '{"position":"new-3"}' });
  expect(heard.onrefused).toHaveBeenCalledOnce();
  expect(heard.onevent).toHaveBeenCalledOnce();
  last().onclose!();
  wait();
  expect(since()).toBe('new-3');
});

test('it waits longer after each failure, up to half a minute, and never less than a part of it', () => {
  for (let failure = 0; failure < 9; failure++) {
    last().onclose!();
    wait();
  }
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  expect(heard.onunreachable).toHaveBeenCalledTimes(9);
  surroundings.random = () => 0;
  last().onclose!();
  surroundings.random = () => 1;
  expect(waits.at(-1)).toBeCloseTo(9000);
});

test('a connection that is cut at once does not count as good, one that lasted does', () => {
  for (const lasted of [10, 10, 6000]) {
    last().onopen!();
    time += lasted;
    last().onclose!();
    wait();
  }
  expect(waits).toEqual([500, 1000, 500]);
  expect(heard.onunreachable).not.toHaveBeenCalled();
});

test('after a long absence it begins anew', () => {
  last().onopen!();
  last().frame({ event: 'update', payload: '{}', position: 'log-1' });
  stream.stop();
  time += 11 * 60_000;
  stream.start();
  expect(since()).toBe('');
});

test('stopped and started again it resumes; stopped it stays so', () => {
  last().onopen!();
  last().frame({ event: 'update', payload: '{}', position: 'log-1' });
  const first = last();
  stream.stop();
  expect(first.closed).toBe(true);
  expect(first.onclose).toBeNull();
  expect(pending).toBeNull();
  stream.start();
  expect(since()).toBe('log-1');
  last().onclose!();
  stream.stop();
  expect(pending).toBeNull();
});

test('starting a connected stream does nothing, a waiting one connects at once', () => {
  stream.start();
  expect(sockets).toHaveLength(1);
  last().onclose!();
  stream.start();
  expect(sockets).toHaveLength(2);
  expect(pending).toBeNull();
});

test('starting over drops the position', () => {
  last().onopen!();
  last().frame({ event: 'update', payload: '{}', position: 'log-1' });
  stream.startOver();
  wait();
  expect(since()).toBe('');
});
