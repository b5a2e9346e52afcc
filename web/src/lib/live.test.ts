import { beforeEach, expect, test, vi } from 'vitest';
import type { Options } from '../../../clients/browser/live.js';

type Heard = { granted?: unknown; refused?: (why: { code: string }) => void };
const server = vi.hoisted(() => ({ options: null as unknown, listen: vi.fn(), check: vi.fn(), bearer: vi.fn(), visit: vi.fn(), session: { member: '1' as string | null, guest: null as string | null } }));
const options = () => server.options as Options;
const refused = () => (server.listen.mock.lastCall?.[2] as Heard).refused;

vi.mock('./session.svelte', () => ({ session: Object.assign(server.session, { check: server.check, visit: server.visit }), api: { liveBearer: server.bearer } }));
vi.mock('./instance.svelte', () => ({ here: { gateway: async () => 'ws://a.example/pubsub' } }));
vi.mock('../../../clients/browser/live.js', () => ({
  Refused: class {},
  Live: class {
    listen = server.listen;
    constructor(_address: string, options: Options) {
      server.options = options;
    }
  },
}));

const { gateway } = await import('./live.svelte');

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Object.assign(server.session, { member: '1', guest: null });
  server.visit.mockResolvedValue('g');
  let count = 0;
  server.bearer.mockImplementation(async () => ({ access_token: `t${++count}`, expires_in: 3_600 }));
  server.listen.mockReturnValue(() => {});
});

test('a token is used for most of its time, and by nobody else', async () => {
  const end = gateway.listen('timeline:public', () => {});
  await vi.advanceTimersByTimeAsync(0);
  const token = () => options().token!();
  expect([await token(), await token()]).toEqual(['t1', 't1']);
  await vi.advanceTimersByTimeAsync(3_000_000);
  expect(await token()).toBe('t2');
  server.session.member = '2';
  expect(await token()).toBe('t3');
  server.session.member = null;
  expect(await token()).toBeUndefined();
  end();
});

test('what was refused for its token is asked for again with another, once it is known who is there', async () => {
  const end = gateway.listen('timeline:home.1', () => {});
  await vi.advanceTimersByTimeAsync(0);
  refused()?.({ code: 'AUTH_REVOKED' });
  await vi.advanceTimersByTimeAsync(2_999);
  expect(server.check).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(server.check).toHaveBeenCalledOnce();
  expect(server.listen).toHaveBeenCalledTimes(2);
  refused()?.({ code: 'ERR_BADAUTH' });
  end();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.listen).toHaveBeenCalledTimes(2);
});

test('a guest whose token was refused gets another at once, but not one after the other', async () => {
  Object.assign(server.session, { member: null, guest: '9' });
  const end = gateway.listen('cart:update.9', () => {});
  await vi.advanceTimersByTimeAsync(0);
  refused()?.({ code: 'ERR_BADAUTH' });
  await vi.advanceTimersByTimeAsync(0);
  expect([server.visit.mock.calls, server.listen.mock.calls.length]).toEqual([[[true]], 2]);
  refused()?.({ code: 'ERR_BADAUTH' });
  await vi.advanceTimersByTimeAsync(2_999);
  expect(server.listen).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1);
  expect([server.visit.mock.calls.length, server.listen.mock.calls.length]).toEqual([1, 3]);
  await vi.advanceTimersByTimeAsync(60_000);
  refused()?.({ code: 'AUTH_REVOKED' });
  await vi.advanceTimersByTimeAsync(0);
  expect([server.visit.mock.calls.length, server.listen.mock.calls.length]).toEqual([2, 4]);
  end();
});

test('what is refused for another reason is told', async () => {
  const told = vi.fn();
  gateway.listen('nonsense', () => {}, { refused: told });
  await vi.advanceTimersByTimeAsync(0);
  refused()?.({ code: 'ERR_BADTOPIC' });
  expect(told).toHaveBeenCalledOnce();
});

test('whoever watches is told how it stands', async () => {
  const lines: string[] = [];
  const end = gateway.listen('timeline:public', () => {}, { online: (line) => lines.push(line) });
  await vi.advanceTimersByTimeAsync(0);
  options().online?.('live');
  expect(gateway.line).toBe('live');
  end();
  options().online?.('waiting');
  expect(lines).toEqual(['live']);
});
