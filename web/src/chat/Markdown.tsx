/** The text of an answer. No raw HTML, no images; links only to http(s), with their host shown, or into this app. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { cited } from '@/blocks/Citations'
import { appPath, hostOf, linkCitations, safeUrl } from './links'

export function Markdown({ text, messageId }: { text: string; messageId: string }) {
  const anchor = ({ href, children }: { href?: string | undefined; children?: ReactNode }) => {
    const number = href?.match(/^#cite-(\d+)$/)?.[1]
    if (number)
      return (
        <button
          type="button"
          className="cite"
          aria-label={`Source ${number}`}
          onClick={() => cited.set(`${messageId}:${number}`)}
        >
          {number}
        </button>
      )
    const path = href && appPath(href)
    if (path) return <Link to={path as never}>{children}</Link>
    const host = href && hostOf(href)
    if (!host) return <>{children}</>
    return (
      <>
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
        {String(children).includes(host) ? null : (
          <span style={{ color: 'var(--soft)', fontSize: '0.85em' }}> ({host})</span>
        )}
      </>
    )
  }
  return (
    <div className="markdown">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        skipHtml
        urlTransform={safeUrl}
        components={{ a: anchor, img: ({ alt }) => <em>{alt}</em> }}
      >
        {linkCitations(text)}
      </ReactMarkdown>
    </div>
  )
}
