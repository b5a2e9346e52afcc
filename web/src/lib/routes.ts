// The addresses of this page.

export type Route =
  | { page: 'public' | 'home' | 'notices' | 'channels' | 'shop' | 'cart' | 'keep' | 'past' | 'orders' | 'sales' | 'login' | 'register' | 'sessions' | 'missing' }
  | { page: 'profile'; acct: string }
  | { page: 'thread'; acct: string; id: string }
  | { page: 'tag'; tag: string }
  | { page: 'channel' | 'product' | 'order'; id: string };

export function parse(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decoded);
  const [first = '', second = ''] = parts;
  if (parts.length === 0) return { page: 'public' };
  if (first.length > 1 && first.startsWith('@')) {
    if (parts.length === 1) return { page: 'profile', acct: first.slice(1) };
    if (parts.length === 2 && /^\d+$/.test(second)) return { page: 'thread', acct: first.slice(1), id: second };
  }
  if (first === 'settings' && second === 'sessions' && parts.length === 2) return { page: 'sessions' };
  if (first === 'tags' && parts.length === 2) return { page: 'tag', tag: second };
  if (first === 'channels' && parts.length === 2 && /^\d+$/.test(second)) return { page: 'channel', id: second };
  if (first === 'shop' && parts.length === 1) return { page: 'shop' };
  if (first === 'shop' && second === 'cart' && parts.length === 2) return { page: 'cart' };
  if (first === 'shop' && second === 'keep' && parts.length === 2) return { page: 'keep' };
  if (first === 'shop' && second === 'keep' && parts[2] === 'past' && parts.length === 3) return { page: 'past' };
  if (first === 'shop' && (second === 'orders' || second === 'sales') && parts.length === 2) return { page: second };
  if (first === 'shop' && second === 'orders' && parts.length === 3) return { page: 'order', id: parts[2]! };
  if (first === 'shop' && second === 'products' && parts.length === 3) return { page: 'product', id: parts[2]! };
  if (first === 'notifications' && parts.length === 1) return { page: 'notices' };
  if (parts.length === 1 && (first === 'home' || first === 'channels' || first === 'login' || first === 'register')) return { page: first };
  return { page: 'missing' };
}

export const to = {
  profile: (account: { acct: string }) => `/@${account.acct}`,
  thread: (post: { id: string; account: { acct: string } }) => `/@${post.account.acct}/${post.id}`,
  channel: (id: string) => `/channels/${id}`,
  product: (id: string) => `/shop/products/${encodeURIComponent(id)}`,
  order: (id: string) => `/shop/orders/${encodeURIComponent(id)}`,
  tag: (name: string) => `/tags/${encodeURIComponent(name)}`,
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
