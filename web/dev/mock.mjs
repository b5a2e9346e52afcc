// A pretend Rookery for working on the page: one process, a lively community in memory, nothing kept.
//   node dev/mock.mjs [--listen 127.0.0.1:8000] [--every MILLISECONDS] [--max-characters N]
// It serves dist/ too, with the content security policy of the real server. Log in as ada@example.org, any password
// of eight characters. Faults on demand: POST /mock/drop cuts the sockets, /mock/refuse refuses their next resume,
// /mock/fail?times=N lets the next N writes fail, /mock/post posts at once.
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';

const { values: flags } = parseArgs({
  options: {
    listen: { type: 'string', default: '127.0.0.1:8000' },
    every: { type: 'string', default: '6000' },
    'max-characters': { type: 'string', default: '500' },
  },
});
const [host, port] = flags.listen.split(':');
const origin = `http://${flags.listen}`;
const dist = new URL('../dist/', import.meta.url).pathname;

let last = BigInt(Date.now() - 3_600_000 * 40) << 16n;
const idAt = (time) => String((last = BigInt(time) << 16n > last ? BigInt(time) << 16n : last + 1n));
const people = new Map();
const posts = new Map();
const tokens = new Map();
const repeated = new Map();
const follows = new Map();
const given = { favourite: new Map(), reblog: new Map() };
const log = [];
let failures = 0;
let refusing = false;

function join_(username, display_name, note = '') {
  const id = idAt(Date.now() - 86_400_000 * 30);
  const account = {
    id, username, acct: username, display_name, note: note && `<p>${note}</p>`, url: `${origin}/@${username}`,
    avatar: `${origin}/pictures/avatar.png`, header: `${origin}/pictures/header.png`, bot: username.endsWith('bot'), locked: false,
    created_at: '2026-03-02T00:00:00.000Z', followers_count: 0, following_count: 0, statuses_count: 0,
  };
  people.set(id, account);
  follows.set(id, new Set());
  return account;
}

const named = (acct) => [...people.values()].find(({ username }) => username.toLowerCase() === acct?.replace(/^@/, '').toLowerCase());
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function render(text) {
  const inline = (line) =>
    escape(line)
      .replace(/https?:\/\/[^\s&]+/g, (url) => `<a href="${url}" target="_blank" rel="nofollow noopener noreferrer"><span class="invisible">${url.split('//')[0]}//</span>${url.split('//')[1]}</a>`)
      .replace(/(^|\s)@(\w+)/g, (all, gap, name) => (named(name) ? `${gap}<span class="h-card"><a href="${origin}/@${name}" class="u-url mention">@<span>${name}</span></a></span>` : all))
      .replace(/(^|\s)#(\w+)/g, (_, gap, tag) => `${gap}<a href="${origin}/tags/${tag}" class="mention hashtag" rel="tag">#<span>${tag}</span></a>`);
  return text.split(/\n{2,}/).map((part) => `<p>${part.split('\n').map(inline).join('<br />')}</p>`).join('');
}

function post(author, text, { at = Date.now(), visibility = 'public', spoiler_text = '', in_reply_to_id = null, reblog = null } = {}) {
  const id = idAt(at);
  const parent = posts.get(in_reply_to_id);
  const status = {
    id, created_at: new Date(at).toISOString(), edited_at: null, in_reply_to_id, in_reply_to_account_id: parent?.account.id ?? null,
    sensitive: spoiler_text !== '', spoiler_text, visibility, language: 'en', uri: `${origin}/users/${author.username}/statuses/${id}`,
    url: `${origin}/@${author.username}/${id}`, replies_count: 0, reblogs_count: 0, favourites_count: 0, content: render(text), account: author,
    mentions: [...text.matchAll(/@(\w+)/g)].map(([, name]) => named(name)).filter(Boolean).map(({ id, username, acct, url }) => ({ id, username, acct, url })),
    tags: [...text.matchAll(/#(\w+)/g)].map(([, name]) => ({ name: name.toLowerCase(), url: `${origin}/tags/${name}` })),
    media_attachments: [], emojis: [], card: null, poll: null, reblog,
  };
  posts.set(id, status);
  author.statuses_count++;
  if (parent) parent.replies_count++;
  tell('update', status);
  return status;
}

const seen = (status, viewer) => ({
  ...status,
  reblog: status.reblog && seen(status.reblog, viewer),
  ...(viewer && { favourited: has('favourite', status.id, viewer), reblogged: has('reblog', status.id, viewer) }),
});
const has = (act, id, viewer) => given[act].get(id)?.has(viewer.id) ?? false;

function act(act, status, viewer, wanted) {
  if (!given[act].has(status.id)) given[act].set(status.id, new Set());
  const set = given[act].get(status.id);
  if (set.has(viewer.id) === wanted) return status;
  set[wanted ? 'add' : 'delete'](viewer.id);
  status[act === 'favourite' ? 'favourites_count' : 'reblogs_count'] += wanted ? 1 : -1;
  if (act === 'favourite') return status;
  if (wanted) return post(viewer, '', { reblog: status });
  const wrapper = [...posts.values()].find(({ reblog, account }) => reblog === status && account === viewer);
  if (wrapper) drop(wrapper);
  return status;
}

function drop(status) {
  posts.delete(status.id);
  status.account.statuses_count--;
  const parent = posts.get(status.in_reply_to_id);
  if (parent) parent.replies_count--;
  tell('delete', status);
}

const atHome = (status, viewer) => status.account === viewer || follows.get(viewer.id).has(status.account.id);
const readable = (status, viewer) =>
  ['public', 'unlisted'].includes(status.visibility) || status.account === viewer ||
  (viewer && status.visibility === 'private' && follows.get(viewer.id).has(status.account.id)) ||
  status.mentions.some(({ id }) => id === viewer?.id);
const isPublic = (status) => status.visibility === 'public' && !status.reblog;

const sockets = new Set();
const logId = randomUUID().slice(0, 8);

function tell(event, status) {
  log.push({ position: log.length + 1, event, status });
  for (const socket of sockets) send(socket, log.at(-1));
}

/** `timeline:home.1`, `timeline:public`, `timeline:tag.1`: what each carries. */
const carries = {
  'timeline:home': (status, { viewer }) => viewer && atHome(status, viewer) && readable(status, viewer),
  'timeline:public': (status) => isPublic(status),
  'timeline:tag': (status, { id }) => isPublic(status) && status.tags.some(({ name }) => tagId(name) === id),
};
const tagId = (name) => String(createHash('sha256').update(name.toLowerCase()).digest().readUInt32BE());
const placeOf = (position) => `${logId}-${position}`;

function send(socket, { event, status, position }, only) {
  for (const [topic, viewer] of socket.topics) {
    const [name, id] = topic.split('.');
    if ((only && topic !== only) || !carries[name](status, { viewer, id })) continue;
    const message = JSON.stringify({ type: event, data: event === 'delete' ? { id: status.id } : seen(status) });
    const data = { topic, message, id: randomUUID(), position: placeOf(position), ts: new Date().toISOString(), replayed: Boolean(only) };
    socket.send(JSON.stringify({ type: 'MESSAGE', data }));
  }
}

function listen(client, nonce, { topics, auth_token: token, since = {} }) {
  const viewer = tokens.get(token);
  const errors = [];
  const granted = [];
  for (const topic of topics) {
    const [name] = topic.split('.');
    if (!carries[name]) errors.push({ topic, code: 'ERR_BADTOPIC', reason: 'topic_unknown' });
    else if ((token && !viewer) || (name === 'timeline:home' && !viewer)) errors.push({ topic, code: 'ERR_BADAUTH', reason: 'token_invalid' });
    else {
      const [id, place] = (since[topic] ?? '').split('-');
      const recovered = since[topic] ? id === logId && !refusing : undefined;
      client.topics.set(topic, viewer);
      granted.push({ topic, position: placeOf(log.length), recovered, missed: recovered ? log.slice(Number(place)) : [] });
    }
  }
  refusing = false;
  const error = granted.length ? '' : errors[0].code;
  client.send(JSON.stringify({ type: 'RESPONSE', error, nonce, data: { topics: granted.map(({ missed: _, ...topic }) => topic), errors } }));
  for (const { topic, missed } of granted) missed.forEach((entry) => send(client, entry, topic));
}

const gate = new WebSocketServer({ noServer: true });

function upgrade(request, socket, head) {
  if (new URL(request.url, origin).pathname !== '/pubsub') return socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
  gate.handleUpgrade(request, socket, head, (client) => {
    client.topics = new Map();
    client.on('message', (text) => {
      const { type, nonce = '', data } = JSON.parse(text);
      if (type === 'PING') client.send('{"type":"PONG"}');
      if (type === 'LISTEN') listen(client, nonce, data);
      if (type === 'UNLISTEN') {
        data.topics.forEach((topic) => client.topics.delete(topic));
        client.send(JSON.stringify({ type: 'RESPONSE', error: '', nonce }));
      }
      if (type === 'PUBLISH') client.send(JSON.stringify({ type: 'RESPONSE', error: 'ERR_BADTOPIC', nonce }));
    });
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
  });
}

class Refused extends Error {
  constructor(status, error, details) {
    super(error);
    Object.assign(this, { status, details });
  }
}

function page(request, all, viewer) {
  const { searchParams, pathname } = request.url;
  const limit = Math.min(40, Number(searchParams.get('limit')) || 20);
  const [below, above] = [searchParams.get('max_id'), searchParams.get('since_id')];
  const rows = all
    .filter(({ id }) => (!below || BigInt(id) < BigInt(below)) && (!above || BigInt(id) > BigInt(above)))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  const items = rows.slice(0, limit);
  const link = (name, id, rel) => {
    const query = new URLSearchParams(searchParams);
    query.delete('max_id'), query.delete('since_id'), query.set(name, id);
    return `<${origin}${pathname}?${query}>; rel="${rel}"`;
  };
  const links = [rows.length > limit && link('max_id', items.at(-1).id, 'next'), items[0] && link('min_id', items[0].id, 'prev')];
  return { body: items.map((status) => seen(status, viewer)), headers: { Link: links.filter(Boolean).join(', ') } };
}

const found = (thing) => thing || (() => { throw new Refused(404, 'Record not found'); })();
const grant = (account) => {
  const token = createHash('sha256').update(randomUUID()).digest('base64url');
  tokens.set(token, account);
  const body = { access_token: token, token_type: 'Bearer', scope: 'read write follow', created_at: Math.floor(Date.now() / 1000), expires_in: 900, account };
  return { body, headers: { 'Set-Cookie': `session=${token}; HttpOnly; SameSite=Lax; Path=/` } };
};

function below(id) {
  return [...posts.values()].filter(({ in_reply_to_id }) => in_reply_to_id === id).flatMap((status) => [status, ...below(status.id)]);
}

const all = () => [...posts.values()];
const routes = [
  ['GET', '/api/v2/instance', () => ({
    title: 'Dusk & Branch', domain: flags.listen, version: '4.2.0 (compatible; Rookery 0.1.0)',
    description: 'A small rookery for people who look up in the evening. Be kind, be brief.', usage: { users: { active_month: people.size } },
    configuration: { urls: { streaming: `ws://${flags.listen}` }, statuses: { max_characters: Number(flags['max-characters']), characters_reserved_per_url: 23, max_media_attachments: 4 } },
    registrations: { enabled: true }, rules: [],
  })],
  ['POST', '/auth/login', ({ body }) => {
    const account = named(body.email?.split('@')[0]);
    if (!account || (body.password ?? '').length < 8) throw new Refused(401, 'invalid_credentials');
    return grant(account);
  }],
  ['POST', '/auth/register', ({ body }) => {
    const details = {};
    if (!/^\w{1,30}$/.test(body.username ?? '')) details.username = [{ error: 'ERR_INVALID', description: 'must contain only letters, numbers and underscores' }];
    else if (named(body.username)) details.username = [{ error: 'ERR_TAKEN', description: 'has already been taken' }];
    if (!/.@./.test(body.email ?? '')) details.email = [{ error: 'ERR_INVALID', description: 'is invalid' }];
    if ((body.password ?? '').length < 8) details.password = [{ error: 'ERR_TOO_SHORT', description: 'is too short (minimum is 8 characters)' }];
    if (Object.keys(details).length) throw new Refused(422, 'Validation failed', details);
    return grant(join_(body.username, ''));
  }],
  ...['/auth/token', '/auth/ws'].map((path) => ['GET', path, ({ me, token }) => (me(), { access_token: token, expires_in: 900 })]),
  ['POST', '/auth/logout', () => ({ body: {}, headers: { 'Set-Cookie': 'session=; Max-Age=0; Path=/' } })],
  ['GET', '/api/v1/tags/:id', ({ id }) => ({ id: tagId(id), name: id.toLowerCase() })],
  ['GET', '/api/rookery/v1/channels', () => []],
  ['GET', '/api/v1/accounts/verify_credentials', ({ me }) => me()],
  ['GET', '/api/v1/accounts/lookup', ({ url }) => found(named(url.searchParams.get('acct')))],
  ['GET', '/api/v1/accounts/relationships', ({ url, me }) => url.searchParams.getAll('id[]').map((id) => bond(me(), id))],
  ['GET', '/api/v1/accounts/:id/statuses', (request) => page(request, all().filter((status) => status.account.id === request.id && readable(status, request.viewer) && !(request.url.searchParams.get('exclude_replies') === 'true' && status.in_reply_to_id)), request.viewer)],
  ['POST', '/api/v1/accounts/:id/follow', ({ me, id }) => (found(people.get(id)), follows.get(me().id).add(id), bond(me(), id))],
  ['POST', '/api/v1/accounts/:id/unfollow', ({ me, id }) => (follows.get(me().id).delete(id), bond(me(), id))],
  ['GET', '/api/v1/timelines/home', (request) => { const me = request.me(); return page(request, all().filter((status) => atHome(status, me)), me); }],
  ['GET', '/api/v1/timelines/public', (request) => page(request, all().filter(isPublic), request.viewer)],
  ['GET', '/api/v1/timelines/tag/:id', (request) => page(request, all().filter((status) => isPublic(status) && status.tags.some(({ name }) => name === request.id.toLowerCase())), request.viewer)],
  ['POST', '/api/v1/statuses', ({ body, me, key }) => {
    const text = (body.status ?? '').trim();
    if (!text) throw new Refused(422, "Validation failed: Text can't be blank");
    if ([...new Intl.Segmenter().segment(text)].length > Number(flags['max-characters'])) throw new Refused(422, `Validation failed: Text character limit of ${flags['max-characters']} exceeded`);
    const name = `${me().id} ${key}`;
    if (!key || !posts.has(repeated.get(name))) repeated.set(name, post(me(), text, body).id);
    return seen(posts.get(repeated.get(name)), me());
  }],
  ['GET', '/api/v1/statuses/:id', ({ id, viewer }) => { const status = found(posts.get(id)); return seen(found(readable(status, viewer) && status), viewer); }],
  ['DELETE', '/api/v1/statuses/:id', ({ id, me }) => { const status = found(posts.get(id)); found(status.account === me()); drop(status); return { ...seen(status, me()), text: '' }; }],
  ['GET', '/api/v1/statuses/:id/context', ({ id, viewer }) => {
    const ancestors = [];
    for (let up = posts.get(found(posts.get(id)).in_reply_to_id); up; up = posts.get(up.in_reply_to_id)) ancestors.unshift(seen(up, viewer));
    return { ancestors, descendants: below(id).map((status) => seen(status, viewer)) };
  }],
  ...['favourite', 'reblog'].flatMap((name) => [
    ['POST', `/api/v1/statuses/:id/${name}`, ({ id, me }) => seen(act(name, found(posts.get(id)), me(), true), me())],
    ['POST', `/api/v1/statuses/:id/un${name}`, ({ id, me }) => seen(act(name, found(posts.get(id)), me(), false), me())],
  ]),
  ['POST', '/mock/drop', () => (sockets.forEach((socket) => socket.terminate()), {})],
  ['POST', '/mock/refuse', () => ((refusing = true), sockets.forEach((socket) => socket.terminate()), {})],
  ['POST', '/mock/fail', ({ url }) => ((failures = Number(url.searchParams.get('times') ?? 1)), {})],
  ['POST', '/mock/post', () => chatter()],
].map(([method, path, answer]) => ({ method, answer, pattern: new RegExp(`^${path.replace(':id', '(?<id>[^/]+)')}/?$`) }));

const bond = (me, id) => ({ id, following: follows.get(me.id).has(id), followed_by: follows.get(id)?.has(me.id) ?? false, requested: false });

async function rest(request, response) {
  const url = new URL(request.url, origin);
  const route = routes.find(({ method, pattern }) => method === request.method && pattern.test(url.pathname));
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    if (!route) throw new Refused(404, 'Record not found');
    // there the cookie speaks, as at the real one
    const cookie = url.pathname.startsWith('/auth/') ? request.headers.cookie?.match(/session=([^;]+)/)?.[1] : undefined;
    const token = request.headers.authorization?.replace('Bearer ', '') ?? cookie;
    const viewer = tokens.get(token);
    if (token && !viewer) throw new Refused(401, 'The access token is invalid');
    if (request.method !== 'GET' && url.pathname.startsWith('/api') && failures-- > 0) throw new Refused(503, 'the database is not available');
    const me = () => viewer ?? (() => { throw new Refused(401, 'The access token is invalid'); })();
    const id = decodeURIComponent(url.pathname.match(route.pattern).groups?.id ?? '');
    const answer = route.answer({ url, id, viewer, me, token, body: text ? JSON.parse(text) : {}, key: request.headers['idempotency-key'] });
    const { body, headers } = answer?.headers ? answer : { body: answer, headers: {} };
    response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    response.writeHead(error.status ?? 500, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: error.message, details: error.details }));
  }
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

function file(request, response) {
  const wanted = join(dist, normalize(new URL(request.url, origin).pathname));
  const path = existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  if (!existsSync(path)) return response.writeHead(404).end('npm run build first, or npm run dev beside this server\n');
  response.writeHead(200, {
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': `default-src 'self'; img-src 'self' data:; connect-src 'self' ws://${flags.listen}`,
  });
  createReadStream(path).pipe(response);
}

const ada = join_('ada', 'Ada Nightingale', 'Counts birds, and then counts them again. Keeper of this server.');
const cast = [
  ada,
  join_('corvin', 'Corvin Ashdown', 'Field notes from the edge of the wood.'),
  join_('mirjam', 'Mirjam Okafor', 'Ceramics, tea, late trains.'),
  join_('tuuli', 'Tuuli 🪶', 'Weather person. Wind is my first name.'),
  join_('ben_h', 'Ben Hathersage', ''),
  join_('roostbot', 'Roost clock', 'Says when the sun goes down.'),
  join_('yui', '結衣', '夕方の空が好き。'),
];
const [, corvin, mirjam, tuuli, ben, clock, yui] = cast;
for (const other of [corvin, mirjam, tuuli, clock]) follows.get(ada.id).add(other.id);
for (const other of [corvin, tuuli, ben]) follows.get(other.id).add(ada.id);
for (const account of cast) Object.assign(account, { followers_count: 12 + (account.username.length * 37) % 90, following_count: 20 + (account.username.length * 13) % 40 });

const LINES = [
  [corvin, 'The rooks are back in the elms by the churchyard. Forty-one nests, three more than last year. #rooks #fieldnotes'],
  [mirjam, 'Kiln opened. Two bowls cracked, one became exactly what I could not have planned. Keeping that one.'],
  [tuuli, 'Wind turning north-west after eight, gusts to 50 km/h on the ridge.\n\nIf you have washing outside: now.'],
  [ben, 'Does anybody have a spare bicycle pump in the east of town? I have cake to trade. @mirjam you said you had two?'],
  [yui, '駅のホームから見えた夕焼けがきれいだった。カラスが三羽、電線にとまっていた。 #夕焼け'],
  [clock, 'Sun down at 16:09. Civil dusk ends at 16:43. #dusk'],
  [ada, 'We moved the server to the quiet shelf last night. If you noticed nothing, that was the plan.'],
  [corvin, 'A rook solved my latch today. I have watched that bird try for three weeks, and I am not going to fit a better latch.'],
  [mirjam, 'Late train again, but the sky over the estuary is doing things with violet that should not be allowed.'],
  [tuuli, 'Reading about how rooks fall out of the sky before a storm, tumbling for the fun of it. Long piece, worth it: https://example.org/essays/on-the-tumbling-of-rooks-before-rain'],
  [ben, 'Cake has been traded. Thank you @mirjam, the pump works, the wheel does not. #bicycles'],
];

function chatter() {
  const [author, text] = LINES[Math.floor(Math.random() * LINES.length)];
  return post(author, text);
}

const start = Date.now() - 3_600_000 * 30;
for (let step = 0; step < 70; step++) {
  const [author, text] = LINES[(step * 7) % LINES.length];
  const status = post(author, text, { at: start + step * 1_500_000 + (step % 5) * 60_000 });
  Object.assign(status, { favourites_count: (step * 11) % 23, reblogs_count: (step * 5) % 9 });
}
const early = Date.now() - 4 * 60_000;
const question = post(corvin, 'Evening count at the churchyard: who comes along? Meet at the gate at half past three, bring something warm. #fieldnotes', { at: early - 900_000 });
Object.assign(question, { favourites_count: 17, reblogs_count: 6 });
const first = post(tuuli, '@corvin I do. Wind will be with us, dry until six.', { at: early - 700_000, in_reply_to_id: question.id });
post(corvin, '@tuuli Then I leave the umbrella at home, on your word.', { at: early - 600_000, in_reply_to_id: first.id });
post(mirjam, '@corvin I can bring tea for five and a half people.', { at: early - 500_000, in_reply_to_id: question.id });
post(ben, 'The heron at the mill pond did NOT make it through the night. Details inside.', { at: early - 400_000, spoiler_text: 'Sad bird news' });
post(corvin, '', { at: early - 200_000, reblog: posts.get([...posts.keys()].find((id) => posts.get(id).account === yui)) });
post(ada, 'For followers only: the spare key is where it always was.', { at: early, visibility: 'private' });
given.favourite.set(question.id, new Set([ada.id]));
if (Number(flags.every)) setInterval(chatter, Number(flags.every));

const server = createServer((request, response) => (/^\/(api|auth|mock)\//.test(request.url) ? rest : file)(request, response));
server.on('upgrade', upgrade);
server.listen(Number(port), host, () => console.log(`a pretend Rookery on ${origin}, log in as ada@example.org with any long password`));
