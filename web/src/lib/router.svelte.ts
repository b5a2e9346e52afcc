// Where the visitor is, and how far they had scrolled when they come back there.
import { tick } from 'svelte';
import { parse, type Route } from './routes';

class Router {
  path = $state(location.pathname);
  route = $derived<Route>(parse(this.path));
  /** Where somebody wanted to do something that needs a log-in. */
  #wanted = '/home';
  #step = 0;
  #scrolled = new Map<number, number>();

  start() {
    history.scrollRestoration = 'manual';
    this.#step = history.state?.step ?? 0;
    history.replaceState({ step: this.#step }, '');
    addEventListener('popstate', ({ state }) => void this.#show(state?.step ?? 0, true));
    document.addEventListener('click', (event) => this.#take(event));
  }

  go(path: string, replace = false) {
    if (path === this.path) return void scrollTo({ top: 0 });
    const step = replace ? this.#step : this.#step + 1;
    history[replace ? 'replaceState' : 'pushState']({ step }, '', path);
    void this.#show(step, false);
  }

  /** Back inside this page; who came in here from elsewhere gets the public timeline. */
  back() {
    if (this.#step) history.back();
    else this.go('/');
  }

  toLogIn() {
    this.#wanted = this.path;
    this.go('/login');
  }

  afterLogIn() {
    this.go(this.#wanted, true);
    this.#wanted = '/home';
  }

  async #show(step: number, back: boolean) {
    this.#scrolled.set(this.#step, scrollY);
    this.#step = step;
    this.path = location.pathname;
    await tick();
    scrollTo({ top: back ? (this.#scrolled.get(step) ?? 0) : 0, behavior: 'instant' });
    if (!document.activeElement || document.activeElement === document.body)
      document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  /** Links to pages of ours change the page; all others, and clicks that mean a new tab, are the browser's. */
  #take(event: MouseEvent) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (!anchor || anchor.target || anchor.origin !== location.origin || anchor.hash) return;
    if (parse(anchor.pathname).page === 'missing') return;
    event.preventDefault();
    this.go(anchor.pathname);
  }
}

export const router = new Router();
