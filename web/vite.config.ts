import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const api = 'http://127.0.0.1:8000';

export default defineConfig(({ mode }) => ({
  plugins: [svelte({ configFile: false })],
  // Tests run the code that browsers get, not Svelte's server build.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    target: ['chrome123', 'firefox121', 'safari17.5'],
    // The content security policy allows files of our own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: ['.', '../clients/browser'] },
    proxy: { '/api': { target: api, ws: true }, '/auth': api },
  },
  test: { include: ['src/**/*.test.ts'] },
}));
