/** The circumstances of a message. */
export interface Circumstances {
  /** The topic, as it was asked for. */
  topic: string;
  /** Where to resume after it; nothing for what no log has. */
  position?: string;
  /** The event's id: the same however often it is told. */
  id: string;
  /** When it happened, as RFC 3339 says it. */
  ts: string;
  /** Whether it was missed, and is told now. */
  replayed: boolean;
}

/** What a message says: a kind, and what belongs to it. What operators publish may look otherwise. */
export interface Message<Data = unknown> {
  type: string;
  data: Data;
}

/** Why a topic is not listened to, or something not published. */
export class Refused extends Error {
  readonly topic: string;
  /** `ERR_BADTOPIC`, `ERR_BADAUTH` …, `AUTH_REVOKED` for one that was listened to before, `CLOSED` for what was not published yet. */
  readonly code: string;
  /** More of it, for people: `topic_limit`, `scope_missing:user:read:home`. */
  readonly reason?: string;
}

/** How somebody listens. */
export interface Listening {
  /** Where it was left off before: a position of a snapshot, or of the last message. */
  since?: string;
  /** It begins, and goes on from where it was, or its own `since`, or from now on; told each time that it begins anew. */
  granted?: (topic: string, resumed: boolean) => void;
  /** Something may have been missed: read the snapshot again. */
  missed?: (topic: string) => void;
  /** The server says no; the topic is not asked for any more. */
  refused?: (why: Refused) => void;
}

/** A connection is being made; it is open; it is waiting to be made again; nobody wants it. */
export type Line = "connecting" | "live" | "waiting" | "closed";

export interface Options {
  /** Gives the token to listen with, anew for each LISTEN: those of `/auth/ws` are good for an hour. */
  token?: () => string | undefined | Promise<string | undefined>;
  /** What sockets are made of; the platform's own where nothing is said. */
  WebSocket?: new (address: string) => unknown;
  /** After so many milliseconds without a word what was granted before begins now, and not where it was left off. */
  forget?: number;
  /** The time in milliseconds. */
  now?: () => number;
  /** Told whenever it changes how it stands with the connection. */
  online?: (line: Line) => void;
  /** Chance, from 0 to below 1. */
  random?: () => number;
  setTimeout?: (does: () => void, ms: number) => unknown;
  clearTimeout?: (timer: unknown) => void;
}

/** A name that nothing else has, made also where pages have no certificate. */
export function newId(): string;

/** A connection to the gateway. It is made when something is listened to, and made anew whenever it breaks. */
export class Live {
  constructor(address: string, options?: Options);
  /** Listens to a topic until what this gives is called. */
  listen<Data = unknown>(
    topic: string,
    told: (message: Message<Data>, circumstances: Circumstances) => void,
    how?: Listening,
  ): () => void;
  /**
   * Publishes an object on a topic that takes it, `{ text: "hello" }` on `room:message.42`, and gives the id and the position that
   * listeners get. It is told once, however often it has to be said. Rejects with `Refused` when the server says no.
   */
  publish(topic: string, message: object, how?: { id?: string }): Promise<{ id: string; position?: string }>;
  /** Where a topic was left off: what `since` takes the next time. */
  position(topic: string): string | undefined;
  /** Comes back at once, if it waits to: the network is there again. */
  hurry(): void;
  /** Ends it for good. */
  close(): void;
}
