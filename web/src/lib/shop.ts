// The shapes of the shop that this page reads, by REST and from live topics, and what can be said of them without asking.

/** Minor units of a currency: 1995 EUR is nineteen euros and 95 cents. */
export interface Price {
  amount: number;
  currency: string;
}

export interface Product {
  id: string;
  name: string;
  description: string;
  long_text: string;
  category: string;
  small_image: string | null;
  large_image: string | null;
  price: Price;
  tax_class: string;
  available: number;
  /** The live topic on which changes of it are told. */
  topic: string;
}

/** A product as whoever keeps the shop describes it. */
export interface Described {
  name: string;
  description: string;
  long_text: string;
  category: string;
  small_image: string;
  large_image: string;
  price: number;
  currency: string;
  tax_class: string;
}

/** How many there are, as whoever keeps the shop counted; with the version that was counted after. */
export interface Stock {
  id: string;
  on_hand: number;
  version: number;
}

/** What a file says: all that is sold, or how many there are. */
export type Sheet = 'products' | 'stock';

/** What came of a file. */
export interface Imported {
  changed: number;
  same: number;
  gone: number;
  bad: number;
  /** The first bad rows, each with its line. */
  rows: { line: number; reason: string }[];
}

export interface ProductPage {
  products: Product[];
  page: number;
  pages: number;
  total: number;
}

export type Sort = 'name' | 'price' | 'newest';

export interface CartLine {
  product: string;
  quantity: number;
  /** Whether it is sold at all. */
  sold: boolean;
  name: string | null;
  small_image: string | null;
  unit_price: Price | null;
  total: Price | null;
  in_stock: boolean;
  more_in_stock: boolean;
  topic: string;
  /** Of all that an order depends on in this line. */
  hash: string;
}

export interface Cart {
  id: string | null;
  version: number;
  /** Of all that an order depends on. */
  hash: string;
  lines: CartLine[];
  total: Price | null;
}

/** Something with the place in the shop's history that it is as of: what has a lower one is older. */
export interface AsOf<T> {
  position: number;
  item: T;
}

/** What live topics tell of a product. */
export interface StockNews {
  product: string;
  position: number;
  available?: number;
  name?: string;
  price?: Price;
}

/** What somebody wants to be in the cart, and the name of that wish, under which it is tried until it is heard. */
export interface Wish {
  quantity: number;
  key: string;
  /** What was known of the product, so that it can be shown before the server has answered. */
  about?: { name: string; small_image: string | null; unit_price: Price; topic: string };
}

export type Wishes = Record<string, Wish>;

/** Something else is wished for of a product; or nothing, once the wish of that name is over. */
export interface WishChange {
  product: string;
  wish: Wish | null;
  key: string;
}

/** The most that one can want of one thing. */
export const MOST = 999;

/** A price as people write it where they are. */
export function written({ amount, currency }: Price, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** The digits behind the point that a currency has. */
const digits = (currency: string) => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** What somebody typed as a price, in minor units; nothing where it is none. */
export function minor(typed: string, currency: string): number | null {
  const places = /^[A-Z]{3}$/.test(currency) ? digits(currency) : 2;
  const [, whole, , part = ''] = /^\s*(\d{1,9})([.,](\d{1,3}))?\s*$/.exec(typed) ?? [];
  return whole === undefined || part.length > places ? null : Number(whole + part.padEnd(places, '0'));
}

/** A price as it is typed. */
export const typed = ({ amount, currency }: Price) => (amount / 10 ** digits(currency)).toFixed(digits(currency));

/** What everything costs that can be had; nothing where there is nothing, or things of two currencies. */
export function total(lines: readonly CartLine[]): Price | null {
  const sums = lines.flatMap((line) => (line.sold && line.total ? [line.total] : []));
  const [first] = sums;
  if (!first || sums.some(({ currency }) => currency !== first.currency)) return null;
  return { amount: sums.reduce((sum, { amount }) => sum + amount, 0), currency: first.currency };
}

/** A cart as it will be once all wishes are heard. */
export function wished(cart: Cart, wishes: Wishes): Cart {
  if (!Object.keys(wishes).length) return cart;
  const lines = cart.lines.map((line) => {
    const wish = wishes[line.product];
    return wish ? { ...line, quantity: wish.quantity, total: times(line.unit_price, wish.quantity) } : line;
  });
  for (const [product, { quantity, about }] of Object.entries(wishes)) {
    if (lines.some((line) => line.product === product) || !about) continue;
    const { name, small_image, unit_price, topic } = about;
    const sum = times(unit_price, quantity);
    lines.push({ product, quantity, sold: true, name, small_image, unit_price, total: sum, in_stock: true, more_in_stock: true, topic, hash: '' });
  }
  const kept = lines.filter(({ quantity }) => quantity > 0).sort((a, b) => (a.product < b.product ? -1 : 1));
  return { ...cart, lines: kept, total: total(kept) };
}

/** Wishes after one of them changed. What was wished for later than what is over stays. */
export function changed(wishes: Wishes, { product, wish, key }: WishChange): Wishes {
  if (wish) return { ...wishes, [product]: wish };
  const { [product]: known, ...rest } = wishes;
  return known?.key === key ? rest : wishes;
}

function times(price: Price | null, quantity: number): Price | null {
  return price && { ...price, amount: price.amount * quantity };
}

/** What can be had, in few words. */
export function stocked(available: number): string {
  if (available <= 0) return 'Sold out';
  return available <= 10 ? `Only ${available} left` : `${available.toLocaleString()} in stock`;
}

/** How many pieces there are in a cart. */
export const pieces = (cart: Cart | null) => cart?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0;
