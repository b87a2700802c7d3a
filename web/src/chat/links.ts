/** Which links of an answer are followed, and what they show. */
import { objectOf } from '@/lib/objects'

/** `[1]` in the text opens source 1, unless it is a link of its own or stands in code. */
export const linkCitations = (text: string): string =>
  text
    .split(/(```[\s\S]*?```|`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/\[(\d{1,3})\](?![(:[])/g, '[$1](#cite-$1)')))
    .join('')

export function hostOf(url: string): string | null {
  try {
    const parsed = new URL(url)
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.host : null
  } catch {
    return null
  }
}

/** A path to a record's page, as `/deals/D-1042`. */
export function appPath(url: string): string | null {
  const match = url.match(/^\/([a-z]+)\/([\w-]+)$/)
  return match?.[1] && objectOf(match[1]) ? url : null
}

export const safeUrl = (url: string): string =>
  /^#cite-\d+$/.test(url) || appPath(url) || hostOf(url) ? url : ''
