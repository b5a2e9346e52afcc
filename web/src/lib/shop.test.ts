import { expect, test } from 'vitest';
import { changed, minor, stocked, total, typed, wished, written, type Cart, type CartLine } from './shop';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
const line = (product: string, quantity: number, unit: number): CartLine => ({
  product,
  quantity,
  sold: true,
  name: product,
  small_image: null,
  unit_price: euros(unit),
  total: euros(unit * quantity),
  in_stock: true,
  more_in_stock: true,
  topic: 'stock:update.1',
  hash: '',
});
const cart = (...lines: CartLine[]): Cart => ({ id: 'c', version: 1, hash: 'h', lines, total: total(lines) });

test('prices are written as they are where one is, with as many decimals as the currency has', () => {
  expect(written(euros(1_995), 'en-IE')).toBe('€19.95');
  expect(written(euros(1_995), 'de-DE').replace(/\s/g, ' ')).toBe('19,95 €');
  expect(written({ amount: 1_995, currency: 'JPY' }, 'en-US')).toBe('¥1,995');
});

test('what is wished for stands in the cart before it was heard', () => {
  const about = { name: 'Crow', small_image: null, unit_price: euros(500), topic: 'stock:update.2' };
  const shown = wished(cart(line('rook', 1, 1_995)), { rook: { quantity: 3, key: 'a' }, crow: { quantity: 1, key: 'b', about } });
  expect(shown.lines.map(({ product, quantity, total }) => [product, quantity, total?.amount])).toEqual([
    ['crow', 1, 500],
    ['rook', 3, 5_985],
  ]);
  expect(shown.total).toEqual(euros(6_485));
});

test('what is wished for no more is gone at once, and an empty cart costs nothing', () => {
  const shown = wished(cart(line('rook', 1, 1_995)), { rook: { quantity: 0, key: 'a' } });
  expect([shown.lines, shown.total]).toEqual([[], null]);
});

test('what came to be of two currencies has no sum, and what is sold no more does not count', () => {
  const yen = { ...line('yen', 1, 5), total: { amount: 5, currency: 'JPY' } };
  expect(total([line('rook', 1, 5), yen])).toBeNull();
  expect(total([line('rook', 1, 5), { ...line('gone', 1, 7), sold: false, total: null }])).toEqual(euros(5));
});

test('what is nearly gone is counted', () => {
  expect([stocked(0), stocked(3), stocked(500)]).toEqual(['Sold out', 'Only 3 left', '500 in stock']);
});

test('a price is typed with a point or a comma, and never rounded', () => {
  const read = (text: string, currency = 'EUR') => minor(text, currency);
  expect(['19.95', '19,5', ' 20 ', '0'].map((text) => read(text))).toEqual([1_995, 1_950, 2_000, 0]);
  expect(['', '-1', '19.955', '1e3', '1.2.3', 'x'].map((text) => read(text))).toEqual([null, null, null, null, null, null]);
  expect([read('500', 'JPY'), read('5.5', 'JPY'), read('1.234', 'KWD')]).toEqual([500, null, 1_234]);
  expect([typed(euros(1_950)), typed({ amount: 500, currency: 'JPY' })]).toEqual(['19.50', '500']);
});

test('a wish that is over takes no later one with it', () => {
  const [rook, crow] = [{ quantity: 1, key: 'a' }, { quantity: 2, key: 'b' }];
  const both = changed({ rook }, { product: 'crow', wish: crow, key: 'b' });
  expect(both).toEqual({ rook, crow });
  expect(changed(both, { product: 'crow', wish: null, key: 'before' })).toEqual(both);
  expect(changed(both, { product: 'crow', wish: null, key: 'b' })).toEqual({ rook });
});
