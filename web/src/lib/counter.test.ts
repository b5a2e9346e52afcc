import { expect, test } from 'vitest';
import { countCharacters } from './counter';

const cases: [string, number, string][] = [
  ['nothing', 0, ''],
  ['blanks around', 2, '  ab \n'],
  ['characters as people see them', 3, 'a👩‍👩‍👧‍👦é'],
  ['combining marks', 1, 'e\u0301\u0323\u0308'],
  ['flags', 2, '🇳🇴🇯🇵'],
  ['a line break', 3, 'a\r\nb'],
  ['a short link', 23, 'http://a.b'],
  ['a long link', 27, 'see https://example.org/a/very/long/path?with=parameters&and=more'],
  ['a link in brackets at the end of a sentence', 26, '(http://example.org/a).'],
  ['a link without a host', 7, 'http://'],
  ['a link within a word', 13, 'xhttp://a.b.c'],
  ['a mention with its host', 8, '@ada, hi'],
  ['a mention elsewhere', 9, '@ada@rookery.example said'],
  ['a mention with a full stop after its host', 5, '@ada@rookery.example.'],
  ['a mention inside a link', 23, 'https://example.org/@ada@rookery.example'],
  ['an address of e-mail is no mention', 15, 'ada@example.org'],
];

test.each(cases)('%s counts %i', (_, count, text) => {
  expect(countCharacters(text)).toBe(count);
});

test('the price of a link is the server’s to say', () => {
  expect(countCharacters('https://example.org', 30)).toBe(30);
});
