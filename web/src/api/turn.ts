/** One turn of the chat as it streams in: AG-UI events folded into the answer that the screen shows. */
import type { AGUIEvent } from '@ag-ui/core'
import type { Block, Message } from './types'

export type Live = {
  text: string
  blocks: Block[]
  /** What the assistant is doing right now, while no text is there yet. */
  step: string | null
  message: Message | null
  error: string | null
  done: boolean
}

export const nothingYet: Live = { text: '', blocks: [], step: null, message: null, error: null, done: false }

type Event = AGUIEvent | { type: string; [key: string]: unknown }

/** Unknown events are passed over: the stored message that ends the run has everything anyway. */
export function fold(live: Live, event: Event): Live {
  const is = event as Record<string, unknown> & { type: string }
  switch (is.type) {
    case 'TEXT_MESSAGE_CONTENT':
    case 'TEXT_MESSAGE_CHUNK':
      return { ...live, text: live.text + String(is.delta ?? ''), step: null }
    case 'TOOL_CALL_START':
      return { ...live, step: stepOf(String(is.toolCallName ?? '')) }
    case 'CUSTOM':
      return custom(live, String(is.name), is.value)
    case 'RUN_ERROR':
      return { ...live, error: String(is.message || 'The answer failed.'), step: null, done: true }
    case 'RUN_FINISHED':
      return { ...live, step: null, done: true }
    default:
      return live
  }
}

function custom(live: Live, name: string, value: unknown): Live {
  if (name === 'block') return { ...live, blocks: [...live.blocks, value as Block], step: null }
  if (name === 'message') {
    const message = value as Message
    return { ...live, message, text: message.text, blocks: message.blocks, step: null }
  }
  return live
}

function stepOf(tool: string): string {
  if (/search/.test(tool)) return 'Searching mail and notes'
  if (/report/.test(tool)) return 'Working out the numbers'
  if (/propose|create|update|log/.test(tool)) return 'Preparing the changes'
  if (/find|open|get|list/.test(tool)) return 'Looking up records'
  return 'Working'
}
