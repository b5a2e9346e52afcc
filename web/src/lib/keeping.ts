// What whoever keeps the shop does there.
import { ApiError, type Api } from './api';
import type { Described } from './shop';

const isRefused = (error: unknown, status: number): error is ApiError => error instanceof ApiError && error.status === status;

/** Describes what is not sold yet; gives whether it does, for what is sold is not overwritten. What was taken out comes back. */
export async function introduce(api: Pick<Api, 'describe' | 'product'>, id: string, product: Described): Promise<boolean> {
  try {
    await api.describe(id, product, 0);
  } catch (error) {
    const version = isRefused(error, 409) && error.said.current_version;
    if (typeof version !== 'number') throw error;
    if (await isSold(api, id)) return false;
    await api.describe(id, product, version);
  }
  return true;
}

async function isSold(api: Pick<Api, 'product'>, id: string): Promise<boolean> {
  try {
    await api.product(id);
    return true;
  } catch (error) {
    if (isRefused(error, 404)) return false;
    throw error;
  }
}
