import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api';
import { Reading } from './reading';

const read = vi.fn();
const shown: unknown[] = [];
const failed = vi.fn();
const answer = (position: number, item: string) => ({ position, item });
const behind = () => new ApiError(409, 'The shop is not that far yet.', {}, 'behind');
const asked = () => read.mock.calls.map(([floor]) => floor);
const flush = () => vi.advanceTimersByTimeAsync(0);

let reading: Reading<string>;

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  shown.length = 0;
  reading = new Reading<string>(read, ({ item }) => shown.push(item), failed);
});

afterEach(() => reading.stop());

test('what is read after news is as new as they are, and as what was shown before', async () => {
  read.mockResolvedValueOnce(answer(3, 'a')).mockResolvedValueOnce(answer(8, 'b')).mockResolvedValueOnce(answer(8, 'b'));
  await reading.now();
  await reading.news(7);
  await reading.news(5);
  expect([asked(), shown]).toEqual([[0, 7, 8], ['a', 'b', 'b']]);
});

test('news that come while it is read are read together, once', async () => {
  let done = (_: ReturnType<typeof answer>) => {};
  read.mockReturnValueOnce(new Promise((resolve) => (done = resolve))).mockResolvedValueOnce(answer(9, 'b'));
  void reading.news(4);
  void reading.news(9);
  const last = reading.news(6);
  done(answer(4, 'a'));
  await last;
  expect([asked(), shown]).toEqual([[4, 9], ['a', 'b']]);
});

test('a server that is not so far is asked again, ever more seldom, and not by each of the news', async () => {
  read.mockRejectedValueOnce(behind()).mockRejectedValueOnce(new ApiError(503, '')).mockRejectedValueOnce(new DOMException('', 'TimeoutError'));
  read.mockResolvedValueOnce(answer(9, 'a'));
  await reading.news(7);
  await reading.news(9);
  expect(asked()).toEqual([7]);
  for (const [wait, times] of [[999, 1], [1, 2], [1_999, 2], [1, 3], [3_999, 3], [1, 4]] as const) {
    await vi.advanceTimersByTimeAsync(wait);
    expect(read).toHaveBeenCalledTimes(times);
  }
  expect([asked().slice(1), shown, failed.mock.calls.length]).toEqual([[9, 9, 9], ['a'], 3]);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(read, 'it is there').toHaveBeenCalledTimes(4);
});

test('a server that says when it wants to be asked again is asked then', async () => {
  read.mockRejectedValueOnce(new ApiError(429, '', {}, '', {}, 20)).mockResolvedValueOnce(answer(1, 'a'));
  await reading.now();
  await vi.advanceTimersByTimeAsync(19_999);
  expect(read).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1);
  expect(shown).toEqual(['a']);
});

test('somebody who asks does not wait, and what is refused for good is not asked again', async () => {
  read.mockRejectedValueOnce(behind()).mockRejectedValueOnce(new ApiError(404, ''));
  await reading.news(7);
  await reading.now();
  expect(read).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(read).toHaveBeenCalledTimes(2);
});

test('somebody who asks while nobody can answer does not wait either, and mere news do', async () => {
  let fail = (_: unknown) => {};
  const failing = () => read.mockReturnValueOnce(new Promise((_, no) => (fail = no)));
  failing();
  void reading.news(4);
  const last = reading.now();
  const first = fail;
  failing();
  first(behind());
  await flush();
  expect(asked(), 'at once').toEqual([4, 4]);
  void reading.news(9);
  fail(behind());
  await last;
  expect(asked(), 'in a while').toEqual([4, 4]);
  read.mockResolvedValueOnce(answer(9, 'a'));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked(), shown]).toEqual([[4, 4, 9], ['a']]);
});

test('nothing is forgotten that comes in just when something was read', async () => {
  for (let moments = 0; moments < 12; moments++) {
    read.mockReset().mockResolvedValueOnce(answer(3, 'a')).mockResolvedValueOnce(answer(4, 'b'));
    const one = new Reading<string>(read, () => {});
    const over = one.now();
    for (let moment = 0; moment < moments; moment++) await null;
    void one.news(4);
    await over;
    await flush();
    expect(asked(), `${moments} moments after`).toEqual([0, 4]);
  }
});

test('what was read before something was answered does not take it back', async () => {
  let done = (_: ReturnType<typeof answer>) => {};
  read.mockReturnValueOnce(new Promise((resolve) => (done = resolve)));
  const over = reading.now();
  reading.take(answer(5, 'paid'));
  done(answer(4, 'placed'));
  await over;
  expect(shown).toEqual(['paid']);
});

test('nobody is shown anything after they have left', async () => {
  let done = (_: ReturnType<typeof answer>) => {};
  read.mockReturnValueOnce(new Promise((resolve) => (done = resolve)));
  void reading.now();
  reading.stop();
  done(answer(1, 'a'));
  await flush();
  expect(shown).toEqual([]);
});
