import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Cart, Product } from './shop';

type Told = (message: { data: Cart & { position: number } }) => void;
const server = vi.hoisted(() => ({ cart: vi.fn(), wish: vi.fn(), place: vi.fn(), listen: vi.fn(), said: vi.fn(), end: vi.fn(), visit: vi.fn(), owner: vi.fn(), brought: vi.fn(), session: { member: null as string | null, came: null as object | null } }));

vi.mock('./session.svelte', () => ({ api: { cart: server.cart, wish: server.wish, place: server.place }, session: Object.defineProperty(Object.assign(server.session, { visit: server.visit, brought: server.brought }), 'owner', { get: () => server.owner() }) }));
vi.mock('./live.svelte', () => ({ gateway: { listen: server.listen } }));
vi.mock('./toasts.svelte', () => ({ say: server.said }));

const { Basket } = await import('./basket.svelte');
const { ApiError } = await import('./api');

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const about = { name: 'Rook', small_image: null, unit_price: euros(100), topic: 'stock:update.1' };
const holding = (quantity: number, version = quantity): Cart => {
  const line = { product: 'rook', quantity, sold: true, name: 'Rook', small_image: null, unit_price: euros(100), in_stock: true, more_in_stock: true };
  const lines = quantity ? [{ ...line, total: euros(100 * quantity), topic: 'stock:update.1', hash: 'l' }] : [];
  return { id: 'c', version, hash: `h${quantity}`, lines, total: quantity ? euros(100 * quantity) : null };
};
const answer = (position: number, quantity: number) => ({ position, item: holding(quantity) });
const tell = (position: number, quantity: number) => (server.listen.mock.lastCall![1] as Told)({ data: { ...holding(quantity), position } });
const open: InstanceType<typeof Basket>[] = [];

async function basket() {
  const made = new Basket();
  open.push(made);
  made.follow('1');
  await vi.advanceTimersByTimeAsync(0);
  return made;
}

const flush = () => vi.advanceTimersByTimeAsync(0);
const quantities = ({ cart }: InstanceType<typeof Basket>) => cart?.lines.map(({ quantity }) => quantity);

/** Tabs that hear one another when the test says so. */
class Tab {
  static all: Tab[] = [];
  static said: [Tab, unknown][] = [];
  onmessage = (_: { data: unknown }) => {};
  constructor() {
    Tab.all.push(this);
  }
  postMessage(data: unknown) {
    Tab.said.push([this, data]);
  }
  static hear() {
    for (const [from, data] of Tab.said.splice(0)) Tab.all.filter((tab) => tab !== from).forEach((tab) => tab.onmessage({ data }));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  const stored = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
  Object.assign(server.session, { member: null, came: null });
  server.listen.mockReturnValue(server.end);
  server.cart.mockResolvedValue(answer(1, 0));
});

afterEach(() => {
  open.splice(0).forEach((one) => one.follow(null));
  vi.unstubAllGlobals();
});

test('a visitor who wants something has a cart from then on', async () => {
  const one = new Basket();
  open.push(one);
  server.visit.mockImplementation(async () => void server.owner.mockReturnValue('9'));
  await one.begin();
  expect(server.listen.mock.lastCall![0]).toBe('cart:update.9');
  await one.begin();
  expect(server.visit).toHaveBeenCalledOnce();
  expect(server.listen).toHaveBeenCalledOnce();
});

test('what is wished for is shown at once, and stays when the server agrees', async () => {
  const one = await basket();
  let agree = (_: ReturnType<typeof answer>) => {};
  server.wish.mockReturnValue(new Promise((resolve) => (agree = resolve)));
  one.put('rook', 2, about);
  expect([quantities(one), one.count, one.settled]).toEqual([[2], 2, false]);
  agree(answer(2, 2));
  await flush();
  expect([quantities(one), one.settled]).toEqual([[2], true]);
});

test('what the server refuses is taken back, and one is told', async () => {
  const one = await basket();
  server.wish.mockRejectedValue(new ApiError(422, 'There is no such product.'));
  one.put('rook', 2, about);
  await flush();
  expect([quantities(one), one.settled]).toEqual([[], true]);
  expect(server.said).toHaveBeenCalledWith('There is no such product.', 'trouble');
});

test('what was wished for without a network is kept, and sent later under the same name', async () => {
  const one = await basket();
  server.wish.mockRejectedValue(new TypeError('no network'));
  one.put('rook', 2, about);
  await flush();
  expect([quantities(one), one.waits]).toEqual([[2], true]);
  const other = await basket();
  expect(quantities(other), 'another page knows of it').toEqual([2]);
  server.wish.mockResolvedValue(answer(2, 2));
  await vi.advanceTimersByTimeAsync(3_000);
  expect([quantities(one), one.waits, one.settled]).toEqual([[2], false, true]);
  expect(new Set(server.wish.mock.calls.map(([, , key]) => key)).size).toBe(1);
});

test('the last word is the one that counts, however fast one clicks', async () => {
  const one = await basket();
  let agree = (_: ReturnType<typeof answer>) => {};
  server.wish.mockReturnValueOnce(new Promise((resolve) => (agree = resolve)));
  server.wish.mockResolvedValueOnce(answer(3, 4));
  one.put('rook', 1, about);
  for (const quantity of [2, 3, 4]) one.put('rook', quantity, about);
  agree(answer(2, 1));
  await flush();
  expect(server.wish.mock.calls.map(([, quantity]) => quantity)).toEqual([1, 4]);
  expect([quantities(one), one.settled]).toEqual([[4], true]);
});

test('what is older than what is known is not heard', async () => {
  const one = await basket();
  tell(7, 3);
  tell(6, 2);
  expect(quantities(one)).toEqual([3]);
  server.cart.mockResolvedValue(answer(5, 1));
  await one.load();
  expect(quantities(one)).toEqual([3]);
});

/** The guest logs in, and what the server knew of their cart was taken along. */
function logsIn(one: InstanceType<typeof Basket>, position: number) {
  Object.assign(server.session, { member: '1', came: { member: '1', guest: '9', position } });
  one.follow('1');
  return flush();
}

async function guest() {
  const made = new Basket();
  open.push(made);
  made.follow('9');
  await flush();
  return made;
}

test('what a guest wished for is not lost when they log in before the server has heard it', async () => {
  const one = await guest();
  let late = (_: ReturnType<typeof answer>) => {};
  server.wish.mockReturnValueOnce(new Promise((resolve) => (late = resolve))).mockResolvedValueOnce(answer(8, 2));
  one.put('rook', 2, about);
  server.cart.mockResolvedValue(answer(7, 0));
  await logsIn(one, 7);
  expect(server.cart, 'as new as what was taken along').toHaveBeenLastCalledWith(7);
  expect(server.wish.mock.calls.map(([product, quantity]) => [product, quantity])).toEqual(Array(2).fill(['rook', 2]));
  expect(server.wish.mock.calls[0]![2], 'it is somebody else who wishes').not.toBe(server.wish.mock.calls[1]![2]);
  expect([quantities(one), one.settled, localStorage.getItem('rookery.wishes.9')]).toEqual([[2], true, null]);
  late(answer(99, 5));
  await flush();
  expect(quantities(one), 'that was the cart of the guest').toEqual([2]);
});

test('what another page kept of a guest is wished for by the member too', async () => {
  const one = await guest();
  server.wish.mockRejectedValue(new TypeError('no network'));
  one.put('rook', 2, about);
  await flush();
  const other = new Basket();
  open.push(other);
  await logsIn(other, 1);
  expect(quantities(other)).toEqual([2]);
});

test('what was heard of a guest after all is not wished for twice', async () => {
  const one = await guest();
  server.wish.mockReturnValueOnce(new Promise(() => {}));
  one.put('rook', 2, about);
  server.cart.mockResolvedValue(answer(7, 3));
  await logsIn(one, 7);
  expect([server.wish.mock.calls.length, quantities(one)]).toEqual([1, [3]]);
});

test('what a guest wished for waits for the cart that has what was heard of them', async () => {
  const one = await guest();
  server.wish.mockReturnValue(new Promise(() => {}));
  one.put('rook', 2, about);
  server.cart.mockReturnValue(new Promise(() => {}));
  await logsIn(one, 7);
  tell(6, 0);
  expect([server.wish.mock.calls.length, quantities(one), server.brought.mock.calls.length], 'that was before').toEqual([1, [], 0]);
  tell(7, 3);
  expect([quantities(one), one.settled, server.brought.mock.calls.length], 'nothing becomes less').toEqual([[3], true, 1]);
});

test('what a guest wished for makes nothing less of what the member has just wished for', async () => {
  const one = await guest();
  server.wish.mockReturnValue(new Promise(() => {}));
  one.put('rook', 2, about);
  server.cart.mockReturnValue(new Promise(() => {}));
  await logsIn(one, 7);
  one.put('rook', 5, about);
  tell(7, 0);
  expect(quantities(one)).toEqual([5]);
});

test('what another tab has brought already is not brought by a tab that slept', async () => {
  const [one, slept] = [await guest(), await guest()];
  server.wish.mockRejectedValue(new TypeError('no network'));
  one.put('rook', 2, about);
  slept.put('rook', 2, about);
  await flush();
  server.wish.mockResolvedValue(answer(8, 2));
  server.cart.mockResolvedValue(answer(7, 0));
  await logsIn(one, 7);
  expect(quantities(one)).toEqual([2]);
  server.wish.mockClear();
  server.cart.mockResolvedValue(answer(9, 0));
  await logsIn(slept, 7);
  expect([quantities(slept), server.wish.mock.calls.length], 'it was taken out meanwhile').toEqual([[], 0]);
});

test('one more is one more than there were, and while nobody knows how many there were, it is said', async () => {
  const rook = { id: 'rook', name: 'Rook', small_image: null, price: euros(100), topic: 'stock:update.1' } as Product;
  server.wish.mockReturnValue(new Promise(() => {}));
  server.cart.mockRejectedValue(new TypeError('no network'));
  const one = await basket();
  await one.add(rook);
  expect([one.cart, server.said.mock.calls]).toEqual([null, [['The server cannot be reached just now.', 'trouble']]]);
  server.cart.mockResolvedValue(answer(2, 3));
  await Promise.all([one.add(rook), one.add(rook)]);
  expect(quantities(one)).toEqual([5]);
});

test('whoever logs in waits for what is on its way, but not for ever', async () => {
  const one = await guest();
  await one.heard();
  let late = (_: ReturnType<typeof answer>) => {};
  server.wish.mockReturnValueOnce(new Promise((resolve) => (late = resolve))).mockReturnValueOnce(new Promise(() => {}));
  const waits = async () => {
    let over = false;
    void one.heard().then(() => (over = true));
    await vi.advanceTimersByTimeAsync(4_999);
    return () => over;
  };
  one.put('rook', 1, about);
  const first = await waits();
  expect(first()).toBe(false);
  late(answer(2, 1));
  await flush();
  expect(first()).toBe(true);
  one.put('rook', 2, about);
  const second = await waits();
  expect(second()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(second()).toBe(true);
});

test('what is read after an order, or after news, is as new as they are', async () => {
  const one = await basket();
  tell(7, 2);
  server.place.mockResolvedValueOnce({ position: 9, item: { id: 'o' } });
  server.cart.mockResolvedValue(answer(9, 0));
  await one.order();
  await flush();
  expect(server.cart).toHaveBeenLastCalledWith(9);
  await one.load(12);
  expect(server.cart).toHaveBeenLastCalledWith(12);
});

test('nothing of one person is shown to the next', async () => {
  const one = await basket();
  tell(7, 3);
  one.follow(null);
  expect([one.cart, one.phase]).toEqual([null, 'nobody']);
  expect(server.end).toHaveBeenCalled();
});

test('what is shown is ordered under one name, however often that is tried', async () => {
  const one = await basket();
  tell(7, 2);
  server.place.mockRejectedValueOnce(new TypeError('no network'));
  await expect(one.order()).rejects.toThrow('no network');
  server.place.mockResolvedValueOnce({ position: 9, item: { id: 'o' } });
  server.cart.mockResolvedValue(answer(9, 0));
  expect(await one.order()).toEqual({ id: 'o' });
  const [[first, key], [again, same]] = server.place.mock.calls as [Cart, string][] as [[Cart, string], [Cart, string]];
  expect([first.version, first.hash, same]).toEqual([again.version, again.hash, key]);
  expect(quantities(one)).toEqual([]);
});

test('nothing is ordered that is not as it is shown, and it is said line by line why', async () => {
  const one = await basket();
  tell(7, 2);
  server.place.mockRejectedValueOnce(new ApiError(409, '', {}, 'cart_changed', { cart: holding(3, 4), differing: ['rook'] }));
  expect(await one.order()).toBeNull();
  expect([quantities(one), one.remarks.rook]).toEqual([[3], 'Changed: 3 instead of 2.']);
  server.place.mockRejectedValueOnce(new ApiError(409, '', {}, 'out_of_stock', { lines: [{ product: 'rook', wanted: 3, available: 0 }] }));
  expect(await one.order()).toBeNull();
  expect(one.remarks.rook).toBe('It is sold out.');
  one.put('rook', 1);
  expect(one.remarks).toEqual({});
});

test('what the server has not heard yet is not ordered', async () => {
  const one = await basket();
  server.wish.mockReturnValue(new Promise(() => {}));
  one.put('rook', 1, about);
  expect(await one.order()).toBeNull();
  expect(server.place).not.toHaveBeenCalled();
});

test('what is wished for in two tabs at once is kept in both', async () => {
  [Tab.all, Tab.said] = [[], []];
  vi.stubGlobal('BroadcastChannel', Tab);
  const [one, other] = [await basket(), await basket()];
  let agree = (_: ReturnType<typeof answer>) => {};
  server.wish.mockReturnValueOnce(new Promise((resolve) => (agree = resolve))).mockReturnValue(new Promise(() => {}));
  one.put('rook', 1, about);
  other.put('crow', 2, { ...about, name: 'Crow' });
  Tab.hear();
  const wishes = () => [one, other, { wishes: JSON.parse(localStorage.getItem('rookery.wishes.1')!) }].map(({ wishes }) => Object.keys(wishes).sort());
  expect(wishes()).toEqual(Array(3).fill(['crow', 'rook']));
  other.put('rook', 3, about);
  agree(answer(2, 1));
  await flush();
  Tab.hear();
  expect([other.wishes.rook?.quantity, other.wishes.crow?.quantity], 'only the first wish is over').toEqual([3, 2]);
});

test('wishes and orders have names also where no certificate is', async () => {
  const { crypto } = globalThis;
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes) });
  const one = await basket();
  server.wish.mockResolvedValue(answer(2, 2));
  one.put('rook', 2, about);
  await flush();
  server.place.mockResolvedValue({ position: 3, item: { id: 'o' } });
  expect(await one.order()).toEqual({ id: 'o' });
  const [wish, order] = [server.wish.mock.lastCall![2], server.place.mock.lastCall![1]];
  expect([wish, order]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(wish).not.toBe(order);
});

test('of what was taken out elsewhere it is said what it was', async () => {
  const one = await basket();
  tell(7, 2);
  server.place.mockRejectedValueOnce(new ApiError(409, '', {}, 'cart_changed', { cart: holding(0, 4), differing: ['rook'] }));
  expect(await one.order()).toBeNull();
  expect([quantities(one), one.lost]).toEqual([[], [{ product: 'rook', name: 'Rook', words: 'It was taken out elsewhere.' }]]);
  one.put('rook', 1, about);
  expect(one.lost).toEqual([]);
});
