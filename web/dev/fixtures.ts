/** Made-up rows for the fixture server: one answer per type of block. */
const DAY = 86_400_000
const at = (days: number) => new Date(Date.now() + days * DAY).toISOString()
const day = (days: number) => at(days).slice(0, 10)

const user = (id: string, label: string) => ({
  object: 'user',
  id,
  ref: `U-${id}`,
  label,
  email: `${label.toLowerCase().replace(' ', '.')}@acme.test`,
})
const account = (id: string, label: string) => ({ object: 'account', id: `a${id}`, ref: `A-${id}`, label })
const maya = user('1', 'Maya Chen')
const tom = user('2', 'Tom Becker')
const northwind = account('17', 'Northwind Traders')
const globex = account('21', 'Globex Manufacturing GmbH')
const sarah = { object: 'contact', id: 'c88', ref: 'C-88', label: 'Sarah Lindqvist' }

export const me = {
  ...maya,
  name: 'Maya Chen',
  role: 'rep',
  team: 'West',
  timezone: 'Europe/Berlin',
  manager_email: 'tom.becker@acme.test',
  scope: 'person',
  tenant: { id: 't', name: 'Acme', currency: 'USD', locale: 'en-US', timezone: 'Europe/Berlin' },
}

const base = { version: 3, external_id: null, created_at: at(-40), updated_at: at(-2), custom: {} }
const DEALS: [string, string, number, string, typeof northwind, number][] = [
  ['1042', 'Northwind – fleet renewal', 48000, 'Proposal', northwind, 6],
  ['1047', 'Globex – line 4 sensors', 125500, 'Negotiation', globex, 9],
  ['1051', 'Hooli pilot', 9200, 'Qualified', account('30', 'Hooli'), -3],
  [
    '1060',
    'Initech – support contract 2027 with on-site engineer',
    31250.5,
    'Prospecting',
    account('31', 'Initech'),
    34,
  ],
  ['1066', 'Umbrella – cold chain', 74000, 'Won', account('33', 'Umbrella'), -20],
  ['1070', 'Stark – test bench', 15800, 'Lost', account('35', 'Stark Industries'), -31],
]
const deals = DEALS.map(([id, label, amount, stage, of, close]) => ({
  ...base,
  id: `d${id}`,
  ref: `D-${id}`,
  label,
  object: 'deal',
  name: label,
  stage,
  amount,
  currency: 'USD',
  close_date: day(close),
  account: of,
  contact: sarah,
  pipeline: 'Sales',
  owner: maya,
  next_step: 'Send the contract',
  loss_reason: null,
  source: 'Referral',
  product: null,
  closed_at: null,
}))
type Rec = { id: string; ref: string; label: string; [field: string]: unknown }
export const records: Record<string, Rec[]> = {
  deals,
  accounts: [northwind, globex].map((one, n) => ({
    ...base,
    ...one,
    name: one.label,
    industry: ['Logistics', 'Manufacturing'][n],
    city: ['Oslo', 'Hamburg'][n],
    country: 'NO',
    employees: 420 * (n + 1),
    annual_revenue: 52_000_000,
    owner: maya,
    domain: 'northwind.test',
    phone: '+47 22 33 44 55',
  })),
  contacts: [
    {
      ...base,
      ...sarah,
      name: sarah.label,
      title: 'Head of Procurement',
      account: northwind,
      email: 'sarah@northwind.test',
      phone: '+47 900 11 222',
      owner: maya,
    },
  ],
  leads: [
    {
      ...base,
      id: 'l301',
      ref: 'L-301',
      label: 'Jane Roe',
      name: 'Jane Roe',
      company: 'Initech',
      status: 'Working',
      source: 'Trade show',
      follow_up_date: day(2),
      owner: maya,
    },
  ],
  activities: [
    {
      ...base,
      id: 't1',
      ref: 'T-1',
      label: 'Send contract to Sarah',
      type: 'task',
      subject: 'Send contract to Sarah',
      status: 'open',
      due_date: day(0),
      occurred_at: null,
      owner: maya,
    },
    {
      ...base,
      id: 't2',
      ref: 'T-2',
      label: 'Call back Globex about delivery terms',
      type: 'task',
      subject: 'Call back',
      status: 'open',
      due_date: day(-3),
      occurred_at: null,
      owner: maya,
    },
    {
      ...base,
      id: 't3',
      ref: 'T-3',
      label: 'Re: Quote for 40 units',
      type: 'email',
      subject: 'Re: Quote for 40 units',
      status: 'done',
      occurred_at: at(-5),
      due_date: null,
      owner: maya,
      body: 'Hi Maya,\n\nwe also have an offer from Vandelay, a bit below yours.\n\nSarah',
    },
  ],
  products: [],
  tickets: [],
}
export const timeline = [
  {
    id: 't3',
    type: 'email',
    subject: 'Re: Quote for 40 units',
    body: 'We also have an offer from Vandelay, a bit below yours, but your service is what we know.',
    occurred_at: at(-5),
    owner: maya,
  },
  {
    id: 't4',
    type: 'call',
    subject: 'Call with Sarah',
    body: 'Wants 40 units by March.',
    occurred_at: at(-9),
    owner: maya,
  },
  { id: 't5', type: 'meeting', subject: 'Site visit', body: '', occurred_at: at(-33), owner: tom },
  { kind: 'stage', title: 'Qualified → Proposal', at: at(-60) },
]
export const recommendations = [
  {
    record: { object: 'lead', id: 'l301', ref: 'L-301', label: 'Jane Roe' },
    kind: 'hot_lead',
    score: 86,
    reasons: [
      { text: 'Asked for a price in her last mail', weight: 1.4 },
      { text: 'Met at the trade show; such leads convert twice as often', weight: 0.8 },
      { text: 'No phone number yet', weight: -0.4 },
    ],
    action: { label: 'Log a call', say: 'log a call with Jane Roe' },
  },
  {
    record: { object: 'deal', id: 'd1047', ref: 'D-1047', label: 'Globex – line 4 sensors' },
    kind: 'going_cold',
    score: 58,
    reasons: [
      { text: 'No activity for 31 days', weight: -1.2 },
      { text: 'In Negotiation longer than 80 % of won deals', weight: -0.7 },
      { text: 'Amount above your average', weight: 0.5 },
    ],
    action: { label: 'Draft a mail', say: 'draft a mail to Globex' },
  },
  {
    record: { object: 'deal', id: 'd1051', ref: 'D-1051', label: 'Hooli pilot' },
    kind: 'overdue_close_date',
    score: 31,
    reasons: [{ text: 'Close date passed 3 days ago', weight: -1 }],
  },
]

const change = (id: string, op: string, object: string, set: object, more: object = {}) => ({
  id,
  op,
  object,
  set,
  warnings: [],
  evidence: [],
  status: 'pending',
  ...more,
})
const northwindDeal = { object: 'deal', id: 'd1042', ref: 'D-1042', label: 'Northwind – fleet renewal' }
const card = (
  id: string,
  ref: string,
  summary: string,
  changes: ReturnType<typeof change>[],
  more: object = {},
) => ({
  id,
  ref,
  status: 'pending',
  said: 'just spoke to Sarah, move it to negotiation at 52k and remind me Friday to send the contract',
  by: maya,
  approver: 'self',
  expires_at: at(7),
  change_count: changes.length,
  summary,
  changes,
  ...more,
})
export const proposals = {
  update: card(
    'p1',
    'P-12',
    'Log the call with Sarah Lindqvist, move Northwind – fleet renewal to Negotiation and add a task for Friday.',
    [
      change('x1', 'create', 'activity', {
        type: { before: null, after: 'call' },
        subject: { before: null, after: 'Call with Sarah Lindqvist' },
        body: {
          before: null,
          after:
            'They want 40 units by March and asked for the framework contract before the end of the month.',
        },
        contact: { before: null, after: sarah },
      }),
      change(
        'x2',
        'update',
        'deal',
        {
          stage: { before: 'Proposal', after: 'Negotiation' },
          amount: { before: 48000, after: 52000 },
          close_date: { before: day(6), after: day(20) },
          owner: { before: tom, after: maya },
        },
        {
          record: northwindDeal,
          warnings: [{ text: 'The amount is 8 % above the quote of last week.' }],
          evidence: [{ text: 'move it to negotiation at 52k' }],
        },
      ),
      change('x3', 'create', 'activity', {
        type: { before: null, after: 'task' },
        subject: { before: null, after: 'Send the contract' },
        due_date: { before: null, after: day(5) },
        deal: { before: null, after: northwindDeal },
      }),
    ],
  ),
  lead: card(
    'p2',
    'P-13',
    'Create the lead Jane Roe.',
    [
      change(
        'y1',
        'create',
        'lead',
        {
          name: { before: null, after: 'Jane Roe' },
          company: { before: null, after: 'Initech' },
          email: { before: null, after: 'jane@initech.com' },
          source: { before: null, after: 'Trade show' },
        },
        { warnings: [{ text: 'Looks like Jane Rowe (L-188) at Initech.' }] },
      ),
      change('y2', 'create', 'activity', {
        type: { before: null, after: 'task' },
        lead: { before: null, after: { change_id: 'y1' } },
        due_date: { before: null, after: day(3) },
      }),
    ],
    { by: tom, approver: 'manager' },
  ),
  remove: card('p3', 'P-14', 'Delete the deal Hooli pilot.', [
    change(
      'z1',
      'delete',
      'deal',
      {},
      { record: { object: 'deal', id: 'd1051', ref: 'D-1051', label: 'Hooli pilot' } },
    ),
  ]),
  stale: card(
    'p4',
    'P-15',
    'Move Globex – line 4 sensors to Won.',
    [
      change(
        'w1',
        'update',
        'deal',
        { stage: { before: 'Negotiation', after: 'Won' } },
        {
          record: { object: 'deal', id: 'd1047', ref: 'D-1047', label: 'Globex – line 4 sensors' },
          status: 'stale',
        },
      ),
    ],
    { status: 'stale' },
  ),
  applied: card(
    'p5',
    'P-16',
    'Set the follow-up of Jane Roe.',
    [
      change(
        'v1',
        'update',
        'lead',
        { follow_up_date: { before: day(2), after: day(9) } },
        { record: { object: 'lead', id: 'l301', ref: 'L-301', label: 'Jane Roe' }, status: 'applied' },
      ),
    ],
    { status: 'applied' },
  ),
}

const message = (id: string, text: string, blocks: object[], status = 'complete') => ({
  id,
  role: 'assistant',
  text,
  blocks,
  status,
  trace_id: 'tr',
  created_at: at(0),
})
const REPS = ['Maya Chen', 'Tom Becker', 'Ines Ortiz', 'Sam Okafor']
const STAGES = ['Prospecting', 'Qualified', 'Proposal', 'Negotiation']
const rows = REPS.flatMap((owner, n) =>
  STAGES.map((stage, m) => ({
    owner,
    stage,
    deals: ((n * 5 + m * 3) % 7) + 1,
    pipeline: ((n * 37 + m * 53) % 90) * 4300 + 12000,
    win_rate: n === 2 ? null : 20 + n * 7.5,
    change: (n - 1) * 4.5,
  })),
)
const columns = [
  { key: 'owner', label: 'Rep', kind: 'text' },
  { key: 'stage', label: 'Stage', kind: 'text' },
  { key: 'deals', label: 'Deals', kind: 'number' },
  { key: 'pipeline', label: 'Pipeline', kind: 'money' },
  { key: 'win_rate', label: 'Win rate', kind: 'percent' },
  { key: 'change', label: 'Change', kind: 'percent' },
]
const total = rows.reduce((sum, row) => sum + row.pipeline, 0)
const FIELDS = ['stage', 'amount', 'close_date', 'account', 'owner']
const cut = (record: Rec) => ({
  id: record.id,
  ref: record.ref,
  label: record.label,
  fields: Object.fromEntries(FIELDS.map((name) => [name, record[name]])),
})
const mail = { object: 'activity', id: 't3', ref: 'T-3', label: 'Re: Quote for 40 units' }

export const answers = {
  records: {
    match: /deals closing/,
    said: 'Show my open deals closing this month',
    message: message(
      'm1',
      'You have **4 open deals** closing this month, worth $213,950 together. The largest is Globex – line 4 sensors.',
      [{ type: 'records', object: 'deal', total: 9, items: deals.slice(0, 4).map(cut) }],
    ),
  },
  report: {
    match: /pipeline|win rate/,
    said: 'Pipeline by rep and stage',
    message: message('m2', 'The pipeline is spread over four reps; **Ines Ortiz** holds the largest share.', [
      {
        type: 'metric',
        label: 'Pipeline',
        value: total,
        unit: 'USD',
        comparison: { label: 'Last quarter', value: total * 0.88, change: total * 0.12, percent: 13.6 },
      },
      {
        type: 'metric',
        label: 'Win rate',
        value: 42.5,
        unit: 'percent',
        comparison: { label: 'Last quarter', value: 45, change: -2.5 },
      },
      {
        type: 'chart',
        title: 'Pipeline by rep and stage',
        spec: {
          $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
          data: { values: rows },
          mark: 'bar',
          encoding: {
            x: {
              field: 'pipeline',
              type: 'quantitative',
              aggregate: 'sum',
              title: 'Pipeline (USD)',
              axis: { format: '~s' },
            },
            y: { field: 'owner', type: 'nominal', title: null },
            color: { field: 'stage', type: 'nominal', title: 'Stage' },
          },
        },
      },
      {
        type: 'table',
        columns,
        rows: rows.slice(0, 8),
        totals: { deals: 31, pipeline: total },
        report: {
          metrics: ['pipeline'],
          group_by: ['owner', 'stage'],
          filters: [],
          period: 'this_quarter',
          compare: null,
          sort: null,
          limit: null,
          chart: null,
        },
        csv_url: '/api/v1/exports/once',
      },
    ]),
  },
  citations: {
    match: /competitor/,
    said: 'Did anyone mention a competitor?',
    message: message(
      'm3',
      'Yes, twice in the last month.\n\n- **Northwind** has a lower offer from Vandelay, but likes our service [1].\n- **Globex** compares us with Acme Sensors [2].\n\nSee [their site](https://vandelay.example/prices) <script>alert(1)</script> ![x](https://evil.test/x.png).',
      [
        {
          type: 'citations',
          items: [
            {
              n: 1,
              kind: 'email',
              record: mail,
              about: [northwind, northwindDeal],
              title: 'Re: Quote for 40 units',
              author: 'Sarah Lindqvist',
              at: at(-5),
              quote:
                'We also have an offer from Vandelay, a bit below yours, but your service is what we know.',
              url: '/activities/t3',
            },
            {
              n: 2,
              kind: 'note',
              record: { ...mail, id: 't9', ref: 'T-9', label: 'Visit notes' },
              about: [globex],
              title: 'Visit notes, Hamburg plant',
              author: 'Maya Chen',
              at: at(-19),
              quote: 'Bernd showed me a data sheet of Acme Sensors. They want a side by side comparison.',
              url: '/activities/t9',
            },
          ],
        },
      ],
    ),
  },
  proposal: {
    match: /move|spoke|remind/,
    said: 'Just spoke to Sarah, move it to negotiation at 52k and remind me Friday to send the contract',
    message: {
      ...message(
        'm4',
        'Here is what I would change.',
        [{ type: 'proposal', proposal: proposals.update }],
        'needs_approval',
      ),
      proposal_id: 'p1',
    },
  },
  stale: {
    match: /won/,
    said: 'Globex is won',
    message: message('m5', '', [{ type: 'proposal', proposal: proposals.stale }], 'needs_approval'),
  },
  applied: {
    match: /follow.up/,
    said: 'Move the follow-up with Jane a week',
    message: message('m6', '', [{ type: 'proposal', proposal: proposals.applied }], 'needs_approval'),
  },
  choices: {
    match: /latest/,
    said: "What's the latest with Sarah?",
    message: message(
      'm7',
      'There are two Sarahs.',
      [
        {
          type: 'choices',
          prompt: 'Which one do you mean?',
          options: [
            { choice_id: 'o1', label: 'Sarah Lindqvist, Northwind Traders (C-88)', say: 'Sarah Lindqvist' },
            {
              choice_id: 'o2',
              label: 'Sarah Ochieng, Globex Manufacturing GmbH (C-112)',
              say: 'Sarah Ochieng',
            },
          ],
        },
      ],
      'needs_choice',
    ),
  },
  findings: {
    match: /call first/,
    said: 'Who should I call first?',
    message: message('m8', 'Start with **Jane Roe**: she asked for a price.', [
      { type: 'findings', items: recommendations },
    ]),
  },
  draft: {
    match: /draft/,
    said: 'Draft a mail to Sarah about the contract',
    message: message('m9', '', [
      {
        type: 'draft',
        kind: 'email',
        to: 'sarah@northwind.test',
        subject: 'Framework contract and delivery by March',
        body: 'Hi Sarah,\n\nthank you for the call. As agreed, I will send the framework contract on Friday. The 40 units can be with you by the middle of March.\n\nBest regards\nMaya',
      },
    ]),
  },
  declined: {
    match: /.*/,
    said: 'Write me a poem',
    message: message(
      'm10',
      'That is outside of what I can do. I can find records, search mail and notes, run reports, and propose changes for you to approve.',
      [],
      'declined',
    ),
  },
}

export const conversations = [
  { id: 'all', title: 'Every kind of answer', created_at: at(-1), updated_at: at(0) },
  { id: 'x2', title: 'Northwind renewal', created_at: at(-3), updated_at: at(-3) },
  {
    id: 'x3',
    title: 'Pipeline by rep and stage for the quarterly review',
    created_at: at(-9),
    updated_at: at(-9),
  },
]
