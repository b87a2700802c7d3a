/** The bearer token, kept across reloads; whoever signs out or is signed out forgets it. */
const KEY = 'crm.token'

export const session = {
  get token(): string | null {
    return localStorage.getItem(KEY)
  },
  start(token: string) {
    localStorage.setItem(KEY, token)
  },
  end() {
    localStorage.removeItem(KEY)
  },
}

/** Only paths of this app may be returned to after signing in. */
export function safeReturn(path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || path.startsWith('/sign-in')) return '/'
  return path
}
