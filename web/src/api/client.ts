/** Calls to /api/v1: adds the token, turns problem details into one error, ends the session on 401. */
import { session } from './session'
import type { Problem, Token } from './types'

const BASE = '/api/v1'

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

let onSignedOut: () => void = () => {}
export function whenSignedOut(handler: () => void) {
  onSignedOut = handler
}

export async function toError(response: Response): Promise<ApiError> {
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null
  const text = problem?.detail || problem?.title || fallbackText(response.status)
  return new ApiError(response.status, problem?.code ?? 'unknown', text)
}

function fallbackText(status: number): string {
  if (status >= 502 && status <= 504)
    return 'The server is starting or cannot be reached. Try again in a moment.'
  if (status >= 500) return 'The server had a problem. Nothing was changed.'
  return `The request failed (${status}).`
}

export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const { token } = session
  if (token) headers.set('Authorization', `Bearer ${token}`)
  if (typeof init.body === 'string' && !headers.has('Content-Type'))
    headers.set('Content-Type', 'application/json')
  const url = path.startsWith('/api/') ? path : BASE + path
  const response = await fetch(url, { ...init, headers }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiError(0, 'offline', 'No connection to the server. Check the network and try again.')
  })
  if (response.ok) return response
  const error = await toError(response)
  if (response.status === 401 && !path.startsWith('/auth/')) {
    session.end()
    onSignedOut()
  }
  throw error
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request(path, { signal: signal ?? null })).json() as Promise<T>
}

export async function post<T>(path: string, body: unknown = {}): Promise<T> {
  const response = await request(path, { method: 'POST', body: JSON.stringify(body) })
  return (response.status === 204 ? null : await response.json()) as T
}

export async function patch<T>(path: string, body: unknown): Promise<T> {
  return (await request(path, { method: 'PATCH', body: JSON.stringify(body) })).json() as Promise<T>
}

export async function signIn(email: string, password: string): Promise<void> {
  const form = new URLSearchParams({ grant_type: 'password', username: email, password })
  const response = await request('/auth/token', { method: 'POST', body: form })
  session.start(((await response.json()) as Token).access_token)
}

export function query(parameters: Record<string, string | number | undefined | null>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(parameters))
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  const text = search.toString()
  return text ? `?${text}` : ''
}
