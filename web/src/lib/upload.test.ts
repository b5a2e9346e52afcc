import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { upload } from './upload';

/** A request on a slow line: the test says what becomes of it. */
class Slow {
  static last: Slow;
  upload = { onprogress: (_: object) => {}, onload: () => {} };
  sent: unknown[] = [];
  said: string[] = [];
  status = 200;
  responseText = '';
  answer = '';
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  constructor() {
    Slow.last = this;
  }
  open = (...call: string[]) => this.said.push(call.join(' '));
  setRequestHeader = (...header: string[]) => this.said.push(header.join(': '));
  getAllResponseHeaders = () => this.answer;
  send = (body: unknown) => this.sent.push(body);
  abort = () => this.onabort();
}

beforeEach(() => vi.stubGlobal('XMLHttpRequest', Slow));
afterEach(() => vi.unstubAllGlobals());

const call = (signal: AbortSignal | null = null) => ({ method: 'POST', headers: { Authorization: 'Bearer abc' }, body: new FormData(), signal });

test('it is told how much of it is there, and then what was answered', async () => {
  const told = vi.fn();
  const answer = upload('/import', call(), told);
  const request = Slow.last;
  expect([request.said, request.sent.length]).toEqual([['POST /import', 'Authorization: Bearer abc'], 1]);
  request.upload.onprogress({ loaded: 1, total: 4 });
  request.upload.onload();
  expect(told.mock.calls).toEqual([[0.25], [1]]);
  Object.assign(request, { status: 409, responseText: '{"code":"x"}', answer: 'content-type: a: b\r\nretry-after: 2\r\n' });
  request.onload();
  const { status, headers } = await answer;
  expect([status, await (await answer).json(), headers.get('Retry-After'), headers.get('Content-Type')]).toEqual([409, { code: 'x' }, '2', 'a: b']);
});

test('what breaks off and what takes too long is told as fetch tells it', async () => {
  const broken = upload('/import', call(), () => {});
  Slow.last.onerror();
  await expect(broken).rejects.toBeInstanceOf(TypeError);
  const over = new AbortController();
  const late = upload('/import', call(over.signal), () => {});
  over.abort(new DOMException('', 'TimeoutError'));
  await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
});
