import { expect, test } from 'vitest';
import { ago } from './clock.svelte';

test('times grow older', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const said = (iso: string) => ago(iso, now);
  expect(said('2026-11-21T12:00:30Z')).toBe('now');
  expect(said('2026-11-21T11:59:30Z')).toBe('now');
  expect(said('2026-11-21T11:18:00Z')).toBe('42m');
  expect(said('2026-11-20T13:00:00Z')).toBe('23h');
  expect(said('2026-11-17T12:00:00Z')).toBe('4d');
  expect(said('2026-03-02T12:00:00Z')).not.toContain('2026');
  expect(said('2025-03-02T12:00:00Z')).toContain('2025');
});
