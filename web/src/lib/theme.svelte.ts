// Light or dark: as the system has it, until somebody chooses.
import { recall, remember } from './remembered';

type Tone = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  #system = $state<Tone>(system.matches ? 'dark' : 'light');
  #chosen = $state<Tone | null>(chosen());

  constructor() {
    system.onchange = () => (this.#system = system.matches ? 'dark' : 'light');
    this.#show();
  }

  get tone(): Tone {
    return this.#chosen ?? this.#system;
  }

  /** Choosing what the system has anyway means to follow the system again. */
  toggle() {
    const wanted = this.tone === 'dark' ? 'light' : 'dark';
    this.#chosen = wanted === this.#system ? null : wanted;
    remember('theme', this.#chosen);
    this.#show();
  }

  #show() {
    if (this.#chosen) document.documentElement.dataset.theme = this.#chosen;
    else delete document.documentElement.dataset.theme;
  }
}

function chosen(): Tone | null {
  const tone = recall('theme');
  return tone === 'light' || tone === 'dark' ? tone : null;
}

export const theme = new Theme();
