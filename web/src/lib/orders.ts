// Orders as they are read, and why a cart could not be ordered, in words for the person in front of it.
import { written, type Cart, type CartLine, type Price } from './shop';

export interface Order {
  id: string;
  buyer: string;
  placed_at: string;
  state: string;
  reason: string | null;
  hash: string;
  lines: OrderLine[];
  total: Price | null;
  lacking: Lacking[];
  /** Until when it has to be paid, where anybody takes money. */
  pay_by: string | null;
  /** Payments that took money for what can't be had for it. */
  to_give_back: string[];
}

export interface OrderLine {
  product: string;
  quantity: number;
  name: string;
  small_image: string | null;
  unit_price: Price;
  total: Price;
  tax_class: string;
}

export interface OrderPage {
  orders: Order[];
  page: number;
  pages: number;
  total: number;
}

/** What live topics tell of an order. */
export interface OrderNews {
  order: string;
  state: string;
  position: number;
}

/** There is not so much. */
export interface Lacking {
  product: string;
  wanted: number;
  available: number;
}

/** What is said about lines of a cart, by their products. */
export type Remarks = Record<string, string>;

const STATES: Record<string, string> = {
  placed: 'Placed',
  paying: 'Being paid',
  refused: 'Came to nothing',
  paid: 'Paid',
  cancelled: 'Cancelled',
  shipped: 'On its way',
  declined: 'Payment declined',
  expired: 'Not paid in time',
};

/** What the test provider is told to do, and what that is like. */
export const TRIALS: [string, string][] = [
  ['trial_ok', 'it is paid'],
  ['trial_decline', 'it is declined'],
  ['trial_late', 'it is paid, and takes its time'],
  ['trial_twice', 'it is paid, and said twice'],
  ['trial_mute', 'nobody ever answers'],
];

/** How an order stands, in words; a word that is new to this page as it is. */
export const standing = ({ state }: Pick<Order, 'state'>) => STATES[state] ?? state.replaceAll('_', ' ');

/** How a line differs from what was shown. */
export function difference(before: CartLine | undefined, now: CartLine | undefined): string {
  if (!now) return 'It was taken out elsewhere.';
  if (!now.sold) return 'It is no longer sold.';
  if (!before) return 'It was put in elsewhere.';
  const changes = [];
  if (before.quantity !== now.quantity) changes.push(`${now.quantity} instead of ${before.quantity}`);
  const [was, is] = [before.unit_price && written(before.unit_price), now.unit_price && written(now.unit_price)];
  if (was !== is && is) changes.push(was ? `${is} each instead of ${was}` : `${is} each`);
  if (before.name !== now.name && now.name) changes.push('it is described anew');
  if (!now.in_stock && before.in_stock) changes.push('there are not so many any more');
  return `Changed: ${changes.join(', ') || 'it is not what was shown'}.`;
}

/** How the lines that differ do. */
export function differences(shown: Cart, now: Cart, differing: readonly string[]): Remarks {
  const line = (cart: Cart, product: string) => cart.lines.find((line) => line.product === product);
  return Object.fromEntries(differing.map((product) => [product, difference(line(shown, product), line(now, product))]));
}

/** What is said about lines that are not there any more, under the names by which they were shown. */
export function lost(remarks: Remarks, shown: Cart | null, now: Cart | null): { product: string; name: string; words: string }[] {
  const has = (cart: Cart | null, product: string) => cart?.lines.find((line) => line.product === product);
  const gone = Object.entries(remarks).filter(([product]) => !has(now, product));
  return gone.map(([product, words]) => ({ product, name: has(shown, product)?.name ?? product, words }));
}

/** What there is too little of. */
export function lacks(lacking: readonly Lacking[]): Remarks {
  const words = ({ wanted, available }: Lacking) =>
    available > 0 ? `You want ${wanted}, and ${available === 1 ? 'one is' : `${available} are`} left.` : 'It is sold out.';
  return Object.fromEntries(lacking.map((line) => [line.product, words(line)]));
}
