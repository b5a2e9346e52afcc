import { expect, test } from 'vitest';
import { parse, to } from './routes';

test.each([
  ['/', { page: 'public' }],
  ['/home', { page: 'home' }],
  ['/home/', { page: 'home' }],
  ['/notifications', { page: 'notices' }],
  ['/notifications/7', { page: 'missing' }],
  ['/@ada', { page: 'profile', acct: 'ada' }],
  ['/@ada/12', { page: 'thread', acct: 'ada', id: '12' }],
  ['/tags/f%C3%A4rg', { page: 'tag', tag: 'färg' }],
  ['/tags/%E0%A4%A', { page: 'tag', tag: '%E0%A4%A' }],
  ['/settings/sessions', { page: 'sessions' }],
  ['/settings', { page: 'missing' }],
  ['/channels', { page: 'channels' }],
  ['/channels/42', { page: 'channel', id: '42' }],
  ['/channels/ada', { page: 'missing' }],
  ['/@', { page: 'missing' }],
  ['/@ada/nonsense', { page: 'missing' }],
  ['/api/v1/instance', { page: 'missing' }],
  ['/shop', { page: 'shop' }],
  ['/shop/cart', { page: 'cart' }],
  ['/shop/keep', { page: 'keep' }],
  ['/shop/keep/past', { page: 'past' }],
  ['/shop/keep/future', { page: 'missing' }],
  ['/shop/orders', { page: 'orders' }],
  ['/shop/orders/c1', { page: 'order', id: 'c1' }],
  ['/shop/sales', { page: 'sales' }],
  ['/shop/products/rook-print_2.b', { page: 'product', id: 'rook-print_2.b' }],
  ['/shop/products', { page: 'missing' }],
])('%s', (path, route) => {
  expect(parse(path)).toEqual(route);
});

test('addresses lead back to where they came from', () => {
  const account = { acct: 'ada' };
  expect(parse(to.profile(account))).toEqual({ page: 'profile', acct: 'ada' });
  expect(parse(to.thread({ id: '12', account }))).toEqual({ page: 'thread', acct: 'ada', id: '12' });
  expect(parse(to.product('a.b'))).toEqual({ page: 'product', id: 'a.b' });
  expect(parse(to.tag('färg/x'))).toEqual({ page: 'tag', tag: 'färg/x' });
});
