import { expect, test, vi } from 'vitest';
import { ApiError, createApi, explain, nextPage } from './api';

function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  return vi.fn<typeof fetch>(async () => new Response(JSON.stringify(body), { status, headers }));
}

const asked = (send: ReturnType<typeof answering>) => {
  const [path, call] = send.mock.calls[0]!;
  return { path, method: call!.method, body: call!.body, headers: call!.headers as Record<string, string> };
};

test('the next page is a path on whatever host the page came from', () => {
  const next = '<https://rookery.example/api/v1/timelines/public?limit=2&max_id=7>; rel="next"';
  const prev = '<https://rookery.example/api/v1/timelines/public?min_id=9>; rel="prev"';
  const path = '/api/v1/timelines/public?limit=2&max_id=7';
  expect(nextPage(`${next}, ${prev}`)).toBe(path);
  expect(nextPage(`${prev}, ${next}`)).toBe(path);
  expect(nextPage(`<${path}>; rel=next`)).toBe(path);
});

test('without a next link a timeline ends', () => {
  for (const link of [null, '', 'nonsense', '<https://a.example/x?min_id=9>; rel="prev"', '<//[>; rel="next"'])
    expect(nextPage(link)).toBeNull();
});

test('a page has its posts and the way on', async () => {
  const send = answering(200, [{ id: '9' }], { Link: '<http://a.example/api/v1/x?max_id=9>; rel="next"' });
  const page = await createApi({ fetch: send }).page('/api/v1/x');
  expect(page.items).toEqual([{ id: '9' }]);
  expect(page.next).toBe('/api/v1/x?max_id=9');
});

test('requests carry the token, and posts the key of their attempt', async () => {
  const send = answering(200, {});
  await createApi({ fetch: send, token: () => 'abc' }).publish({ status: 'hello', visibility: 'public' }, 'key-1');
  const { path, method, body, headers } = asked(send);
  expect([path, method, body]).toEqual(['/api/v1/statuses', 'POST', '{"status":"hello","visibility":"public"}']);
  expect(headers).toMatchObject({ Authorization: 'Bearer abc', 'Idempotency-Key': 'key-1', 'Content-Type': 'application/json' });
});

test('a file is sent as a form, which says itself how it is written', async () => {
  const send = answering(200, {});
  await createApi({ upload: send, token: () => 'abc' }).handIn('products', new File(['1,Rook'], 'rooks.csv'), 'EUR');
  const { path, method, body, headers } = asked(send);
  expect([path, method]).toEqual(['/api/rookery/v1/shop/import/products', 'POST']);
  expect([...(body as FormData).keys()]).toEqual(['currency', 'file']);
  expect(headers).not.toHaveProperty('Content-Type');
});

test('what has to be as new as news is asked for like that, and everything else as it is', async () => {
  const send = vi.fn<typeof fetch>(async () => new Response('{}', { headers: { 'X-Shop-Position': '9' } }));
  const api = createApi({ fetch: send, token: () => 'abc' });
  for (const read of [api.cart(7), api.order('o', 7), api.orders('orders', 1, 20, 7), api.product('rook', 7), api.cart()]) expect((await read).position).toBe(9);
  const floors = send.mock.calls.map(([, call]) => (call!.headers as Record<string, string>)['If-Position-At-Least']);
  expect(floors).toEqual(['7', '7', '7', '7', undefined]);
});

test('whatever was done is there when the page reads on, whichever server answers', async () => {
  const said = (at: number | string) => async () => new Response('{}', { headers: { 'X-Shop-Position': `${at}` } });
  const send = vi.fn<typeof fetch>(said(99));
  const api = createApi({ fetch: send, upload: said(12), token: () => 'abc' });
  await api.cart();
  const floors = async (...atLeast: [number?]) => {
    send.mockClear();
    const asked = { page: 1, sort: 'name', category: '', limit: 1 } as const;
    await Promise.all([api.cart(...atLeast), api.order('o', ...atLeast), api.product('rook', ...atLeast), api.products(asked, ...atLeast), api.stock('rook')]);
    return new Set(send.mock.calls.map(([, call]) => (call!.headers as Record<string, string>)['If-Position-At-Least']));
  };
  expect(await floors(), 'what was only read is no reason').toEqual(new Set([undefined]));
  send.mockImplementationOnce(said(7));
  await api.wish('rook', 1, 'k');
  expect(await floors(5)).toEqual(new Set(['7']));
  expect(await floors(9), 'what is newer counts; of stock there is no news').toEqual(new Set(['9', '7']));
  send.mockImplementationOnce(said('x'));
  await api.takeOut('rook');
  send.mockImplementationOnce(said(6));
  await api.takeOut('rook');
  expect(await floors()).toEqual(new Set(['7']));
  await api.handIn('stock', new File(['rook,1'], 'stock.csv'), 'EUR');
  expect(await floors(), 'a file, too').toEqual(new Set(['12']));
});

test('a visitor sends no token', async () => {
  const send = answering(200, []);
  await createApi({ fetch: send }).page('/api/v1/timelines/public');
  expect(asked(send).headers).not.toHaveProperty('Authorization');
});

test('a guest has a token for the cart alone, and gets another where it was refused', async () => {
  const guest = vi.fn(async (refused: boolean) => (refused ? 'new' : 'old'));
  const carried = ([, call]: Parameters<typeof fetch>) => (call!.headers as Record<string, string>).Authorization;
  const send = vi.fn<typeof fetch>(async (...call) => new Response('{}', { status: carried(call) === 'Bearer old' ? 401 : 200 }));
  const api = createApi({ fetch: send, guest });
  await api.cart();
  expect(send.mock.calls.map(carried)).toEqual(['Bearer old', 'Bearer new']);
  await api.page('/api/v1/timelines/public');
  expect(carried(send.mock.lastCall!)).toBeUndefined();
  expect(guest).toHaveBeenCalledTimes(2);
});

test('a token that the server no longer knows ends the session, a wrong password does not', async () => {
  const onexpired = vi.fn();
  const send = answering(401, { error: 'invalid_credentials' });
  await createApi({ fetch: send, onexpired }).logIn({ email: 'a@b.example', password: 'x' }).catch(() => {});
  expect(onexpired).not.toHaveBeenCalled();
  await createApi({ fetch: send, token: () => 'old', onexpired }).whoAmI().catch(() => {});
  expect(onexpired).toHaveBeenCalledOnce();
});

test('the answer to an older token does not end a newer session', async () => {
  const onexpired = vi.fn();
  let token = 'old';
  const send = vi.fn<typeof fetch>(async () => {
    token = 'new';
    return new Response('{}', { status: 401 });
  });
  await createApi({ fetch: send, token: () => token, onexpired }).whoAmI().catch(() => {});
  expect(onexpired).not.toHaveBeenCalled();
});

test('a token whose time is over is renewed, and the request sent again', async () => {
  const onexpired = vi.fn();
  let token = 'old';
  const send = vi.fn<typeof fetch>(async (_, call) => {
    const good = (call!.headers as Record<string, string>).Authorization === 'Bearer new';
    return new Response('{"id":"1"}', { status: good ? 200 : 401 });
  });
  const renew = vi.fn(async () => ((token = 'new'), true));
  const api = createApi({ fetch: send, token: () => token, renew, onexpired });
  expect(await api.whoAmI()).toMatchObject({ id: '1' });
  expect([renew.mock.calls.length, onexpired.mock.calls.length]).toEqual([1, 0]);
});

test('where only the cookie speaks no token is sent', async () => {
  const send = answering(200, {});
  await createApi({ fetch: send, token: () => 'abc' }).bearer();
  expect(asked(send).headers).not.toHaveProperty('Authorization');
});

test('a refusal is told in the words of the server', async () => {
  const details = { username: [{ error: 'ERR_TAKEN', description: 'has already been taken' }] };
  const send = answering(422, { error: "Validation failed: text can't be blank", details });
  const error = await createApi({ fetch: send }).whoAmI().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 422, details });
  expect(explain(error)).toBe("Text can't be blank.");
});

test('a server that says when it wants to be asked again is heard', async () => {
  const send = answering(429, {}, { 'Retry-After': '20' });
  expect(await createApi({ fetch: send }).whoAmI().catch((error: unknown) => error)).toMatchObject({ after: 20 });
});

test('an answer that is no JSON, a silent server and a missing one are told apart', async () => {
  const proxy = vi.fn<typeof fetch>(async () => new Response('<h1>Bad gateway</h1>', { status: 502 }));
  const error = await createApi({ fetch: proxy }).whoAmI().catch((error: unknown) => error);
  expect(explain(error)).toContain('502');
  expect(explain(new DOMException('', 'TimeoutError'))).toContain('too long');
  expect(explain(new TypeError('Failed to fetch'))).toContain('cannot be reached');
});
