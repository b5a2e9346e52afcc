import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api';
import type { Told } from './upload';

const server = vi.hoisted(() => ({ handIn: vi.fn(), session: { member: '1' } }));
vi.mock('./session.svelte', () => ({ api: { handIn: server.handIn }, session: server.session }));

const { Importing } = await import('./importing.svelte');

const file = new File(['1,Rook'], 'rooks.csv');
const came = { changed: 1, same: 0, gone: 0, bad: 0, rows: [] };

beforeEach(() => vi.resetAllMocks());

test('it is shown how much of a file is sent, and that all of it is being carried out', async () => {
  const one = new Importing();
  let [tell, done]: [Told, (what: typeof came) => void] = [() => {}, () => {}];
  server.handIn.mockImplementation((...[, , , told]: [unknown, unknown, unknown, Told]) => ((tell = told), new Promise((resolve) => (done = resolve))));
  const over = one.begin(file, 'EUR');
  expect([one.phase, one.sent]).toEqual(['sending', 0]);
  tell(0.5);
  expect([one.phase, one.sent]).toEqual(['sending', 0.5]);
  tell(1);
  expect(one.phase).toBe('working');
  done(came);
  await over;
  expect([one.phase, one.report]).toEqual(['resting', { of: 'products', came }]);
});

test('a second file is not begun while one is under way, wherever one clicks', async () => {
  const one = new Importing();
  server.handIn.mockReturnValue(new Promise(() => {}));
  void one.begin(file, 'EUR');
  await one.begin(file, 'EUR');
  expect(server.handIn).toHaveBeenCalledOnce();
});

test('what was refused is told in the words of the server; what broke off may have been done in part', async () => {
  const one = new Importing();
  server.handIn.mockRejectedValueOnce(new ApiError(409, 'Another file is being imported.'));
  await one.begin(file, 'EUR');
  expect(one.trouble).toBe('Another file is being imported.');
  server.handIn.mockRejectedValueOnce(new TypeError('no network'));
  await one.begin(file, 'EUR');
  expect(one.trouble).toContain('the same file again');
  server.handIn.mockResolvedValueOnce(came);
  await one.begin(file, 'EUR');
  expect([one.report?.came, one.trouble]).toEqual([came, '']);
});
