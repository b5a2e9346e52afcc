// The shapes of the Mastodon client API that this page reads; absent fields are those a server may leave out.

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct';

export interface Account {
  id: string;
  username: string;
  acct: string;
  display_name: string;
  note: string;
  url: string;
  avatar: string;
  header: string;
  bot: boolean;
  locked: boolean;
  created_at: string;
  followers_count: number;
  following_count: number;
  statuses_count: number;
  /** Only of oneself: what one may do here. */
  role?: { name: string };
}

/** Whether somebody keeps the shop of this server. */
export const keeps = (account: Account | null) => account?.role?.name === 'Admin';

export interface Mention {
  id: string;
  username: string;
  acct: string;
  url: string;
}

export interface Status {
  id: string;
  created_at: string;
  edited_at: string | null;
  in_reply_to_id: string | null;
  in_reply_to_account_id: string | null;
  sensitive: boolean;
  spoiler_text: string;
  visibility: Visibility;
  language: string | null;
  url: string | null;
  replies_count: number;
  reblogs_count: number;
  favourites_count: number;
  content: string;
  account: Account;
  mentions: Mention[];
  tags: { name: string; url: string }[];
  reblog: Status | null;
  /** Only where the server knows who is asking; streams leave them out. */
  favourited?: boolean;
  reblogged?: boolean;
}

/** That somebody did something that concerns one. */
export interface Notice {
  id: string;
  type: string;
  created_at: string;
  account: Account;
  status?: Status;
}

export interface Context {
  ancestors: Status[];
  descendants: Status[];
}

export interface Relationship {
  id: string;
  following: boolean;
  followed_by: boolean;
  requested: boolean;
}

export interface Instance {
  title: string;
  domain: string;
  description: string;
  usage: { users: { active_month: number } };
  configuration: {
    urls: { streaming: string };
    /** Not Mastodon's: who takes the shop's money, if anybody does. */
    shop?: { payments: string | null };
    statuses: { max_characters: number; characters_reserved_per_url: number };
  };
  registrations: { enabled: boolean };
}

export interface Grant {
  access_token: string;
  account: Account;
}

/** What the cookie of a session is traded for. */
export interface Bearer {
  access_token: string;
  expires_in: number;
}

/** What the cart of somebody who is not logged in is asked for with. */
export interface Visit extends Bearer {
  /** The live topic of that cart. */
  topic: string;
}

/** Another server that one may log in with, and since when it is linked to one's account. */
export interface Elsewhere {
  name: string;
  title: string;
  linked_at: string | null;
}

export interface Sessions {
  sessions: { id: string; current: boolean; agent: string; created_at: string; last_used_at: string }[];
  apps: { application: { id: string; name: string }; scopes: string[]; created_at: string; last_used_at: string }[];
}

export interface NewStatus {
  status: string;
  visibility: Visibility;
  spoiler_text?: string;
  in_reply_to_id?: string;
}

/** What somebody can do to a post, and undo. */
export type Act = 'favourite' | 'unfavourite' | 'reblog' | 'unreblog';

/** Ids grow with time, but as numbers they pass what a double can hold: longer is newer, then the larger text. */
export function newer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
