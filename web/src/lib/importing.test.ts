import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api';
import type { Told } from './upload';

const server = vi.hoisted(() => ({ handIn: vi.fn(), session: { member: '1', check: vi.fn() } }));
vi.mock('./session.svelte', () => ({ api: { handIn: server.handIn }, session: server.session }));

const { Importing } = await import('./importing.svelte');

const file = new File(['1,Rook'], 'rooks.csv');
const flush = () => new Promise((done) => setTimeout(done));
const came = { changed: 1, same: 0, gone: 0, bad: 0, rows: [] };

beforeEach(() => {
  vi.resetAllMocks();
  server.session.member = '1';
});

test('it is shown how much of a file is sent, and that all of it is being carried out', async () => {
  const one = new Importing();
  let [tell, done]: [Told, (what: typeof came) => void] = [() => {}, () => {}];
  server.handIn.mockImplementation((...[, , , told]: [unknown, unknown, unknown, Told]) => ((tell = told), new Promise((resolve) => (done = resolve))));
  const over = one.begin(file, 'EUR');
  expect([one.phase, one.sent]).toEqual(['sending', 0]);
  await flush();
  tell(0.5);
  expect([one.phase, one.sent]).toEqual(['sending', 0.5]);
  tell(1);
  expect(one.phase).toBe('working');
  done(came);
  await over;
  expect([one.phase, one.report, one.ended]).toEqual(['resting', { of: 'products', came }, 1]);
});

test('a second file is not begun while one is under way, wherever one clicks', async () => {
  const one = new Importing();
  server.handIn.mockReturnValue(new Promise(() => {}));
  void one.begin(file, 'EUR');
  await one.begin(file, 'EUR');
  await flush();
  expect(server.handIn).toHaveBeenCalledOnce();
});

test('a file of somebody else keeps nobody from theirs: the server says whether it has to wait', async () => {
  const one = new Importing();
  let [tell, done]: [Told, (what: typeof came) => void] = [() => {}, () => {}];
  server.handIn.mockImplementationOnce((...[, , , told]: [unknown, unknown, unknown, Told]) => ((tell = told), new Promise((resolve) => (done = resolve))));
  const over = one.begin(file, 'EUR');
  await flush();
  server.session.member = '2';
  server.handIn.mockRejectedValueOnce(new ApiError(409, 'Another file is being imported.'));
  await one.begin(file, 'EUR');
  expect([one.phase, one.trouble]).toEqual(['resting', 'Another file is being imported.']);
  tell(1);
  done(came);
  await over;
  expect([one.phase, one.report, one.trouble], 'that is theirs').toEqual(['resting', null, 'Another file is being imported.']);
});

test('it is asked first whether one is still known, and only then a file is sent', async () => {
  const one = new Importing();
  server.handIn.mockResolvedValue(came);
  server.session.check.mockImplementationOnce(async () => expect(server.handIn).not.toHaveBeenCalled());
  await one.begin(file, 'EUR');
  expect([server.session.check.mock.calls.length, one.report?.came]).toEqual([1, came]);
  server.session.check.mockImplementationOnce(async () => void (server.session.member = ''));
  await one.begin(file, 'EUR');
  expect([server.handIn.mock.calls.length, one.phase, one.trouble], 'the session has ended').toEqual([1, 'resting', '']);
});

test('what was refused is told in the words of the server; what broke off may have been done in part', async () => {
  const one = new Importing();
  server.handIn.mockRejectedValueOnce(new ApiError(409, 'Another file is being imported.'));
  await one.begin(file, 'EUR');
  expect(one.trouble).toBe('Another file is being imported.');
  server.handIn.mockRejectedValueOnce(new TypeError('no network'));
  await one.begin(file, 'EUR');
  expect(one.trouble).toContain('the same file again');
  expect(one.ended, 'a part of it may be done').toBe(2);
  server.handIn.mockResolvedValueOnce(came);
  await one.begin(file, 'EUR');
  expect([one.report?.came, one.trouble]).toEqual([came, '']);
});
