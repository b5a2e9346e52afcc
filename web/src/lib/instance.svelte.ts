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

  /** Where live topics are told: the host of the sockets has an own address, which may be another server's. */
  async gateway(): Promise<string> {
    const { configuration } = await this.learn();
    return `${configuration.urls.streaming.replace(/\/$/, '')}/pubsub`;
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
}

export const here = new Here();
