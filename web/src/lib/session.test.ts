import { beforeEach, expect, test, vi } from 'vitest';

const api = vi.hoisted(() => ({ visit: vi.fn(), bearer: vi.fn(), whoAmI: vi.fn() }));
const kept = vi.hoisted(() => new Map<string, string | null>());

vi.mock('./api', async (original) => ({ ...(await original<typeof import('./api')>()), createApi: () => api }));
vi.mock('./posts.svelte', () => ({ forgetPosts: () => {} }));
vi.mock('./remembered', () => ({
  recall: (key: string) => kept.get(key) ?? null,
  remember: (key: string, value: string | null) => void kept.set(key, value),
  onRemembered: () => {},
}));

const { session } = await import('./session.svelte');

const grant = (id: string, position = 0) => ({ position, item: { access_token: 't', account: { id } } }) as Parameters<typeof session.start>[0];

beforeEach(() => {
  session.end();
  kept.clear();
  api.visit.mockResolvedValue({ access_token: 'g', expires_in: 900, topic: 'cart:update.9' });
});

test('which guest somebody was before they logged in is known, and since when their cart is theirs', async () => {
  await session.visit();
  expect(session.owner).toBe('9');
  session.start(grant('1', 7));
  expect([session.owner, session.came]).toEqual(['1', { member: '1', guest: '9', position: 7 }]);
  session.knowAs({ id: '1' } as Parameters<typeof session.knowAs>[0]);
  expect(session.came).toEqual({ member: '1', guest: '9', position: 7 });
  session.start(grant('2'));
  expect(session.came, 'that was somebody else').toBeNull();
});

test('also where they came back from elsewhere as a member', async () => {
  kept.set('guest', '9');
  api.bearer.mockResolvedValue({ access_token: 't', expires_in: 900 });
  api.whoAmI.mockResolvedValue({ id: '1' });
  await session.open();
  expect(session.came).toEqual({ member: '1', guest: '9', position: 0 });
});

test('whoever logs out brings nothing along', async () => {
  await session.visit();
  session.start(grant('1', 7));
  session.end();
  expect(session.came).toBeNull();
});

/** What is kept is there, and nothing else. */
async function loadsAgain(id = '1') {
  const came = kept.get('came') ?? null;
  session.end();
  kept.set('came', came);
  api.bearer.mockResolvedValue({ access_token: 't', expires_in: 900 });
  api.whoAmI.mockResolvedValue({ id });
  await session.open();
}

test('which guest it was is known also after the page was loaded again, until what they wished for was brought', async () => {
  await session.visit();
  session.start(grant('1', 7));
  await loadsAgain();
  expect(session.came).toEqual({ member: '1', guest: '9', position: 7 });
  session.brought();
  await loadsAgain();
  expect(session.came).toBeNull();
});

test('nobody else brings it, and another guest is another guest', async () => {
  await session.visit();
  session.start(grant('1', 7));
  await loadsAgain('2');
  expect(session.came).toBeNull();
  session.end();
  kept.set('came', JSON.stringify({ member: '1', guest: '8', position: 7 }));
  kept.set('guest', '9');
  session.start(grant('1', 9));
  expect(session.came).toEqual({ member: '1', guest: '9', position: 9 });
});

test('a tab that hears of it later knows since when the cart is the member\'s', async () => {
  await session.visit();
  kept.set('came', JSON.stringify({ member: '1', guest: '9', position: 7 }));
  session.start(grant('1', 0));
  expect(session.came).toEqual({ member: '1', guest: '9', position: 7 });
});
