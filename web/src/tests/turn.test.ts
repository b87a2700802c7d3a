import { expect, test } from 'vitest'
import { fold, nothingYet } from '@/api/turn'

const run = (...events: { type: string; [key: string]: unknown }[]) => events.reduce(fold, nothingYet)
const block = { type: 'metric', label: 'Pipeline', value: 3, unit: 'USD' }

test('text and blocks add up and the run ends', () => {
  const live = run(
    { type: 'RUN_STARTED' },
    { type: 'TOOL_CALL_START', toolCallName: 'run_report' },
    { type: 'TEXT_MESSAGE_CONTENT', delta: 'Hel' },
    { type: 'TEXT_MESSAGE_CONTENT', delta: 'lo' },
    { type: 'CUSTOM', name: 'block', value: block },
    { type: 'RUN_FINISHED' },
  )
  expect(live).toMatchObject({ text: 'Hello', blocks: [block], step: null, done: true, error: null })
})

test('a tool that runs is shown in words', () => {
  expect(run({ type: 'TOOL_CALL_START', toolCallName: 'search_messages' }).step).toBe(
    'Searching mail and notes',
  )
})

test('the stored message replaces what streamed, and unknown events change nothing', () => {
  const message = {
    id: 'm',
    role: 'assistant',
    text: 'Final',
    blocks: [block],
    status: 'complete',
    trace_id: null,
  }
  const live = run(
    { type: 'TEXT_MESSAGE_CONTENT', delta: 'Fin' },
    { type: 'NEW_KIND' },
    { type: 'CUSTOM', name: 'message', value: message },
  )
  expect(live).toMatchObject({ text: 'Final', blocks: [block], message })
})

test('an error of the run ends it with its message', () => {
  expect(run({ type: 'RUN_ERROR', message: 'model down' })).toMatchObject({ error: 'model down', done: true })
})
