import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { fixtures } from './dev/server.ts'

const server = process.env.CRM_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig(({ mode }) => ({
  plugins: [react(), ...(mode === 'fixtures' ? [fixtures()] : [])],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: { outDir: 'dist', target: 'es2022', chunkSizeWarningLimit: 1100 },
  server: { host: '127.0.0.1', ...(mode === 'fixtures' ? {} : { proxy: { '/api': server } }) },
}))
