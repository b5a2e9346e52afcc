// The shapes of channels that this page reads, by REST and from live topics.
import type { Account } from './mastodon';

export interface Channel {
  id: string;
  account: Account;
  title: string;
  category: string;
  live: boolean;
  followers_count: number;
  /** Only where the server knows who is asking. */
  following?: boolean;
  position: string;
}

export interface Presentation {
  title: string;
  category: string;
  live: boolean;
}

/** Somebody, as live topics tell of them. */
export interface Person {
  id: string;
  username: string;
  display_name: string;
}

/** A message as REST shows it; live topics say `by`. */
export interface Said {
  id: string;
  room: string;
  account: Account;
  text: string;
  at: string;
}

/** A message as this page shows it. */
export interface Word {
  id: string;
  by: Person;
  text: string;
  at: string;
}

export interface Poll {
  id: string;
  channel: string;
  question: string;
  status: 'active' | 'ended';
  choices: { title: string; votes: number }[];
  began_at: string;
  ends_at: string;
  /** Only by REST: what the reader chose. */
  own_choice?: number | null;
}

export interface Prediction {
  id: string;
  channel: string;
  title: string;
  status: 'active' | 'locked' | 'resolved' | 'cancelled';
  outcomes: { title: string; points: number; people: number }[];
  winner: number | null;
  began_at: string;
  closes_at: string;
  /** Only by REST: what the reader put on it. */
  stake?: { outcome: number; points: number; paid: number | null } | null;
}

/** How many listen to a room. */
export interface Present {
  members: number;
  visitors: number;
}

/** A poll or a prediction that is about to be asked. */
export interface NewRound {
  asked: string;
  choices: string[];
  seconds: number;
}

export const nameOf = (person: Person) => person.display_name || person.username;
