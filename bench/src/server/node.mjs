// The same protocol as one would write it in Node, with the package that everybody takes: LISTEN in, MESSAGE out.
import { createServer } from "node:net";
import { WebSocketServer } from "ws";

const [listen, control] = process.argv.slice(2).map(Number);
const host = "127.0.0.1";
const topics = new Map();

new WebSocketServer({ host, port: listen, perMessageDeflate: false }).on("connection", (socket) => {
  const held = [];
  socket.on("message", (data) => {
    const { type, nonce = "", data: { topics: wanted } = {} } = JSON.parse(data);
    if (type !== "LISTEN") return;
    for (const topic of wanted) {
      if (!topics.has(topic)) topics.set(topic, new Set());
      topics.get(topic).add(socket);
      held.push(topic);
    }
    socket.send(JSON.stringify({ type: "RESPONSE", error: "", nonce }));
  });
  socket.on("close", () => held.forEach((topic) => topics.get(topic)?.delete(socket)));
});

const digits = (number, length) => number.toString().padStart(length, "0");

createServer((publisher) => {
  let held = Buffer.alloc(0);
  publisher.on("data", (bytes) => {
    held = Buffer.concat([held, bytes]);
    let at = 0;
    for (; at + 20 <= held.length; at += 20) {
      const topic = `channel:update.${held.readUInt32LE(at)}`;
      const mark = `zq${digits(held.readBigUInt64LE(at + 4), 12)}z${digits(held.readBigUInt64LE(at + 12), 16)}`;
      const before = `{"type":"bench","data":{"mark":"${mark}","text":"`;
      const message = `${before.padEnd(197, ".")}"}}`;
      const frame = JSON.stringify({ type: "MESSAGE", data: { topic, message } });
      for (const socket of topics.get(topic) ?? []) socket.send(frame);
    }
    held = held.subarray(at);
  });
}).listen(control, host);
