/** A reader of server-sent events (the `data` lines; AG-UI puts one JSON event into each). */
export class SseParser {
  private rest = ''
  private data: string[] = []

  /** Takes the next piece of the stream, however it is cut, and returns the payloads that it completes. */
  push(piece: string): string[] {
    const complete: string[] = []
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/)
    this.rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (this.data.length) complete.push(this.data.join('\n'))
        this.data = []
      } else if (line.startsWith('data:')) {
        this.data.push(line.slice(line.startsWith('data: ') ? 6 : 5))
      }
    }
    return complete
  }
}

export async function* readEvents(response: Response): AsyncGenerator<string> {
  if (!response.body) return
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const parser = new SseParser()
  for (;;) {
    const { done, value } = await reader.read()
    yield* parser.push(done ? '\n\n' : value)
    if (done) return
  }
}
