// A browser without scripts: it fills in the form that lets an app in, and follows where it is sent.
import assert from "node:assert/strict";

const plain = (text) => text.replaceAll("&amp;", "&").replaceAll("&#38;", "&").replaceAll("&#x3D;", "=");

// The first form of a page: where it goes, and what is in it.
function form(page) {
  const [, action, inside] = page.match(/<form[^>]* action="([^"]+)"[^>]*>(.*?)<\/form>/s);
  const inputs = inside.matchAll(/<input[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)")?/g);
  return [plain(action), Object.fromEntries([...inputs].map(([, name, value]) => [name, plain(value ?? "")]))];
}

export class Browser {
  #cookies = new Map();

  // Logs in, says yes, and gives what the app is told.
  async letIn(address, redirect, email, password) {
    const question = await this.#submit(await this.#open(address), { email, password });
    const answer = await this.#submit(question, {});
    if (redirect === "urn:ietf:wg:oauth:2.0:oob") {
      return { code: answer.text.match(/readonly value="([^"]+)"/)[1] };
    }
    assert.ok(answer.location?.startsWith(`${redirect}?`), answer.location);
    return Object.fromEntries(new URL(answer.location).searchParams);
  }

  // Sends the first form of a page and follows what is answered, as long as it leads to the same server.
  async #submit(page, filled) {
    assert.equal(page.status, 200, page.text);
    const [action, fields] = form(page.text);
    const body = new URLSearchParams({ ...fields, ...filled });
    let answer = await this.#open(new URL(action, page.url), { method: "POST", body });
    while (answer.location && new URL(answer.location).origin === new URL(page.url).origin) {
      answer = await this.#open(answer.location);
    }
    return answer;
  }

  async #open(address, request = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(address, { ...request, redirect: "manual", headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = set.match(/^([^=]+)=([^;]*)/);
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    return {
      url: String(address),
      status: answer.status,
      location: location && String(new URL(location, address)),
      text: await answer.text(),
    };
  }
}
