import { expect, test } from 'vitest';
import { newer } from './mastodon';

test('ids are compared as the numbers they are', () => {
  expect(newer('117652953168281601', '117652953168281600')).toBe(true);
  expect(newer('1000', '999')).toBe(true);
  expect(newer('5', '5')).toBe(false);
  expect(newer('5', '')).toBe(true);
});
