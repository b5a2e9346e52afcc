// A typed client of the Mastodon API, as far as this page speaks it.
import type { Channel, NewRound, Poll, Prediction, Presentation, Said } from './channels';
import type { Account, Act, Bearer, Context, Elsewhere, Grant, Instance, NewStatus, Notice, Relationship, Sessions, Status, Visit } from './mastodon';
import type { Order, OrderPage } from './orders';
import { asked, type Models, type Past, type Sieve } from './past';
import type { AsOf, Cart, Described, Imported, Product, ProductPage, Sheet, Sort, Stock } from './shop';
import { upload, type Call, type Told } from './upload';

export type Details = Record<string, { error: string; description: string }[]>;

/** The server answered, and the answer was no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: Details = {},
    /** What programs tell it from others by, and what else was said of it. */
    readonly code = '',
    readonly said: Record<string, unknown> = {},
    /** Seconds in which it is not to be asked again. */
    readonly after = 0,
  ) {
    super(message);
  }
}

export interface Page<T> {
  items: T[];
  /** Path of the next, older page. */
  next: string | null;
}

/** How a request is sent. */
type Send = (path: string, call: Call) => Promise<Response>;

export interface Connection {
  fetch?: Send;
  /** The same, which says how much of what is sent is there. */
  upload?: typeof upload;
  token?: () => string | null;
  /** What a cart is asked for with where nobody is logged in; another one where the last was refused. */
  guest?: (refused: boolean) => Promise<string | null>;
  /** Gets a new token in place of one that was refused; gives whether there is one. */
  renew?: () => Promise<boolean>;
  /** The server no longer knows the token of the session. */
  onexpired?: () => void;
}

/** A page that says where the log stood before it was read: whoever listens on from there misses nothing of it. */
export interface Snapshot<T> extends Page<T> {
  position: string;
}

const PATIENCE = 20_000;
/** A file takes longer. */
const UPLOAD = 150_000;
const CART = '/api/rookery/v1/shop/cart';

export type Api = ReturnType<typeof createApi>;

export function createApi(connection: Connection = {}) {
  const { fetch: send = (...call) => fetch(...call), upload: push = upload, token = () => null, guest, renew, onexpired } = connection;
  /** As new as what was done here: whoever reads finds it, whichever server answers. */
  let done = 0;

  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}, by: Send = send, again = true): Promise<Response> {
    // There the cookie speaks.
    const member = path.startsWith('/auth/') ? null : token();
    const visits = guest && !member && path.startsWith(CART);
    const bearer = visits ? await guest(!again) : member;
    const answer = await by(path, {
      method,
      headers: {
        Accept: 'application/json',
        ...(bearer && { Authorization: `Bearer ${bearer}` }),
        // what a form is written as, its writer says
        ...(body !== undefined && !(body instanceof FormData) && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(body instanceof FormData ? UPLOAD : PATIENCE),
    });
    if (method !== 'GET') done = Math.max(done, Number(answer.headers.get('X-Shop-Position')) || 0);
    if (answer.ok) return answer;
    if (answer.status === 401 && visits && again) return ask(method, path, body, headers, by, false);
    // Somebody who logged in again meanwhile must not be thrown out by the answer to an older token.
    if (answer.status === 401 && member && member === token()) {
      if (again && (await renew?.())) return ask(method, path, body, headers, by, false);
      onexpired?.();
    }
    throw await refusal(answer);
  }

  const read = async <T>(path: string): Promise<T> => (await ask('GET', path)).json();
  const write = async <T>(path: string, body: unknown = {}, headers = {}): Promise<T> =>
    (await ask('POST', path, body, headers)).json();
  const list = async <T>(path: string): Promise<Snapshot<T>> => {
    const answer = await ask('GET', path);
    const position = answer.headers.get('X-Rookery-Position') ?? '';
    return { items: await answer.json(), next: nextPage(answer.headers.get('Link')), position };
  };
  const asOf = async <T>(answer: Response): Promise<AsOf<T>> => ({
    position: Number(answer.headers.get('X-Shop-Position') ?? 0),
    item: await answer.json(),
  });
  // another server may not be so far: it waits then
  const asNewAs = (position = 0): Record<string, string> => {
    const floor = Math.max(position, done);
    return floor > 0 ? { 'If-Position-At-Least': `${floor}` } : {};
  };
  const own = (rest: string) => `/api/rookery/v1/${rest}`;
  const of = (channel: string, rest: string) => own(`channels/${encodeURIComponent(channel)}${rest}`);
  const at = (id: string, rest = '') => `/api/v1/statuses/${encodeURIComponent(id)}${rest}`;

  return {
    instance: () => read<Instance>('/api/v2/instance'),
    register: async (form: { username: string; email: string; password: string }) => asOf<Grant>(await ask('POST', '/auth/register', form)),
    logIn: async (form: { email: string; password: string }) => asOf<Grant>(await ask('POST', '/auth/login', form)),
    logOut: () => ask('POST', '/auth/logout'),
    bearer: () => read<Bearer>('/auth/token'),
    liveBearer: () => read<Bearer>('/auth/ws'),
    visit: () => write<Visit>('/auth/guest'),
    sessions: () => read<Sessions>('/auth/sessions'),
    endSession: (id: string) => ask('DELETE', `/auth/sessions/${encodeURIComponent(id)}`),
    endEverything: () => ask('DELETE', '/auth/sessions'),
    elsewhere: async () => (await read<{ providers: Elsewhere[] }>('/auth/elsewhere')).providers,
    link: async (name: string, back: string) =>
      (await write<{ address: string }>(`/auth/elsewhere/${encodeURIComponent(name)}/link`, { back })).address,
    unlink: (name: string) => ask('DELETE', `/auth/elsewhere/${encodeURIComponent(name)}`),
    endApp: (id: string) => ask('DELETE', `/auth/apps/${encodeURIComponent(id)}`),
    whoAmI: () => read<Account>('/api/v1/accounts/verify_credentials'),

    async page(path: string): Promise<Page<Status>> {
      const answer = await ask('GET', path);
      return { items: await answer.json(), next: nextPage(answer.headers.get('Link')) };
    },
    tag: (name: string) => read<{ id: string }>(`/api/v1/tags/${encodeURIComponent(name)}`),
    status: (id: string) => read<Status>(at(id)),
    context: (id: string) => read<Context>(at(id, '/context')),
    publish: (post: NewStatus, key: string) => write<Status>('/api/v1/statuses', post, { 'Idempotency-Key': key }),
    remove: (id: string) => ask('DELETE', at(id)),
    notices: (next = '/api/v1/notifications?limit=30') => list<Notice>(next),
    noticesRead: async () =>
      (await read<{ notifications?: { last_read_id: string } }>('/api/v1/markers?timeline[]=notifications')).notifications?.last_read_id ?? '',
    noticesSeen: (id: string) => ask('POST', '/api/v1/markers', { notifications: { last_read_id: id } }),
    act: (id: string, act: Act) => write<Status>(at(id, `/${act}`)),

    lookup: (acct: string) => read<Account>(`/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`),
    relationship: async (id: string) =>
      (await read<Relationship[]>(`/api/v1/accounts/relationships?id[]=${encodeURIComponent(id)}`))[0] ?? null,
    follow: (id: string, wanted: boolean) =>
      write<Relationship>(`/api/v1/accounts/${encodeURIComponent(id)}/${wanted ? 'follow' : 'unfollow'}`),

    channels: (next = own('channels')) => list<Channel>(next),
    channel: (id: string) => read<Channel>(of(id, '')),
    present: async (what: Presentation): Promise<Channel> => (await ask('PUT', own('channel'), what)).json(),
    watch: async (id: string, wanted: boolean): Promise<Channel> =>
      (await ask(wanted ? 'POST' : 'DELETE', of(id, '/follow'))).json(),
    points: async (id: string) => (await read<{ points: number }>(of(id, '/points'))).points,
    said: (id: string, next = of(id, '/messages')) => list<Said>(next),
    unsay: (room: string, id: string) => ask('DELETE', of(room, `/messages/${encodeURIComponent(id)}`)),
    polls: (id: string) => list<Poll>(of(id, '/polls?limit=5')),
    askPoll: (id: string, { asked, choices, seconds }: NewRound) =>
      write<Poll>(of(id, '/polls'), { question: asked, choices, seconds }),
    vote: (poll: string, choice: number) => write<Poll>(own(`polls/${poll}/votes`), { choice }),
    endPoll: (poll: string) => write<Poll>(own(`polls/${poll}/end`)),
    predictions: (id: string) => list<Prediction>(of(id, '/predictions?limit=5')),
    predict: (id: string, { asked, choices, seconds }: NewRound) =>
      write<Prediction>(of(id, '/predictions'), { title: asked, outcomes: choices, window: seconds }),
    prediction: (id: string) => read<Prediction>(own(`predictions/${id}`)),
    stake: (prediction: string, outcome: number, points: number) =>
      write<Prediction>(own(`predictions/${prediction}/stakes`), { outcome, points }),
    lock: (prediction: string) => write<Prediction>(own(`predictions/${prediction}/lock`)),
    resolve: (prediction: string, outcome: number) => write<Prediction>(own(`predictions/${prediction}/resolve`), { outcome }),
    products: async (asked: { page: number; sort: Sort; category: string; limit: number; words?: string; inStock?: boolean }, atLeast = 0) => {
      const { page, sort, category, limit, words, inStock } = asked;
      const query = new URLSearchParams({ page: `${page}`, sort, limit: `${limit}`, ...(category && { category }), ...(words && { q: words }), ...(inStock && { in_stock: 'true' }) });
      return asOf<ProductPage>(await ask('GET', own(`shop/products?${query}`), undefined, asNewAs(atLeast)));
    },
    product: async (id: string, atLeast = 0) =>
      asOf<Product>(await ask('GET', own(`shop/products/${encodeURIComponent(id)}`), undefined, asNewAs(atLeast))),
    /** With a version only if it stands there: what nobody described yet stands at 0. */
    describe: (id: string, product: Described, version?: number) =>
      ask('PUT', own(`shop/products/${encodeURIComponent(id)}`), { ...product, version }),
    takeOut: (id: string) => ask('DELETE', own(`shop/products/${encodeURIComponent(id)}`)),
    stock: async (id: string): Promise<Stock> =>
      (await ask('GET', own(`shop/stock/${encodeURIComponent(id)}`), undefined, asNewAs())).json(),
    count: async (id: string, on_hand: number, version: number): Promise<Stock> =>
      (await ask('PUT', own(`shop/stock/${encodeURIComponent(id)}`), { on_hand, version })).json(),
    handIn: async (what: Sheet, file: File, currency: string, told: Told = () => {}): Promise<Imported> => {
      const form = new FormData();
      if (what === 'products') form.set('currency', currency);
      form.set('file', file);
      return (await ask('POST', own(`shop/import/${what}`), form, {}, (path, call) => push(path, call, told))).json();
    },
    past: (sieve: Sieve, before: number | null) => read<Past>(own(`shop/events?${asked(sieve, before)}`)),
    models: () => read<Models>(own('shop/models')),
    cart: async (atLeast = 0) => asOf<Cart>(await ask('GET', own('shop/cart'), undefined, asNewAs(atLeast))),
    wish: async (product: string, quantity: number, key: string) =>
      asOf<Cart>(await ask('PUT', own(`shop/cart/lines/${encodeURIComponent(product)}`), { quantity }, { 'Idempotency-Key': key })),

    order: async (id: string, atLeast = 0) =>
      asOf<Order>(await ask('GET', own(`shop/orders/${encodeURIComponent(id)}`), undefined, asNewAs(atLeast))),
    orders: async (of: 'orders' | 'sales', page: number, limit: number, atLeast = 0) =>
      asOf<OrderPage>(await ask('GET', own(`shop/${of}?page=${page}&limit=${limit}`), undefined, asNewAs(atLeast))),
    takeBack: async (id: string, key: string) =>
      asOf<Order>(await ask('DELETE', own(`shop/orders/${encodeURIComponent(id)}`), undefined, { 'Idempotency-Key': key })),
    pay: async (id: string, token: string, key: string) =>
      asOf<Order>(await ask('POST', own(`shop/orders/${encodeURIComponent(id)}/payment`), { token }, { 'Idempotency-Key': key })),
    place: async ({ version, hash, lines }: Cart, key: string) => {
      const shown = { version, hash, lines: lines.map(({ product, hash }) => ({ product, hash })) };
      return asOf<Order>(await ask('POST', own('shop/orders'), shown, { 'Idempotency-Key': key }));
    },

    cancel: (prediction: string) => write<Prediction>(own(`predictions/${prediction}/cancel`)),
  };
}

/** The path of `rel="next"` in a Link header; only path and query count, whatever host the server believes it has. */
export function nextPage(link: string | null): string | null {
  for (const [, address = '', parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (!/;\s*rel="?next"?/i.test(parameters) || !URL.canParse(address, 'http://rookery.invalid')) continue;
    const { pathname, search } = new URL(address, 'http://rookery.invalid');
    return pathname + search;
  }
  return null;
}

/** What went wrong, in words for the person in front of the screen. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The server took too long to answer.';
  return 'The server cannot be reached just now.';
}

async function refusal(answer: Response): Promise<ApiError> {
  const body: { error?: unknown; detail?: unknown; code?: unknown; details?: Details } | null = await answer.json().catch(() => null);
  const said = [body?.error, body?.detail].find((words) => typeof words === 'string') ?? '';
  const words = answer.status === 429 ? 'That was a lot at once. Wait a moment, then try again.' : sentence(said);
  return new ApiError(answer.status, words || `The server answered with an error (${answer.status}).`, body?.details, String(body?.code ?? ''), { ...body }, Number(answer.headers.get('Retry-After')) || 0);
}

function sentence(words: string): string {
  const text = words.replace(/^Validation failed: /, '').trim();
  return text && text[0]!.toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}
