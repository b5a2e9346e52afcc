import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from './api';
import { introduce } from './keeping';

const api = { describe: vi.fn(), product: vi.fn() };
const rook = { name: 'Rook', description: '', long_text: '', category: '', small_image: '', large_image: '', price: 1_995, currency: 'EUR', tax_class: 'standard' };
const meanwhile = (version: number) => new ApiError(409, 'It was changed meanwhile.', {}, 'version_conflict', { current_version: version });
const versions = () => api.describe.mock.calls.map(([, , version]) => version);

beforeEach(() => vi.resetAllMocks());

test('what nobody described yet is described', async () => {
  expect([await introduce(api, 'rook', rook), versions()]).toEqual([true, [0]]);
});

test('what is sold is not overwritten by something new', async () => {
  api.describe.mockRejectedValueOnce(meanwhile(3));
  api.product.mockResolvedValue({ position: 1, item: {} });
  expect([await introduce(api, 'rook', rook), versions()]).toEqual([false, [0]]);
});

test('what was taken out comes back, unless somebody else is faster', async () => {
  api.describe.mockRejectedValueOnce(meanwhile(3));
  api.product.mockRejectedValue(new ApiError(404, 'There is no such product.'));
  expect([await introduce(api, 'rook', rook), versions()]).toEqual([true, [0, 3]]);
  api.describe.mockRejectedValueOnce(meanwhile(3)).mockRejectedValueOnce(meanwhile(4));
  await expect(introduce(api, 'rook', rook)).rejects.toThrow('meanwhile');
});

test('what is refused for another reason is not tried again', async () => {
  api.describe.mockRejectedValueOnce(new ApiError(422, 'Its name is too long.'));
  await expect(introduce(api, 'rook', rook)).rejects.toThrow('too long');
  expect(versions()).toEqual([0]);
});
