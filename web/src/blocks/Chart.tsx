import { Text, useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import embed, { type EmbedOptions, type VisualizationSpec } from 'vega-embed'
import type { BlockOf } from '@/api/types'
import { colorOf, STATE_FIELDS } from '@/lib/colors'

/** The hues of the states as badges have them, at a strength that fills areas. */
const HUES: Record<string, string> = {
  gray: '#9a9d96',
  blue: '#4d8fd1',
  indigo: '#6f7fd6',
  orange: '#e08a3c',
  teal: '#2f9c7f',
  red: '#d4615a',
  yellow: '#d9ad3d',
  cyan: '#3fa5b8',
  grape: '#a763bd',
  lime: '#86a93c',
  pink: '#cf6491',
  violet: '#8a6fd0',
}
const RANGE = ['#2f8376', '#d98a3d', '#5b7fb8', '#b0607f', '#8a9a4b', '#7a6bb0', '#4aa3b5', '#a0785a']

function config(dark: boolean, narrow: boolean): EmbedOptions['config'] {
  const ink = dark ? '#b4b6b2' : '#5d615b'
  const line = dark ? '#333632' : '#ecece6'
  return {
    background: 'transparent',
    font: 'Inter Variable, system-ui, sans-serif',
    view: { stroke: 'transparent' },
    range: { category: RANGE, ordinal: { scheme: 'teals' } },
    mark: { color: dark ? '#45988a' : '#2f8376' },
    bar: { cornerRadiusEnd: 3 },
    line: { strokeWidth: 2.5 },
    axis: {
      labelColor: ink,
      titleColor: ink,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelLimit: 150,
    },
    legend: {
      orient: narrow ? 'bottom' : 'right',
      columns: narrow ? 3 : 1,
      labelColor: ink,
      titleColor: ink,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
    },
    title: { color: ink },
  }
}

type Coded = {
  data?: { values?: Record<string, unknown>[] }
  encoding?: { color?: { field?: string; scale?: unknown } }
}

/** A stage has the same colour in a chart as everywhere, in the order of the answer, unless the spec says otherwise. */
function withStateColors(spec: Record<string, unknown>): Record<string, unknown> {
  const { data, encoding } = spec as Coded
  const color = encoding?.color
  if (!color?.field || color.scale || !STATE_FIELDS.has(color.field) || !data?.values) return spec
  const domain = [...new Set(data.values.map((row) => String(row[color.field ?? ''])))]
  const range = domain.map((value) => HUES[colorOf(value)] ?? HUES.gray)
  return { ...spec, encoding: { ...encoding, color: { ...color, scale: { domain, range } } } }
}

/** Specs carry their data: nothing is ever loaded from elsewhere. */
const noLoader = { load: () => Promise.reject(new Error('remote data is not loaded')) } as never

export function Chart({ block }: { block: BlockOf<'chart'> }) {
  const place = useRef<HTMLDivElement>(null)
  const dark = useComputedColorScheme('light') === 'dark'
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!place.current) return
    const spec = {
      width: 'container',
      height: 260,
      autosize: { type: 'fit', contains: 'padding' },
      ...withStateColors(block.spec),
    } as VisualizationSpec
    const shown = embed(place.current, spec, {
      actions: false,
      ast: true, // expressions are interpreted: the page's policy forbids eval
      renderer: 'svg',
      config: config(dark, place.current.clientWidth < 480),
      loader: noLoader,
    })
    shown.catch(() => setFailed(true))
    return () => {
      shown.then((result) => result.finalize()).catch(() => undefined)
    }
  }, [block.spec, dark])
  return (
    <figure
      className="card"
      data-testid="block-chart"
      style={{ margin: 0, padding: '14px 18px' }}
      aria-label={block.title}
    >
      <Text component="figcaption" size="sm" fw={600} mb={10}>
        {block.title}
      </Text>
      {failed ? (
        <Text c="dimmed" size="sm">
          This chart could not be drawn.
        </Text>
      ) : (
        <div ref={place} className="chart" />
      )}
    </figure>
  )
}
