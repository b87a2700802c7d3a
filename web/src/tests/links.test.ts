import { expect, test } from 'vitest'
import { safeReturn } from '@/api/session'
import { appPath, hostOf, linkCitations, safeUrl } from '@/chat/links'

test('only http(s), sources and records of this app are followed', () => {
  for (const url of [
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//evil.test',
    '/sign-in',
    'JaVaScRiPt:x',
  ])
    expect(safeUrl(url), url).toBe('')
  for (const url of ['https://a.test/b', 'http://a.test', '#cite-2', '/deals/D-1042'])
    expect(safeUrl(url)).toBe(url)
  expect(hostOf('https://a.test/b')).toBe('a.test')
  expect(appPath('/secrets/1')).toBeNull()
})

test('numbers in brackets point at sources, links and code stay', () => {
  expect(linkCitations('so they say [1].')).toBe('so they say [1](#cite-1).')
  expect(linkCitations('[1](https://a.test) `x[2]`')).toBe('[1](https://a.test) `x[2]`')
})

test('sign-in returns only into this app', () => {
  expect(safeReturn('/deals?q=x')).toBe('/deals?q=x')
  for (const path of ['//evil.test', 'https://evil.test', '/\\evil.test', '/sign-in', undefined])
    expect(safeReturn(path)).toBe('/')
})
