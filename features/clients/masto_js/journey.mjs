// The journey of two people with masto.js, unmodified. Each step is told as a line of JSON.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { eventually, OUT_OF_BAND, Person } from "./people.mjs";

const ids = (list) => list.map(({ id }) => id);
const steps = [];
const step = (name, does) => steps.push([name, does]);

step("registers an app", async (j) => {
  await Promise.all([j.ada.join(), j.bob.join()]);
  await j.ada.register(OUT_OF_BAND);
  await j.bob.register("http://127.0.0.1:1/back");
});

step("is let in through the form, with PKCE", async (j) => {
  for (const person of [j.ada, j.bob]) {
    await person.logIn();
    assert.equal((await person.api.v1.accounts.verifyCredentials()).username, person.name);
    assert.equal((await person.api.v1.apps.verifyCredentials()).name, "Crow");
  }
});

step("follows", async ({ ada, bob }) => {
  for (const [one, other] of [[ada, bob], [bob, ada]]) {
    assert.ok((await one.api.v1.accounts.$select(other.id).follow()).following);
  }
  const [relation] = await ada.api.v1.accounts.relationships.fetch({ id: [bob.id] });
  assert.ok(relation.following && relation.followedBy);
  assert.deepEqual(ids(await bob.api.v1.accounts.$select(bob.id).followers.list()), [ada.id]);
});

step("posts", async (j) => {
  const { ada, bob } = j;
  const once = { requestInit: { headers: { "Idempotency-Key": `once ${ada.name}` } } };
  const said = { status: "the rooks are back #rookery", language: "en" };
  j.post = await ada.api.v1.statuses.create(said, once);
  assert.equal((await ada.api.v1.statuses.create(said, once)).id, j.post.id);
  assert.equal((await bob.api.v1.statuses.$select(j.post.id).fetch()).content, j.post.content);
  assert.equal((await bob.api.v1.timelines.home.list())[0].id, j.post.id);
  // others are on the way too, and say the same
  assert.ok(ids(await bob.api.v1.timelines.tag.$select("rookery").list()).includes(j.post.id));
});

step("replies", async (j) => {
  const { ada, bob, post } = j;
  const status = `@${ada.name} so they are`;
  j.reply = await bob.api.v1.statuses.create({ status, inReplyToId: post.id, visibility: "unlisted" });
  assert.equal(j.reply.inReplyToId, post.id);
  assert.equal(j.reply.inReplyToAccountId, ada.id);
  assert.deepEqual(ids(j.reply.mentions), [ada.id]);
  j.answer = await ada.api.v1.statuses.create({ status: "listen to them", inReplyToId: j.reply.id });
  assert.equal((await ada.api.v1.statuses.$select(post.id).fetch()).repliesCount, 1);
});

step("posts a picture", async ({ ada, bob }) => {
  const file = new Blob([await readFile(new URL("../rook.png", import.meta.url))], { type: "image/png" });
  const picture = await ada.api.v2.media.create({ file, description: "a rook", focus: "0.5,-0.5" });
  assert.equal(picture.type, "image");
  assert.ok(picture.blurhash);
  assert.deepEqual([picture.meta.original.width, picture.meta.original.height], [64, 48]);
  await ada.api.v1.media.$select(picture.id).update({ description: "a rook on a roof" });
  const post = await ada.api.v1.statuses.create({ status: "look", mediaIds: [picture.id] });
  const [shown] = (await bob.api.v1.statuses.$select(post.id).fetch()).mediaAttachments;
  assert.equal(shown.id, picture.id);
  assert.equal(shown.description, "a rook on a roof");
  for (const address of [shown.url, shown.previewUrl]) {
    const answer = await fetch(address);
    assert.ok(answer.ok && answer.headers.get("content-type").startsWith("image/"), address);
  }
  const withPictures = await bob.api.v1.accounts.$select(ada.id).statuses.list({ onlyMedia: true });
  assert.deepEqual(ids(withPictures), [post.id]);
});

step("keeps a list", async ({ ada, bob }) => {
  const { id } = await ada.api.v1.lists.create({ title: "rooks" });
  const kept = ada.api.v1.lists.$select(id);
  await kept.accounts.create({ accountIds: [bob.id] });
  assert.deepEqual(ids(await kept.accounts.list()), [bob.id]);
  assert.deepEqual(ids(await ada.api.v1.accounts.$select(bob.id).lists.list()), [id]);
  const post = await bob.api.v1.statuses.create({ status: "on the list" });
  assert.equal((await ada.api.v1.timelines.list.$select(id).list())[0].id, post.id);
  assert.equal((await kept.update({ title: "all rooks" })).title, "all rooks");
  await kept.accounts.remove({ accountIds: [bob.id] });
  assert.deepEqual(await ada.api.v1.timelines.list.$select(id).list(), []);
  await kept.remove();
  assert.deepEqual(await ada.api.v1.lists.list(), []);
});

step("edits", async ({ ada, bob }) => {
  const post = await bob.api.v1.statuses.create({ status: "the rocks are back" });
  const status = "the rooks are back again";
  const edited = await bob.api.v1.statuses.$select(post.id).update({ status, spoilerText: "news" });
  assert.equal(edited.id, post.id);
  assert.ok(edited.editedAt);
  const source = await bob.api.v1.statuses.$select(post.id).source.fetch();
  assert.deepEqual([source.text, source.spoilerText], [status, "news"]);
  const history = await ada.api.v1.statuses.$select(post.id).history.list();
  assert.deepEqual(history.map(({ content }) => content.includes("rocks")), [true, false]);
  assert.equal((await ada.api.v1.statuses.$select(post.id).fetch()).content, edited.content);
});

step("votes in a poll", async ({ ada, bob }) => {
  const poll = { options: ["a tower", "a tree"], expiresIn: 3600 };
  const post = await bob.api.v1.statuses.create({ status: "where do they live?", poll });
  assert.deepEqual(post.poll.options.map(({ title }) => title), poll.options);
  const voted = await ada.api.v1.polls.$select(post.poll.id).votes.create({ choices: [1] });
  assert.ok(voted.voted);
  assert.deepEqual(voted.ownVotes, [1]);
  assert.equal(voted.options[1].votesCount, 1);
  assert.equal((await bob.api.v1.polls.$select(post.poll.id).fetch()).votesCount, 1);
  await assert.rejects(ada.api.v1.polls.$select(post.poll.id).votes.create({ choices: [0] }), { statusCode: 422 });
});

step("filters", async ({ ada, bob }) => {
  const keywordsAttributes = [{ keyword: "crow", wholeWord: true }];
  const wish = { title: "no crows", context: ["home"], filterAction: "warn", keywordsAttributes };
  const made = await ada.api.v2.filters.create(wish);
  const post = await bob.api.v1.statuses.create({ status: "a crow, not a rook" });
  const [{ filtered }] = await ada.api.v1.timelines.home.list();
  assert.deepEqual(filtered.map(({ filter, keywordMatches }) => [filter.id, keywordMatches]), [[made.id, ["crow"]]]);
  assert.deepEqual(ids(await ada.api.v2.filters.list()), [made.id]);
  await ada.api.v2.filters.$select(made.id).remove();
  const [again] = await ada.api.v1.timelines.home.list();
  assert.equal(again.id, post.id);
  assert.deepEqual(again.filtered ?? [], []);
});

step("favourites", async ({ ada, bob, post }) => {
  assert.ok((await bob.api.v1.statuses.$select(post.id).favourite()).favourited);
  assert.equal((await ada.api.v1.statuses.$select(post.id).fetch()).favouritesCount, 1);
  assert.deepEqual(ids(await ada.api.v1.statuses.$select(post.id).favouritedBy.list()), [bob.id]);
  assert.deepEqual(ids(await bob.api.v1.favourites.list()), [post.id]);
});

step("boosts", async ({ ada, bob, post }) => {
  const boost = await bob.api.v1.statuses.$select(post.id).reblog();
  assert.equal(boost.reblog.id, post.id);
  assert.equal(boost.account.id, bob.id);
  assert.equal((await ada.api.v1.statuses.$select(post.id).fetch()).reblogsCount, 1);
  assert.deepEqual(ids(await ada.api.v1.statuses.$select(post.id).rebloggedBy.list()), [bob.id]);
  assert.equal((await bob.api.v1.statuses.$select(post.id).unreblog()).id, post.id);
  assert.equal((await bob.api.v1.statuses.$select(post.id).reblog()).reblog.id, post.id);
});

step("bookmarks", async ({ bob, post }) => {
  assert.ok((await bob.api.v1.statuses.$select(post.id).bookmark()).bookmarked);
  assert.deepEqual(ids(await bob.api.v1.bookmarks.list()), [post.id]);
  assert.ok(!(await bob.api.v1.statuses.$select(post.id).unbookmark()).bookmarked);
});

step("is notified", async ({ ada, bob, post, reply }) => {
  const told = await eventually(async () => {
    const told = await ada.api.v1.notifications.list();
    assert.ok(told.every(({ account }) => account.id === bob.id));
    const types = [...new Set(told.map(({ type }) => type))].sort();
    return types.join() === "favourite,follow,mention,reblog" && told;
  });
  assert.equal(told.find(({ type }) => type === "mention").status.id, reply.id);
  const one = await ada.api.v1.notifications.list({ types: ["favourite"] });
  assert.deepEqual(one.map(({ status }) => status.id), [post.id]);
  await ada.api.v1.notifications.$select(one[0].id).dismiss();
  assert.deepEqual(await ada.api.v1.notifications.list({ types: ["favourite"] }), []);
  await ada.api.v1.notifications.clear();
  assert.deepEqual(await ada.api.v1.notifications.list(), []);
});

step("reads the thread", async ({ bob, post, reply, answer }) => {
  const context = await bob.api.v1.statuses.$select(reply.id).context.fetch();
  assert.deepEqual(ids(context.ancestors), [post.id]);
  assert.deepEqual(ids(context.descendants), [answer.id]);
});

step("searches", async ({ ada, bob, post }) => {
  const search = (q, type, more = {}) => bob.api.v2.search.list({ q, type, ...more });
  assert.deepEqual(ids((await search(`@${ada.name}`, "accounts")).accounts), [ada.id]);
  assert.ok(ids(await bob.api.v1.accounts.search.list({ q: ada.name })).includes(ada.id));
  assert.equal((await bob.api.v1.accounts.lookup({ acct: ada.name })).id, ada.id);
  assert.ok((await search("#rookery", "hashtags")).hashtags.some(({ name }) => name === "rookery"));
  // she lets only those find her words whom they concern: he favoured them
  assert.deepEqual(ids((await search("rooks", "statuses", { accountId: ada.id })).statuses), [post.id]);
});

step("reads 45 posts page by page, none lost or twice, while the other keeps posting", async ({ ada, bob }) => {
  const own = [];
  for (let n = 0; n < 45; n += 1) own.push((await ada.api.v1.statuses.create({ status: `the ${n}th of many` })).id);
  const others = [];
  let ended = false;
  const poster = (async () => {
    while (!ended) others.push((await bob.api.v1.statuses.create({ status: `meanwhile ${others.length}` })).id);
  })();
  const read = [];
  for await (const page of ada.api.v1.timelines.home.list({ limit: 10 })) {
    read.push(...ids(page));
    const meanwhile = others.length;
    await eventually(() => others.length > meanwhile);
  }
  ended = true;
  await poster;
  for await (const page of ada.api.v1.timelines.home.list({ limit: 10, minId: read[0] }).setDirection("prev")) {
    read.unshift(...ids(page));
  }
  const sorted = [...new Set(read)].sort((one, other) => (BigInt(one) > BigInt(other) ? -1 : 1));
  assert.deepEqual(read, sorted, "in order, none twice");
  assert.deepEqual(read.filter((id) => own.includes(id)), own.toReversed(), "none of the 45 is lost");
  assert.ok(others.length >= 5);
  assert.deepEqual(others.filter((id) => !read.includes(id)), [], "none of the others is lost");
  const profile = [];
  for await (const page of bob.api.v1.accounts.$select(ada.id).statuses.list({ limit: 20 })) profile.push(...ids(page));
  assert.deepEqual(profile.slice(0, 45), own.toReversed());
});

async function hearsWithinTwoSeconds({ bob, answer }, ear) {
  // until a first post is heard nobody knows whether the subscription has arrived
  await eventually(async () => {
    const { id } = await bob.api.v1.statuses.create({ status: "can you hear me?" });
    return ear.hears("update", id, 1);
  });
  const begun = performance.now();
  const post = await bob.api.v1.statuses.create({ status: "now the rooks call" });
  const heard = await ear.hears("update", post.id, 2);
  assert.ok(heard - begun < 2000, `heard after ${heard - begun} ms`);
  await bob.api.v1.statuses.$select(answer.id).favourite();
  assert.ok(await ear.hears("favourite", bob.id, 5));
  await bob.api.v1.statuses.$select(answer.id).unfavourite();
  await bob.api.v1.statuses.$select(post.id).remove();
  assert.ok(await ear.hears("delete", post.id, 5));
  ear.close();
}

step("hears the other within two seconds by websocket", async (j) => {
  await hearsWithinTwoSeconds(j, await j.ada.bySocket());
});

step("hears the other within two seconds by server-sent events", async (j) => {
  await hearsWithinTwoSeconds(j, await j.ada.byEvents());
});

step("deletes", async ({ ada, bob, post, reply }) => {
  const gone = await bob.api.v1.statuses.$select(reply.id).remove();
  assert.equal(gone.text, `@${ada.name} so they are`);
  assert.deepEqual((await ada.api.v1.statuses.$select(post.id).context.fetch()).descendants, []);
  assert.equal((await ada.api.v1.statuses.$select(post.id).fetch()).repliesCount, 0);
});

step("gives its token back", async ({ ada }) => {
  const ear = await ada.byEvents();
  await ada.giveBack();
  await eventually(() => !ear.isOpen);
  await assert.rejects(ada.api.v1.accounts.verifyCredentials(), { statusCode: 401 });
});

// whoever waits for ever has failed
setTimeout(() => process.exit(1), 180_000).unref();
const servers = process.argv.slice(2);
const journey = { ada: new Person("Ada", servers[0]), bob: new Person("Bob", servers.at(-1)) };
for (const [name, does] of steps) {
  const begun = performance.now();
  const why = await does(journey).then(() => null, (error) => String(error?.stack ?? error));
  if (why) process.exitCode = 1;
  console.log(JSON.stringify({ step: name, seconds: (performance.now() - begun) / 1000, why }));
}
// a connection that a failed step left open must not keep the journey from its end
process.exit();
