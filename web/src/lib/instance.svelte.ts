// What this server says about itself; asked once, and again when it could not be reached.
import type { Instance } from './mastodon';
import { api } from './session.svelte';

class Here {
  facts = $state.raw<Instance | null>(null);
  #asked: Promise<Instance> | null = null;

  get title() {
    return this.facts?.title ?? 'Rookery';
  }

  get limits() {
    return this.facts?.configuration.statuses ?? { max_characters: 500, characters_reserved_per_url: 23 };
  }

  /** The host of the streams has an own address, which may be another server's. */
  async streaming(): Promise<string> {
    return `${await this.#sockets()}/api/v1/streaming`;
  }

  /** Live topics are told at the same host. */
  async gateway(): Promise<string> {
    return `${await this.#sockets()}/pubsub`;
  }

  learn(): Promise<Instance> {
    this.#asked ??= api.instance().then(
      (facts) => (this.facts = facts),
      (error: unknown) => {
        this.#asked = null;
        throw error;
      },
    );
    return this.#asked;
  }

  async #sockets(): Promise<string> {
    const { configuration } = await this.learn();
    return configuration.urls.streaming.replace(/\/$/, '');
  }
}

export const here = new Here();
