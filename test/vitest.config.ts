import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: '.',
  plugins: [vue()],
  test: {
    include: ['test/**/*.test.ts'],
    // Lab and browser tests run real kernels and a real browser: one after the other, and with time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
