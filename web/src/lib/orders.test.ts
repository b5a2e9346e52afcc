import { expect, test } from 'vitest';
import { difference, differences, lacks, lost, standing } from './orders';
import type { Cart, CartLine } from './shop';

const line = (change: Partial<CartLine> = {}): CartLine => ({
  product: 'rook',
  quantity: 2,
  sold: true,
  name: 'Rook',
  small_image: null,
  unit_price: { amount: 100, currency: 'JPY' },
  total: { amount: 200, currency: 'JPY' },
  in_stock: true,
  more_in_stock: true,
  topic: 'stock:update.1',
  hash: 'h',
  ...change,
});
const cart = (...lines: CartLine[]): Cart => ({ id: 'c', version: 1, hash: 'h', lines, total: null });

test.each([
  [line(), line({ quantity: 3 }), /3 instead of 2/],
  [line(), line({ unit_price: { amount: 150, currency: 'JPY' } }), /150 each instead of .*100/],
  [line(), line({ in_stock: false }), /not so many/],
  [line(), line({ name: 'Crow' }), /described anew/],
  [line(), line({ sold: false }), /no longer sold/],
  [line(), undefined, /taken out elsewhere/],
  [undefined, line(), /put in elsewhere/],
  [line(), line(), /not what was shown/],
])('it is said how a line differs', (before, now, words) => {
  expect(difference(before, now)).toMatch(words);
});

test('only lines that differ are spoken of', () => {
  const other = line({ product: 'crow' });
  const said = differences(cart(line(), other), cart(line({ quantity: 1 }), other), ['rook']);
  expect(Object.keys(said)).toEqual(['rook']);
});

test('what is said of lines that are not there any more is said under their names', () => {
  const [before, now] = [cart(line(), line({ product: 'crow', name: 'Crow' })), cart(line({ product: 'crow' }))];
  const remarks = differences(before, now, ['rook', 'crow']);
  expect(lost(remarks, before, now)).toEqual([{ product: 'rook', name: 'Rook', words: 'It was taken out elsewhere.' }]);
  expect(lost(remarks, null, null).map(({ name }) => name)).toEqual(['rook', 'crow']);
});

test('it is said how many are left', () => {
  const said = lacks([
    { product: 'rook', wanted: 3, available: 1 },
    { product: 'crow', wanted: 1, available: 0 },
  ]);
  expect(said).toEqual({ rook: 'You want 3, and one is left.', crow: 'It is sold out.' });
});

test('a state that is new to the page is shown as it is', () => {
  expect([standing({ state: 'placed' }), standing({ state: 'sent_back' })]).toEqual(['Placed', 'sent back']);
});
