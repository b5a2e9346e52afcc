import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Product, StockNews } from './shop';

type How = { granted: (topic: string, resumed: boolean) => void };
const server = vi.hoisted(() => ({ product: vi.fn(), listen: vi.fn(), end: vi.fn() }));

vi.mock('./session.svelte', () => ({ api: { product: server.product } }));
vi.mock('./live.svelte', () => ({ gateway: { listen: server.listen } }));

const { ApiError } = await import('./api');
const { Shelf } = await import('./shelf.svelte');

const rook = (change: Partial<Product> = {}): Product => ({
  id: 'rook',
  name: 'Rook',
  description: '',
  long_text: '',
  category: '',
  small_image: null,
  large_image: null,
  price: { amount: 100, currency: 'EUR' },
  tax_class: 'standard',
  available: 5,
  topic: 'stock:update.1',
  ...change,
});
const tell = (type: string, position: number, rest: Partial<StockNews> = {}) =>
  server.listen.mock.lastCall![1]({ type, data: { product: 'rook', position, ...rest } });
const flush = () => new Promise((done) => setTimeout(done));

beforeEach(() => {
  vi.resetAllMocks();
  server.listen.mockReturnValue(server.end);
  server.product.mockResolvedValue({ position: 1, item: rook() });
});

afterEach(() => vi.useRealTimers());

function shelf() {
  const made = new Shelf();
  made.put({ position: 3, item: [rook()] });
  return made;
}

test('what is told later is how it stands, and what was told before is not heard', () => {
  const one = shelf();
  tell('stock:update', 4, { available: 2 });
  tell('stock:update', 3, { available: 9 });
  expect(one.products[0]!.available).toBe(2);
  tell('stock:update', 5, { available: 0 });
  expect(one.products[0]!.available).toBe(0);
});

test('what happened between the reading and the listening is read once more', async () => {
  const one = shelf();
  server.product.mockResolvedValue({ position: 6, item: rook({ available: 1 }) });
  (server.listen.mock.lastCall![2] as How).granted('stock:update.1', false);
  await flush();
  expect(one.products[0]!.available).toBe(1);
  tell('stock:update', 5, { available: 4 });
  expect(one.products[0]!.available, 'that was before').toBe(1);
});

test('what is gone comes back with all that is said of it', async () => {
  const one = shelf();
  tell('product:gone', 4);
  expect(one.gone.has('rook')).toBe(true);
  server.product.mockResolvedValue({ position: 5, item: rook({ name: 'Rook, anew', description: 'once more' }) });
  tell('product:update', 5, { name: 'Rook, anew', price: { amount: 200, currency: 'EUR' } });
  await flush();
  expect([one.gone.has('rook'), one.products[0]!.description]).toEqual([false, 'once more']);
  expect(server.product, 'as new as what was told').toHaveBeenLastCalledWith('rook', 5);
});

test('what comes back is found, also where nobody could answer at first', async () => {
  vi.useFakeTimers();
  const one = shelf();
  tell('product:gone', 4);
  server.product.mockRejectedValueOnce(new ApiError(409, '', {}, 'behind')).mockRejectedValueOnce(new ApiError(503, ''));
  server.product.mockResolvedValue({ position: 5, item: rook() });
  tell('product:update', 5, { name: 'Rook', price: { amount: 100, currency: 'EUR' } });
  await vi.advanceTimersByTimeAsync(3_000);
  expect([one.gone.has('rook'), server.product.mock.calls]).toEqual([false, Array(3).fill(['rook', 5])]);
  server.product.mockRejectedValue(new ApiError(503, ''));
  tell('product:update', 6, { name: 'Rook', price: { amount: 100, currency: 'EUR' } });
  one.stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(server.product, 'nobody looks any more').toHaveBeenCalledTimes(4);
});

test('what stands there no more is not listened to any more', () => {
  const one = shelf();
  one.put({ position: 4, item: [rook({ id: 'crow', topic: 'stock:update.2' })] });
  expect([server.end.mock.calls.length, server.listen.mock.calls.length]).toEqual([1, 2]);
  one.stop();
  expect(server.end).toHaveBeenCalledTimes(2);
});

test('what was read before something was told does not take it back', () => {
  const one = shelf();
  tell('stock:update', 4, { available: 0 });
  one.put({ position: 3, item: [rook()] });
  expect(one.products[0]!.available).toBe(0);
  tell('product:gone', 5);
  one.put({ position: 4, item: [rook()] });
  expect(one.gone.has('rook')).toBe(true);
  tell('stock:update', 5, { available: 7 });
  expect(one.products[0]!.available, 'that is known').toBe(0);
  one.put({ position: 6, item: [rook({ available: 3 })] });
  expect([one.gone.has('rook'), one.products[0]!.available]).toEqual([false, 3]);
});

test('what is read after one has left is not listened to', () => {
  const one = new Shelf();
  one.stop();
  one.put({ position: 3, item: [rook()] });
  expect([server.listen.mock.calls.length, one.products]).toEqual([0, []]);
});
