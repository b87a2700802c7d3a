/** A made-up server for looking at the screens: `npm run dev:fixtures`. Never part of the build. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { answers, conversations, me, proposals, recommendations, records, timeline } from './fixtures.ts'

type Reply = { status?: number; body: unknown }

const problem = (status: number, code: string, detail: string): Reply => ({
  status,
  body: { type: 'about:blank', title: detail, status, code, detail },
})
const page = (items: unknown[]) => ({ items, total: items.length, next_cursor: null })
const said = new Map<string, unknown[]>()

export function fixtures(): Plugin {
  return {
    name: 'fixtures',
    configureServer(server) {
      server.middlewares.use('/api/v1', (request, response) => void serve(request, response))
    },
  }
}

async function serve(request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const body = await read(request)
  if (request.method === 'POST' && /^\/conversations\/[^/]+\/messages$/.test(url.pathname)) {
    return stream(url.pathname.split('/')[2] ?? '', JSON.parse(body), response)
  }
  const { status = 200, body: reply } = route(request, url, body)
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(reply))
}

function route(request: IncomingMessage, url: URL, body: string): Reply {
  const [, first = '', second, third] = url.pathname.split('/')
  if (first === 'auth')
    return new URLSearchParams(body).get('password') === 'wrong'
      ? problem(401, 'bad_credentials', 'E-mail or password is wrong.')
      : { body: { access_token: 'fixture', token_type: 'bearer', expires_in: 3600 } }
  if (!request.headers.authorization) return problem(401, 'unauthenticated', 'Sign in first.')
  if (first === 'me') return { body: me }
  if (first === 'recommendations') return { body: { items: recommendations } }
  if (first === 'conversations') return conversation(request.method ?? 'GET', second, third)
  if (first === 'proposals') return proposal(second, third)
  return record(first, second, third, url)
}

function conversation(method: string, id?: string, rest?: string): Reply {
  if (method === 'POST') return { body: { id: `c${Date.now()}` } }
  if (rest && id)
    return {
      body: page(
        id === 'all'
          ? Object.values(answers).flatMap((one, n) => [saying(`q${n}`, one.said), one.message])
          : (said.get(id) ?? []),
      ),
    }
  return { body: page(conversations) }
}

const saying = (id: string, text: string) => ({
  id,
  role: 'user',
  text,
  blocks: [],
  status: 'complete',
  trace_id: null,
})

function proposal(id?: string, verb?: string): Reply {
  const one = Object.values(proposals).find((item) => item.id === id)
  if (!id) return { body: page(Object.values(proposals).filter((item) => item.status === 'pending')) }
  if (!one) return problem(404, 'not_found', 'No such proposal.')
  const status = { approve: 'applied', reject: 'rejected', undo: 'undone' }[verb ?? '']
  if (status) Object.assign(one, { status, changes: one.changes.map((change) => ({ ...change, status })) })
  return { body: one }
}

function record(plural: string, id: string | undefined, rest: string | undefined, url: URL): Reply {
  const items = records[plural] ?? []
  const q = url.searchParams.get('q')?.toLowerCase()
  if (!id) return { body: page(q ? items.filter((item) => item.label.toLowerCase().includes(q)) : items) }
  const one = items.find((item) => item.id === id || item.ref === id)
  if (!one) return problem(404, 'not_found', 'There is no such record.')
  if (rest === 'timeline') return { body: page(timeline) }
  if (rest === 'score')
    return {
      body: {
        probability: 0.72,
        score: 72,
        model: 'win-1',
        as_of: new Date().toISOString(),
        reasons: recommendations[0]?.reasons ?? [],
      },
    }
  return { body: one }
}

async function stream(id: string, sent: { text?: string; choice_id?: string }, response: ServerResponse) {
  const text = (sent.text ?? '').toLowerCase()
  const found = Object.values(answers).find((one) => one.match.test(text)) ?? answers.declined
  const emit = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`)
  response.writeHead(200, { 'Content-Type': 'text/event-stream' })
  emit({ type: 'RUN_STARTED', threadId: id, runId: 'r' })
  emit({ type: 'TOOL_CALL_START', toolCallId: 't', toolCallName: 'find_records' })
  await pause(500)
  if (/fail/.test(text)) {
    emit({ type: 'RUN_ERROR', message: 'The model server does not answer. Nothing was changed.' })
    return response.end()
  }
  for (const delta of found.message.text.match(/\S+\s*/g) ?? []) {
    emit({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta })
    await pause(25)
  }
  for (const value of found.message.blocks) emit({ type: 'CUSTOM', name: 'block', value })
  const message = { ...found.message, id: `m${Date.now()}` }
  said.set(id, [...(said.get(id) ?? []), saying(`u${message.id}`, sent.text ?? ''), message])
  emit({ type: 'CUSTOM', name: 'message', value: message })
  emit({ type: 'RUN_FINISHED', threadId: id, runId: 'r' })
  return response.end()
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
