// Products as they are now: read by REST, and kept as they are by their live topics.
import { gateway } from './live.svelte';
import { Reading } from './reading';
import { api } from './session.svelte';
import type { AsOf, Product, StockNews } from './shop';

export class Shelf {
  products = $state.raw<Product[]>([]);
  /** Those that nobody sells any more. */
  gone = $state.raw<ReadonlySet<string>>(new Set());

  #asOf = new Map<string, number>();
  #ends = new Map<string, () => void>();
  #stopped = false;

  /** These stand on it from now on, as they were read, or as what was told since then says. */
  put({ position, item }: AsOf<Product[]>) {
    if (this.#stopped) return;
    const newer = new Map(this.products.filter(({ id }) => (this.#asOf.get(id) ?? 0) > position).map((product) => [product.id, product]));
    const ids = new Set(item.map(({ id }) => id));
    this.products = item.map((product) => newer.get(product.id) ?? product);
    this.gone = new Set([...this.gone].filter((id) => ids.has(id) && newer.has(id)));
    for (const [id, end] of this.#ends) if (!ids.has(id)) this.#drop(id, end);
    for (const product of item) {
      if (!newer.has(product.id)) this.#asOf.set(product.id, position);
      if (!this.#ends.has(product.id)) this.#ends.set(product.id, this.#listen(product));
    }
  }

  /** Whoever looked at it has left: what is read from now on comes too late. */
  stop() {
    this.#stopped = true;
    for (const [id, end] of this.#ends) this.#drop(id, end);
  }

  #drop(id: string, end: () => void) {
    end();
    this.#ends.delete(id);
    this.#asOf.delete(id);
  }

  #listen({ id, topic }: Product): () => void {
    const reading = new Reading<Product>((atLeast) => api.product(id, atLeast), (read) => this.#take(read));
    const again = () => void reading.news(this.#asOf.get(id));
    // What happened between the reading and the listening is read once more.
    const how = { missed: again, granted: (_: string, resumed: boolean) => resumed || again() };
    const end = gateway.listen<StockNews>(topic, ({ type, data }) => this.#hear(type, data, again), how);
    return () => {
      reading.stop();
      end();
    };
  }

  #hear(type: string, news: StockNews, again: () => void) {
    const { product: id, position, available, name, price } = news;
    if (position <= (this.#asOf.get(id) ?? Infinity)) return;
    this.#asOf.set(id, position);
    if (type === 'product:gone') this.gone = new Set(this.gone).add(id);
    else if (type === 'stock:update' && available !== undefined) this.#change(id, { available });
    else if (type === 'product:update' && name && price) {
      this.#change(id, { name, price });
      // there may be other words and pictures as well, and it may have been gone
      again();
    }
  }

  #change(id: string, change: Partial<Product>) {
    this.products = this.products.map((product) => (product.id === id ? { ...product, ...change } : product));
  }

  #take({ position, item }: AsOf<Product>) {
    const { id } = item;
    if (position < (this.#asOf.get(id) ?? Infinity)) return;
    this.#asOf.set(id, position);
    this.#change(id, item);
    if (this.gone.has(id)) this.gone = new Set([...this.gone].filter((other) => other !== id));
  }
}
