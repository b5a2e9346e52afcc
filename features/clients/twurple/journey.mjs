// The journey of somebody who listens with @twurple/pubsub, unmodified. Each step is told as a line of JSON. It connects over
// plain TCP because the library says so itself: it has no option for the scheme.
import assert from "node:assert/strict";

import { Listener, Operator, Person, eventually, sockets } from "./people.mjs";

const steps = [];
const step = (name, does) => steps.push([name, does]);

step("connects", async (j) => {
  await Promise.all([j.ada.join(), j.bob.join()]);
  j.ear = new Listener(await sockets(j.ada.server));
  await eventually(() => j.ear.connects === 1);
});

step("is answered when it pings", async ({ ear }) => {
  await eventually(() => ear.pongs >= 1);
});

step("listens with its token, and hears of what concerns it", async ({ ear, ada, bob }) => {
  const topic = `user:notification.${ada.id}`;
  ear.client.listen(topic, ada.token);
  // that a LISTEN went well is not said: what is told from then on is heard
  await listens(ear, ada);
  await bob.follow(ada);
  const { type, data } = await ear.hears(topic, ({ type }) => type === "notification");
  assert.deepEqual([type, data.type, data.account.id], ["notification", "follow", bob.id]);
});

step("hears what an operator publishes, as it was said", async ({ ear, ada, operator }) => {
  const topic = `channel:update.${ada.id}`;
  const message = { type: "channel:update", data: { title: 'quo"te \\ back\nline 🦜', n: [1, 2.5, null] } };
  ear.client.listen(topic, ada.token);
  await listens(ear, ada);
  await operator.publish(topic, message);
  assert.deepEqual(await ear.hears(topic), message);
});

step("is told that a token is none", async ({ ear, bob }) => {
  const topic = `user:notification.${bob.id}`;
  ear.client.listen(topic, "caw");
  assert.match(await ear.isRefused(topic), /ERR_BADAUTH/);
  // it would ask for it again, with all the others, when it comes back
  ear.client.unlisten([topic]);
});

step("is told that a topic is another's", async ({ ear, ada, bob }) => {
  const topic = `user:conversation.${bob.id}`;
  ear.client.listen(topic, ada.token);
  assert.match(await ear.isRefused(topic), /ERR_BADAUTH/);
  ear.client.unlisten([topic]);
});

step("is told that a topic is none", async ({ ear, ada }) => {
  ear.client.listen("nest:egg.1", ada.token);
  assert.match(await ear.isRefused("nest:egg.1"), /ERR_BADTOPIC/);
  ear.client.unlisten(["nest:egg.1"]);
});

step("is sent away, comes back, and hears on", async ({ ear, ada, operator }) => {
  const [topic, message] = [`channel:update.${ada.id}`, { type: "channel:update", data: { title: "again" } }];
  await operator.drain(await sockets(ada.server));
  await eventually(() => ear.connects === 2);
  await listens(ear, ada);
  await operator.publish(topic, message);
  assert.deepEqual(await ear.hears(topic, ({ data }) => data.title === "again"), message);
});

// What a LISTEN granted is known by the next one that is refused: they are answered in order.
async function listens(ear, { token }) {
  const topic = `nest:after.${Math.random().toString(16).slice(2)}`;
  ear.client.listen(topic, token);
  await ear.isRefused(topic);
  ear.client.unlisten([topic]);
}

// whoever waits for ever has failed
setTimeout(() => process.exit(1), 180_000).unref();
const servers = process.argv.slice(2);
const journey = {
  ada: new Person("Ada", servers[0]),
  bob: new Person("Bob", servers.at(-1)),
  operator: new Operator(servers.at(-1), process.env.ROOKERY_OPERATOR),
};
for (const [name, does] of steps) {
  const begun = performance.now();
  const why = await does(journey).then(() => null, (error) => String(error?.stack ?? error));
  if (why) process.exitCode = 1;
  console.log(JSON.stringify({ step: name, seconds: (performance.now() - begun) / 1000, why }));
}
// a connection that a failed step left open must not keep the journey from its end
process.exit();
