// What happened in the shop, and how what follows from it is, as whoever keeps it reads it.

/** Something that happened. */
export interface Happened {
  position: number;
  stream: string;
  version: number;
  id: string;
  kind: string;
  at: string;
  actor: string | null;
  payload: unknown;
}

export interface Past {
  events: Happened[];
  /** From where on to look back further; a page may be empty and not the last. */
  before: number | null;
}

export interface Model {
  name: string;
  position: number;
  lag: number;
  loaded: boolean;
  stopped: string | null;
  size: number;
  applied: number;
}

export interface Models {
  position: number;
  models: Model[];
  /** What the catalogue has heard of the others. */
  carried: number;
}

/** Which events somebody looks for; what is empty does not matter. Times are those of the clock on the wall. */
export interface Sieve {
  stream: string;
  kind: string;
  since: string;
  until: string;
}

export const LIMIT = 50;

/** The sieve that an address names. */
export function sieve(search: string): Sieve {
  const said = new URLSearchParams(search);
  const of = (name: string) => said.get(name)?.trim() ?? '';
  return { stream: of('stream'), kind: of('kind'), since: of('since'), until: of('until') };
}

/** The address of a sieve, from this page. */
export function address(sieve: Sieve): string {
  const said = new URLSearchParams(Object.entries(sieve).filter(([, text]) => text));
  return said.size ? `/shop/keep/past?${said}` : '/shop/keep/past';
}

/** What the server is asked. */
export function asked({ stream, kind, since, until }: Sieve, before: number | null): URLSearchParams {
  const parts = { stream, kind, since: instant(since), until: instant(until), before: before === null ? '' : `${before}`, limit: `${LIMIT}` };
  return new URLSearchParams(Object.entries(parts).filter(([, text]) => text));
}

/** What is no time is sent as it is: the server says what is wrong with it. */
function instant(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

/** How a model is, in words. */
export function standing({ loaded, stopped, lag }: Model): string {
  if (stopped) return `Stands still: ${stopped}`;
  if (!loaded) return 'Loading';
  return lag === 0 ? 'Up to date' : `${lag} behind`;
}

/** Where something stands out: what does not go on, or waits. */
export const troubled = (model: Model) => model.stopped !== null || !model.loaded;

/** What is said of an event, to be read. */
export const told = ({ payload }: Happened) => JSON.stringify(payload, null, 2);
