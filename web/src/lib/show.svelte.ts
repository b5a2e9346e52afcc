// A channel as it is now: what is on, what is asked there, what is said in its room, who writes and how many are there.
import { ApiError, explain } from './api';
import type { Channel, NewRound, Person, Poll, Prediction, Present, Presentation, Said, Word } from './channels';
import { gateway } from './live.svelte';
import { newer } from './mastodon';
import { api, session } from './session.svelte';

/** More words than this are cut at the top, so that a tab left open for days stays small. */
const LONGEST = 300;
const AFTER_CUT = 150;
/** So long somebody is taken to be writing after a sign of it; signs are given less often than half of that. */
const WRITES = 7_000;
const SIGN = 3_000;
/** Counts are asked for again at most this often. */
const COUNTED = 1_000;

type Told = { channel: string };

export class Show {
  channel = $state.raw<Channel | null>(null);
  words = $state.raw<Word[]>([]);
  polls = $state.raw<Poll[]>([]);
  predictions = $state.raw<Prediction[]>([]);
  present = $state.raw<Present | null>(null);
  points = $state<number | null>(null);
  phase = $state<'loading' | 'ready' | 'missing' | 'failed'>('loading');
  trouble = $state('');
  earlier = $state<string | null>(null);
  /** Whose hand moves, the first of them first. */
  writing = $state.raw<Person[]>([]);

  #hands = new Map<string, ReturnType<typeof setTimeout>>();
  #signed = 0;
  #counting: ReturnType<typeof setTimeout> | undefined;
  #reading: ReturnType<typeof setTimeout> | undefined;
  #ends: (() => void)[] = [];
  #running = false;
  /** What each reading that is under way has not heard of yet. */
  #meanwhile = new Set<(() => void)[]>();

  constructor(readonly id: string) {}

  get mine() {
    return session.member === this.id;
  }

  async start() {
    this.#running = true;
    await this.load();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#counting);
    this.#hands.forEach((timer) => clearTimeout(timer));
    this.#ends.splice(0).forEach((end) => end());
  }

  /** Reads all of it, and listens on from where each part was read. */
  async load() {
    const meanwhile: (() => void)[] = [];
    this.#meanwhile.add(meanwhile);
    try {
      const channel = await api.channel(this.id);
      const [said, polls, predictions] = await Promise.all([api.said(this.id), api.polls(this.id), api.predictions(this.id)]);
      this.channel = channel;
      this.words = said.items.map(word).reverse();
      this.earlier = said.next;
      this.polls = polls.items;
      this.predictions = predictions.items;
      this.phase = 'ready';
      // what was told while this was on its way may be younger; all of it in order ends where the last of it stands
      this.#meanwhile.delete(meanwhile);
      meanwhile.forEach((told) => told());
      if (this.#running && !this.#ends.length)
        this.#listen({ channel: channel.position, room: said.position, polls: polls.position, predictions: predictions.position });
      if (session.member) this.points = await api.points(this.id).catch(() => null);
    } catch (error) {
      if (this.channel) return;
      this.phase = error instanceof ApiError && error.status === 404 ? 'missing' : 'failed';
      this.trouble = explain(error);
    } finally {
      this.#meanwhile.delete(meanwhile);
    }
  }

  async more() {
    const asked = this.earlier;
    if (!asked) return;
    const page = await api.said(this.id, asked);
    if (this.earlier !== asked) return;
    this.#take(page.items.map(word));
    this.earlier = page.next;
  }

  /** Says something in the room; it stands there once the room has heard it. */
  async say(text: string) {
    await gateway.publish(`room:message.${this.id}`, { text });
    this.#signed = 0;
  }

  async unsay(id: string) {
    await api.unsay(this.id, id);
    this.#drop(id);
  }

  /** Shows the others that something is being written; a sign that gets lost is no loss. */
  sign() {
    if (gateway.line !== 'live' || Date.now() - this.#signed < SIGN) return;
    this.#signed = Date.now();
    gateway.publish(`room:typing.${this.id}`, {}).catch(() => {});
  }

  async watch(wanted: boolean) {
    this.channel = await api.watch(this.id, wanted);
    if (wanted) this.points = await api.points(this.id).catch(() => this.points);
  }

  async announce(what: Presentation) {
    this.channel = await api.present(what);
    if (this.phase !== 'ready') await this.load();
  }

  async ask(kind: 'poll' | 'prediction', round: NewRound) {
    if (kind === 'poll') this.#poll(await api.askPoll(this.id, round));
    else this.#prediction(await api.predict(this.id, round));
  }

  async vote(poll: Poll, choice: number) {
    this.#poll(await api.vote(poll.id, choice));
  }

  async endPoll(poll: Poll) {
    this.#poll(await api.endPoll(poll.id));
  }

  async stake(prediction: Prediction, outcome: number, points: number) {
    this.#prediction(await api.stake(prediction.id, outcome, points));
    this.points = await api.points(this.id);
  }

  async turn(prediction: Prediction, turn: 'lock' | 'cancel' | number) {
    const turned = typeof turn === 'number' ? api.resolve(prediction.id, turn) : api[turn](prediction.id);
    this.#prediction(await turned);
  }

  #listen(since: { channel: string; room: string; polls: string; predictions: string }) {
    const listen = <Data>(topic: string, position: string | undefined, told: (data: Data, type: string) => void) => {
      const missed = () => this.#readAgain();
      const how = position ? { since: position, missed, granted: (_: string, resumed: boolean) => resumed || missed() } : {};
      const heard = (tell: () => void) => {
        if (position) this.#meanwhile.forEach((told) => told.push(tell));
        tell();
      };
      this.#ends.push(gateway.listen<Data>(`${topic}.${this.id}`, ({ data, type }) => heard(() => told(data, type)), how));
    };
    listen<Presentation>('channel:update', since.channel, ({ title, category, live }) => {
      if (this.channel) this.channel = { ...this.channel, title, category, live };
    });
    listen('channel:follow', since.channel, () => this.#count());
    for (const step of ['create', 'progress', 'end'])
      listen<Poll>(`channel:poll:${step}`, since.polls, (poll) => this.#poll(poll));
    for (const step of ['create', 'progress', 'lock', 'resolve', 'cancel'])
      listen<Prediction>(`channel:prediction:${step}`, since.predictions, (prediction) => this.#prediction(prediction));
    listen<Word & { room: string }>('room:message', since.room, (said, type) => {
      if (type === 'room:delete') return this.#drop(said.id);
      this.#rest(said.by.id);
      this.#take([said]);
    });
    listen<Told & { by: Person }>('room:typing', undefined, ({ by }) => this.#writes(by));
    listen<Present>('room:presence:update', undefined, ({ members, visitors }) => (this.present = { members, visitors }));
  }

  #take(words: Word[]) {
    const known = new Set(this.words.map(({ id }) => id));
    const added = words.filter(({ id }) => !known.has(id));
    if (!added.length) return;
    const all = [...this.words, ...added].sort((a, b) => (newer(a.id, b.id) ? 1 : -1));
    const appended = newer(added[0]!.id, this.words[0]?.id ?? '');
    if (all.length > LONGEST && appended) {
      this.words = all.slice(-AFTER_CUT);
      this.earlier = `/api/rookery/v1/channels/${this.id}/messages?max_id=${this.words[0]!.id}`;
    } else {
      this.words = all;
    }
  }

  #drop(id: string) {
    this.words = this.words.filter((word) => word.id !== id);
  }

  #writes(by: Person) {
    if (by.id === session.member) return;
    clearTimeout(this.#hands.get(by.id));
    this.#hands.set(by.id, setTimeout(() => this.#rest(by.id), WRITES));
    this.writing = [...this.writing.filter(({ id }) => id !== by.id), by];
  }

  #rest(id: string) {
    clearTimeout(this.#hands.get(id));
    if (this.#hands.delete(id)) this.writing = this.writing.filter((person) => person.id !== id);
  }

  /** What is told is the same for everybody, so what is known of the reader stays. */
  #poll(told: Poll) {
    this.polls = merged(this.polls, told);
  }

  #prediction(told: Prediction) {
    this.predictions = merged(this.predictions, told);
    const over = told.status === 'resolved' || told.status === 'cancelled';
    if (over && this.predictions.find(({ id }) => id === told.id)?.stake && told.stake === undefined) void this.#paid(told.id);
  }

  async #paid(id: string) {
    const [prediction, points] = await Promise.all([api.prediction(id), api.points(this.id)]).catch(() => []);
    if (prediction) this.predictions = merged(this.predictions, prediction);
    this.points = points ?? this.points;
  }

  /** However many topics say so at once. */
  #readAgain() {
    this.#reading ??= setTimeout(() => {
      this.#reading = undefined;
      if (this.#running) void this.load();
    }, 0);
  }

  #count() {
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      api.channel(this.id).then((channel) => this.#running && (this.channel = channel), () => {});
    }, COUNTED);
  }
}

function merged<T extends { id: string }>(known: T[], told: T): T[] {
  const before = known.find(({ id }) => id === told.id);
  const all = before ? known.map((one) => (one === before ? { ...one, ...told } : one)) : [told, ...known];
  return all.sort((a, b) => (newer(b.id, a.id) ? 1 : -1));
}

function word({ id, account: { id: who, username, display_name }, text, at }: Said): Word {
  return { id, by: { id: who, username, display_name }, text, at };
}
