import { expect, test } from 'vitest';
import { branches } from './branches';

test('answers hang below what they answer', () => {
  const post = (id: string, in_reply_to_id: string) => ({ id, in_reply_to_id });
  const hung = branches('1', [post('2', '1'), post('3', '1'), post('4', '2'), post('5', '4'), post('6', 'gone')]);
  expect(hung.map(({ post, depth }) => [post.id, depth])).toEqual([['2', 0], ['4', 1], ['5', 2], ['3', 0]]);
});
