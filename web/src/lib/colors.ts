/** One colour for one state, on every screen. */
const BY_VALUE: Record<string, string> = {
  prospecting: 'gray',
  qualified: 'blue',
  proposal: 'indigo',
  negotiation: 'orange',
  won: 'teal',
  lost: 'red',
  new: 'blue',
  working: 'indigo',
  unqualified: 'gray',
  converted: 'teal',
  open: 'blue',
  done: 'teal',
  pending: 'yellow',
  applied: 'teal',
  partly_applied: 'teal',
  rejected: 'gray',
  expired: 'gray',
  stale: 'orange',
  superseded: 'gray',
  undone: 'gray',
  high: 'red',
  urgent: 'red',
  medium: 'yellow',
  normal: 'gray',
  low: 'gray',
  resolved: 'teal',
  closed: 'teal',
  in_progress: 'indigo',
}
const OTHERS = ['cyan', 'grape', 'lime', 'pink', 'violet', 'blue']

export const STATE_FIELDS = new Set(['stage', 'status', 'priority'])

/** A tenant's own values get a colour by their letters: the same one each time. */
export function colorOf(value: string): string {
  const known = BY_VALUE[value.toLowerCase().replaceAll(' ', '_')]
  if (known) return known
  let sum = 0
  for (const letter of value) sum = (sum * 31 + letter.charCodeAt(0)) % 997
  return OTHERS[sum % OTHERS.length] ?? 'gray'
}

export const scoreColor = (score: number) => (score >= 70 ? 'teal' : score >= 40 ? 'yellow' : 'gray')
