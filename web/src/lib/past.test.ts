import { expect, test } from 'vitest';
import { address, asked, sieve, standing, troubled, type Model } from './past';

const nothing = { stream: '', kind: '', since: '', until: '' };
const model = (change: Partial<Model> = {}): Model => ({
  name: 'catalog',
  position: 8,
  lag: 0,
  loaded: true,
  stopped: null,
  size: 2,
  applied: 8,
  ...change,
});

test('what is looked for stands in the address, and is read from there', () => {
  const wanted = { ...nothing, stream: 'product:rook', since: '2026-11-22T09:30' };
  expect(sieve(new URL(address(wanted), 'https://r.example').search)).toEqual(wanted);
  expect(address(nothing)).toBe('/shop/keep/past');
  expect(sieve('?kind=%20pim.priced&other=1')).toEqual({ ...nothing, kind: 'pim.priced' });
});

test('the server is asked for nothing that nobody said', () => {
  expect(`${asked(nothing, null)}`).toBe('limit=50');
  expect(asked(nothing, 0).get('before')).toBe('0');
});

test('a time of the clock on the wall becomes a moment, and what is none is left to the server', () => {
  const wall = asked({ ...nothing, since: '2026-11-22T09:30' }, null).get('since');
  expect(wall).toBe(new Date(2026, 10, 22, 9, 30).toISOString());
  expect(asked({ ...nothing, until: 'yesterday' }, null).get('until')).toBe('yesterday');
});

test.each([
  [model(), 'Up to date', false],
  [model({ lag: 3 }), '3 behind', false],
  [model({ loaded: false, lag: 3 }), 'Loading', true],
  [model({ stopped: 'nothing was applied from position 4' }), 'Stands still: nothing was applied from position 4', true],
])('it is said how a model is', (model, words, trouble) => {
  expect(standing(model)).toBe(words);
  expect(troubled(model)).toBe(trouble);
});
