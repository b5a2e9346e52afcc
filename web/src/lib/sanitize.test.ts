// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { words } from './content';
import { sanitize } from './sanitize';

test('what posts are made of comes through', () => {
  expect(sanitize('<p>one<br />two</p><p><span class="h-card">three</span></p>')).toBe(
    '<p>one<br>two</p><p><span class="h-card">three</span></p>',
  );
});

test('links lead out safely, whatever attributes they came with', () => {
  expect(sanitize('<a href="https://example.org/?a=1&amp;b=2" onclick="x()" style="y" target="_self">go</a>')).toBe(
    '<a href="https://example.org/?a=1&#38;b=2" target="_blank" rel="nofollow noopener noreferrer">go</a>',
  );
});

const hostile: [string, string][] = [
  ['<script>alert(1)</script>ok', 'ok'],
  ['<img src=x onerror=alert(1)>ok', 'ok'],
  ['<a href="javascript:alert(1)">x</a>', 'x'],
  ['<a href="JaVaScRiPt:alert(1)">x</a>', 'x'],
  ['<a href="data:text/html,x">x</a>', 'x'],
  ['<a href="/relative">x</a>', 'x'],
  ['<a>x</a>', 'x'],
  ['<span class="mention fixed" style="position:fixed" id="app">x</span>', '<span class="mention">x</span>'],
  ['<p onmouseover="alert(1)">x</p>', '<p>x</p>'],
  ['<svg><a href="https://a.example"><text>x</text></a></svg>', ''],
  ['<div><b>bold</b></div>', 'bold'],
  ['a < b & c > d "e"', 'a &#60; b &#38; c &#62; d &#34;e&#34;'],
  ['&lt;script&gt;', '&#60;script&#62;'],
  ['<!-- <script>x</script> -->y', 'y'],
];

test.each(hostile)('%s becomes %s', (given, clean) => {
  expect(sanitize(given)).toBe(clean);
});

test('very deep markup ends somewhere', () => {
  const deep = '<span>'.repeat(500) + 'x' + '</span>'.repeat(500);
  expect(sanitize(deep).match(/<span>/g)!.length).toBeLessThan(30);
});

test('mentions, tags and posts of this server open in this page', () => {
  const mentions = [{ id: '1', username: 'ada', acct: 'ada', url: 'https://rookery.example/@ada' }];
  const open = (content: string) => words({ content, mentions }, 'https://rookery.example');
  expect(open('<a href="https://rookery.example/@ada" class="u-url mention">@<span>ada</span></a>')).toBe(
    '<a href="/@ada" class="u-url mention">@<span>ada</span></a>',
  );
  expect(open('<a href="https://rookery.example/tags/Rooks" class="mention hashtag">#Rooks</a>')).toContain('href="/tags/Rooks"');
  expect(open('<a href="https://rookery.example/@ada/12">post</a>')).toContain('href="/@ada/12"');
  expect(open('<a href="https://rookery.example/healthz">x</a>')).toContain('target="_blank"');
  expect(open('<a href="https://other.example/@ada/12">post</a>')).toContain('target="_blank"');
});
