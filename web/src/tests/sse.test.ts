import { expect, test } from 'vitest'
import { SseParser } from '@/api/sse'

test('an event is read however the stream is cut', () => {
  const whole = 'event: x\ndata: {"a":1}\n\ndata: {"b":\ndata: 2}\n\n: comment\n\ndata:{"c":3}\n\n'
  for (let cut = 1; cut < whole.length; cut++) {
    const parser = new SseParser()
    expect([...parser.push(whole.slice(0, cut)), ...parser.push(whole.slice(cut))]).toEqual([
      '{"a":1}',
      '{"b":\n2}',
      '{"c":3}',
    ])
  }
})

test('carriage returns end lines too, also when cut in the middle', () => {
  const parser = new SseParser()
  expect([...parser.push('data: 1\r'), ...parser.push('\n\r\n')]).toEqual(['1'])
})
