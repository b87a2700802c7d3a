-- A mid-market tenant, made where it lives. Everything follows from the row's number by a hash, so that the same clock
-- gives the same company. Word lists, sizes, tenant and clock stand in as literals: a list in a column would be
-- unpacked for every row.

-- name: helpers
CREATE FUNCTION pg_temp.r(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(n, salt) & 1073741823)::float8 / 1073741824 $$;
CREATE FUNCTION pg_temp.pick(words text[], at float8) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + floor(at * cardinality(words))::int] $$;
CREATE FUNCTION pg_temp.key(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 8, '0') || '8' || substr(md5(kind::text || ' ' || n::text), 2, 15))::uuid $$;
-- (Texts are cast by hand: what is only stable, as int || text is, keeps a function from being inlined.)
-- Normal deviate, by Box and Muller.
CREATE FUNCTION pg_temp.bell(n bigint, salt int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT sqrt(-2 * ln(pg_temp.r(n, salt) + 1e-9)) * cos(2 * pi() * pg_temp.r(n, salt + 500)) $$;

-- name: people
INSERT INTO crm.app_user (tenant_id, id, email, name, role, manager_id, timezone)
SELECT {tenant}, pg_temp.key(1, n), 'user' || lpad(n::text, 2, '0') || '@mid.example', {people}[n + 1],
       CASE WHEN n = 0 THEN 'executive' WHEN n = 1 THEN 'admin' WHEN n <= 3 THEN 'manager' ELSE 'rep' END,
       CASE WHEN n IN (2, 3) THEN pg_temp.key(1, 0) WHEN n > 3 THEN pg_temp.key(1, 2 + n % 2) END, {timezone}
  FROM generate_series(0, 15) n ORDER BY n;

-- name: owners
-- Twelve reps with unequal books: one in seven records belongs to the first, one in thirty to the last.
CREATE TEMP TABLE mid_owner ON COMMIT DROP AS
SELECT array_agg(pg_temp.key(1, x.n) ORDER BY x.n, i) AS owners
  FROM unnest(ARRAY[14, 12, 11, 10, 9, 8, 8, 7, 7, 6, 5, 3]) WITH ORDINALITY AS s(share, at),
       LATERAL (SELECT 3 + s.at AS n) x, generate_series(1, s.share) i;

-- name: fields
INSERT INTO crm.field_setting (tenant_id, object, field, label, custom_kind)
SELECT {tenant}, f.object, f.field, f.label, f.kind FROM
  (VALUES ('contact', 'segment', 'Segment', 'picklist'), ('contact', 'seats', 'Seats', 'number'),
          ('deal', 'region', 'Region', 'picklist'), ('deal', 'margin', 'Margin', 'percent'),
          ('lead', 'budget', 'Budget', 'money')) AS f(object, field, label, kind);

-- name: options
INSERT INTO crm.picklist_value (tenant_id, object, field, value, position)
SELECT {tenant}, o.object, o.field, v.value, v.n - 1 FROM
  LATERAL (VALUES ('contact', 'segment', {segments}), ('deal', 'region', {regions}), ('lead', 'product_interest', {products})) AS o(object, field, options),
  LATERAL unnest(o.options) WITH ORDINALITY AS v(value, n);

-- name: products
INSERT INTO crm.product (tenant_id, id, name, family, list_price_minor)
SELECT {tenant}, pg_temp.key(2, n), {products}[n], CASE WHEN n % 3 = 0 THEN 'Services' WHEN n % 3 = 1 THEN 'Equipment' ELSE 'Software' END,
       (200 + floor(pg_temp.r(n, 1) * 400))::bigint * 5000
  FROM generate_series(1, cardinality({products})) n;

-- name: accounts
INSERT INTO crm.account (tenant_id, id, external_id, created_at, updated_at, name, domain, industry, employees, annual_revenue_minor,
                         city, country, phone, owner_id, company_key, domain_key, phone_key)
SELECT {tenant}, pg_temp.key(3, n), 'acc-' || n, x.made, x.made + ({now} - x.made) * pg_temp.r(n, 2), x.name, x.domain,
       pg_temp.pick({industries}, pow(pg_temp.r(n, 3), 1.6)), (8 + exp(4.2 + 1.3 * pg_temp.bell(n, 4)))::int,
       (exp(15.5 + 1.4 * pg_temp.bell(n, 5)))::bigint * 100, pg_temp.pick({cities}, pow(pg_temp.r(n, 6), 1.5)), 'United States',
       '+1 212 ' || x.digits, o.owners[1 + floor(pg_temp.r(n, 7) * 100)::int], lower(x.name), x.domain, '+1212' || replace(x.digits, '-', '')
  FROM mid_owner o, generate_series(1, {accounts}) n,
       LATERAL (SELECT {stems}[1 + n % cardinality({stems})] || ' ' || {trades}[1 + n / cardinality({stems}) % cardinality({trades})]
                       || CASE WHEN n / cardinality({stems}) / cardinality({trades}) > 0
                               THEN ' ' || pg_temp.pick({cities}, pg_temp.r(n, 8)) ELSE '' END AS name,
                       {now} - interval '1 day' * (30 + 2000 * pow(pg_temp.r(n, 1), 0.8)) AS made,
                       'acct' || n || '.example' AS domain,
                       to_char(200 + n / 10000 + n % 700, 'FM000') || '-' || to_char(n % 10000, 'FM0000') AS digits OFFSET 0) x;

-- name: contacts
-- Large accounts have hundreds of people, most have a few.
INSERT INTO crm.contact (tenant_id, id, ref, external_id, created_at, updated_at, name, email, phone, title, account_id, owner_id, phone_key, custom)
SELECT {tenant}, pg_temp.key(4, n), f.ref, 'con-' || n, x.made, x.made + ({now} - x.made) * pow(pg_temp.r(n, 5), 2), x.first || ' ' || x.last,
       lower(x.first) || '.' || lower(x.last) || n || '@' || a.domain, '+1 415 ' || x.digits,
       pg_temp.pick({titles}, pow(pg_temp.r(n, 6), 1.4)), a.id,
       CASE WHEN pg_temp.r(n, 7) < 0.8 THEN a.owner_id ELSE o.owners[1 + floor(pg_temp.r(n, 8) * 100)::int] END,
       '+1415' || replace(x.digits, '-', ''),
       CASE WHEN pg_temp.r(n, 9) < 0.6 THEN jsonb_build_object('segment', pg_temp.pick({segments}, pow(pg_temp.r(n, 10), 1.5)),
                                                               'seats', 1 + floor(200 * pow(pg_temp.r(n, 11), 3))) ELSE '{{}}' END
  FROM mid_owner o CROSS JOIN crm.next_refs('contact', {contacts}) WITH ORDINALITY AS f(ref, n)
 CROSS JOIN LATERAL (SELECT pg_temp.pick({firsts}, pow(pg_temp.r(n, 1), 1.3)) AS first, pg_temp.pick({lasts}, pow(pg_temp.r(n, 2), 1.3)) AS last,
                       {now} - interval '1 day' * (5 + 1500 * pow(pg_temp.r(n, 3), 0.8)) AS made,
                       1 + floor({accounts} * pow(pg_temp.r(n, 4), 1.8))::int AS account,
                       to_char(200 + n / 10000 % 800, 'FM000') || '-' || to_char(n % 10000, 'FM0000') AS digits OFFSET 0) x
  JOIN crm.account a ON a.tenant_id = {tenant} AND a.id = pg_temp.key(3, x.account);

-- name: deals
-- Four years of them, growing; a cycle of 20 to 200 days, so that about one in ten is open.
CREATE TEMP TABLE mid_deal ON COMMIT DROP AS
SELECT n, c.id AS contact_id, c.account_id, c.owner_id, x.made, x.made + x.cycle AS ended, x.cycle,
       CASE WHEN x.made + x.cycle < {now} THEN CASE WHEN pg_temp.r(n, 4) < 0.3 THEN 'Won' ELSE 'Lost' END
            ELSE (ARRAY['Prospecting', 'Qualified', 'Proposal', 'Negotiation'])[1 + floor(3.99 * extract(epoch FROM {now} - x.made) / extract(epoch FROM x.cycle))::int] END AS stage
  FROM generate_series(1, {deals}) n
 CROSS JOIN LATERAL (SELECT {now} - interval '1 day' * (1 + 1460 * pow(pg_temp.r(n, 1), 1.3)) AS made,
                       interval '1 day' * (20 + 180 * pow(pg_temp.r(n, 2), 1.5)) AS cycle) x
  JOIN crm.contact c ON c.tenant_id = {tenant} AND c.id = pg_temp.key(4, 1 + floor({contacts} * pow(pg_temp.r(n, 3), 1.2))::int);

-- name: deal_rows
INSERT INTO crm.deal (tenant_id, id, external_id, created_at, updated_at, name, account_id, contact_id, stage, amount_minor, currency,
                      close_date, owner_id, product_id, source, next_step, loss_reason, closed_at, custom)
SELECT {tenant}, pg_temp.key(5, d.n), 'deal-' || d.n, d.made, least(d.ended, {now}), left(a.name, 40) || ' – ' || {products}[x.product],
       d.account_id, d.contact_id, d.stage, (exp(9.4 + 1.1 * pg_temp.bell(d.n, 10)))::bigint * 100, 'USD',
       (d.ended + interval '1 day' * (20 * pg_temp.r(d.n, 11) - 12))::date, d.owner_id, pg_temp.key(2, x.product),
       pg_temp.pick({sources}, pow(pg_temp.r(d.n, 12), 1.4)),
       CASE WHEN d.stage NOT IN ('Won', 'Lost') AND pg_temp.r(d.n, 13) < 0.7 THEN pg_temp.pick({steps}, pg_temp.r(d.n, 14)) END,
       CASE WHEN d.stage = 'Lost' THEN pg_temp.pick({reasons}, pow(pg_temp.r(d.n, 15), 1.5)) END,
       CASE WHEN d.stage IN ('Won', 'Lost') THEN d.ended END,
       jsonb_build_object('region', pg_temp.pick({regions}, pg_temp.r(d.n, 16)), 'margin', round((15 + 40 * pg_temp.r(d.n, 17))::numeric, 1))
  FROM mid_deal d
  JOIN crm.account a ON a.tenant_id = {tenant} AND a.id = d.account_id
 CROSS JOIN LATERAL (SELECT 1 + floor(cardinality({products}) * pow(pg_temp.r(d.n, 18), 1.5))::int AS product) x;

-- name: forget_history
-- What the trigger noted is the last stage alone.
DELETE FROM crm.stage_history WHERE tenant_id = {tenant};

-- name: history
INSERT INTO crm.stage_history (tenant_id, deal_id, stage, entered_at)
SELECT {tenant}, pg_temp.key(5, d.n), s.stage, d.made + d.cycle * ((s.at - 1) / 4.0)
  FROM mid_deal d, unnest(ARRAY['Prospecting', 'Qualified', 'Proposal', 'Negotiation']) WITH ORDINALITY AS s(stage, at)
 WHERE d.made + d.cycle * ((s.at - 1) / 4.0) <= {now} AND (d.stage <> 'Lost' OR s.at <= 1 + floor(4 * pg_temp.r(d.n, 20)))
UNION ALL
SELECT {tenant}, pg_temp.key(5, d.n), d.stage, d.ended FROM mid_deal d WHERE d.stage IN ('Won', 'Lost');

-- name: activities
-- What each one is about: half on deals (the busy ones get most), a third on contacts, the rest on leads, a few on nothing.
CREATE TEMP TABLE mid_activity ON COMMIT DROP AS
SELECT n, x.kind, CASE WHEN x.about < 0.52 THEN 'deal' WHEN x.about < 0.82 THEN 'contact' WHEN x.about < 0.97 THEN 'lead' END AS about,
       CASE WHEN x.about < 0.52 THEN 1 + floor({deals} * pow(pg_temp.r(n, 3), 1.4))::int
            WHEN x.about < 0.82 THEN 1 + floor({contacts} * pow(pg_temp.r(n, 3), 1.5))::int
            ELSE 1 + floor({leads} * pow(pg_temp.r(n, 3), 1.5))::int END AS which,
       {now} - interval '1 day' * (1200 * pow(pg_temp.r(n, 4), 1.6)) AS happened
  FROM generate_series(1, {activities}) n,
       LATERAL (SELECT pg_temp.r(n, 1) AS about,
                       CASE WHEN pg_temp.r(n, 2) < 0.46 THEN 'email' WHEN pg_temp.r(n, 2) < 0.66 THEN 'call' WHEN pg_temp.r(n, 2) < 0.77 THEN 'meeting'
                            WHEN pg_temp.r(n, 2) < 0.88 THEN 'note' ELSE 'task' END AS kind) x;

-- name: leads
-- The last contact is written at once: else every activity of a lead would update its lead.
INSERT INTO crm.lead (tenant_id, id, ref, external_id, created_at, updated_at, name, company, email, phone, title, source, status, product_interest,
                      owner_id, last_contacted_at, follow_up_date, company_key, phone_key, custom)
SELECT {tenant}, pg_temp.key(6, n), f.ref, 'lead-' || n, x.made, coalesce(t.last, x.made), x.first || ' ' || x.last, x.company,
       lower(x.first) || '.' || lower(x.last) || n || '@lead' || n % 60000 || '.example', '+1 312 ' || x.digits,
       pg_temp.pick({titles}, pg_temp.r(n, 6)), pg_temp.pick({sources}, pow(pg_temp.r(n, 7), 1.5)),
       CASE WHEN pg_temp.r(n, 8) < 0.22 THEN 'New' WHEN pg_temp.r(n, 8) < 0.5 THEN 'Working' WHEN pg_temp.r(n, 8) < 0.6 THEN 'Qualified'
            WHEN pg_temp.r(n, 8) < 0.85 THEN 'Unqualified' ELSE 'Converted' END,
       pg_temp.pick({products}, pow(pg_temp.r(n, 9), 1.4)),
       CASE WHEN pg_temp.r(n, 10) < 0.93 THEN o.owners[1 + floor(pg_temp.r(n, 11) * 100)::int] END, t.last,
       CASE WHEN pg_temp.r(n, 12) < 0.25 THEN ({now} + interval '1 day' * (40 * pg_temp.r(n, 13) - 10))::date END,
       lower(x.company), '+1312' || replace(x.digits, '-', ''),
       CASE WHEN pg_temp.r(n, 14) < 0.4 THEN jsonb_build_object('budget', (1 + floor(100 * pow(pg_temp.r(n, 15), 2))) * 1000) ELSE '{{}}' END
  FROM mid_owner o CROSS JOIN crm.next_refs('lead', {leads}) WITH ORDINALITY AS f(ref, n)
 CROSS JOIN LATERAL (
       SELECT pg_temp.pick({firsts}, pow(pg_temp.r(n, 21), 1.3)) AS first, pg_temp.pick({lasts}, pow(pg_temp.r(n, 22), 1.3)) AS last,
              pg_temp.pick({stems}, pg_temp.r(n, 23)) || ' ' || pg_temp.pick({trades}, pg_temp.r(n, 24)) AS company,
              {now} - interval '1 day' * (900 * pow(pg_temp.r(n, 25), 1.2)) AS made,
              to_char(200 + n / 10000 % 800, 'FM000') || '-' || to_char(n % 10000, 'FM0000') AS digits OFFSET 0) x
  LEFT JOIN (SELECT which, max(happened) AS last FROM mid_activity WHERE about = 'lead' AND kind IN ('call', 'meeting', 'email') GROUP BY which) t
    ON t.which = n;

-- name: activity_rows
INSERT INTO crm.activity (tenant_id, id, ref, external_id, created_at, updated_at, type, subject, body, occurred_at, due_date, status, priority, owner_id,
                          account_id, contact_id, lead_id, deal_id, completed_at, participants, thread_key, direction)
SELECT {tenant}, pg_temp.key(7, a.n), f.ref, CASE WHEN a.kind = 'email' THEN 'mid-' || a.n || '@mid.example' END, a.happened, a.happened, a.kind,
       pg_temp.pick({subjects}, pg_temp.r(a.n, 5)),
       CASE WHEN a.kind <> 'task' THEN concat_ws(' ', pg_temp.pick({sentences}, pg_temp.r(a.n, 6)), pg_temp.pick({sentences}, pg_temp.r(a.n, 7)),
            CASE WHEN pg_temp.r(a.n, 8) < 0.5 THEN pg_temp.pick({sentences}, pg_temp.r(a.n, 9)) END, 'Reference ' || a.n || '.') END,
       CASE WHEN a.kind <> 'task' THEN a.happened END,
       CASE WHEN a.kind = 'task' THEN (a.happened + interval '1 day' * (25 * pg_temp.r(a.n, 10)))::date END,
       CASE WHEN a.kind = 'task' THEN CASE WHEN a.happened < {now} - interval '25 days' AND pg_temp.r(a.n, 11) < 0.97 THEN 'done' ELSE 'open' END END,
       CASE WHEN a.kind = 'task' THEN (ARRAY['low', 'normal', 'normal', 'high'])[1 + floor(4 * pg_temp.r(a.n, 12))::int] END,
       y.owner, coalesce(d.account_id, c.account_id), coalesce(d.contact_id, c.id), l.id, d.id,
       CASE WHEN a.kind = 'task' AND a.happened < {now} - interval '25 days' THEN a.happened + interval '3 days' END,
       CASE WHEN a.kind = 'email' THEN jsonb_build_array(
            jsonb_build_object('role', CASE WHEN y.sent THEN 'from' ELSE 'to' END, 'user_id', y.owner),
            jsonb_strip_nulls(jsonb_build_object('role', CASE WHEN y.sent THEN 'to' ELSE 'from' END,
              'contact_id', coalesce(d.contact_id, c.id), 'lead_id', l.id, 'name', coalesce(c.name, l.name), 'email', coalesce(c.email, l.email)))) ELSE '[]' END,
       CASE WHEN a.kind = 'email' THEN 'mid-' || coalesce(a.about, 'x') || '-' || a.which || '-' || floor(4 * pg_temp.r(a.n, 13)) END,
       CASE WHEN a.kind = 'email' THEN CASE WHEN y.sent THEN 'out' ELSE 'in' END END
  FROM mid_activity a JOIN crm.next_refs('activity', %(last)s - %(first)s + 1) WITH ORDINALITY AS f(ref, at) ON a.n = %(first)s - 1 + f.at
 CROSS JOIN mid_owner o
  LEFT JOIN crm.deal d ON a.about = 'deal' AND d.tenant_id = {tenant} AND d.id = pg_temp.key(5, a.which)
  LEFT JOIN crm.contact c ON a.about = 'contact' AND c.tenant_id = {tenant} AND c.id = pg_temp.key(4, a.which)
  LEFT JOIN crm.lead l ON a.about = 'lead' AND l.tenant_id = {tenant} AND l.id = pg_temp.key(6, a.which)
 CROSS JOIN LATERAL (SELECT coalesce(d.owner_id, c.owner_id, l.owner_id, o.owners[1 + floor(pg_temp.r(a.n, 14) * 100)::int]) AS owner,
                            pg_temp.r(a.n, 15) < 0.55 AS sent) y
 WHERE a.n BETWEEN %(first)s AND %(last)s;

-- name: tickets
INSERT INTO crm.ticket (tenant_id, id, external_id, created_at, updated_at, subject, status, priority, account_id, contact_id, owner_id)
SELECT {tenant}, pg_temp.key(8, n), 'tic-' || n, x.made, x.made, pg_temp.pick({subjects}, pg_temp.r(n, 2)),
       CASE WHEN x.made < {now} - interval '30 days' THEN 'Closed' ELSE pg_temp.pick(ARRAY['Open', 'In Progress', 'Waiting', 'Resolved'], pg_temp.r(n, 3)) END,
       pg_temp.pick(ARRAY['low', 'normal', 'normal', 'high', 'urgent'], pg_temp.r(n, 4)), c.account_id, c.id, c.owner_id
  FROM generate_series(1, {tickets}) n
 CROSS JOIN LATERAL (SELECT {now} - interval '1 day' * (700 * pg_temp.r(n, 1)) AS made) x
  JOIN crm.contact c ON c.tenant_id = {tenant} AND c.id = pg_temp.key(4, 1 + floor({contacts} * pow(pg_temp.r(n, 5), 1.3))::int);
