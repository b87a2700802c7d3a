"""The questions that are asked most, each put plainly once.

A {slot} is a record ("{deal|account}": of the first kind that is named), a value, an option of a field, or `whose`: "my", "Maya's",
or nothing. With a "?" it may be missing. Whatever a message names that its form has no slot for makes it another question.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FORMS: Mapping[str, str] = MappingProxyType({
    # One record.
    "phone_of": "what is the phone of {contact|lead|account}",
    "mail_of": "what is the email of {contact|lead}",
    "owner_of": "who owns {account|deal|lead}",
    "amount_of": "what is the amount of {deal}",
    "close_of": "what is the close date of {deal}",
    "stage_of": "what is the stage of {deal}",
    "step_of": "what is the next step of {deal}",
    "last_with": "what happened last with {account|contact|deal}",
    "brief_on": "brief me on {account|contact|deal}",
    "why_score": "why does {deal|lead} have that score",
    "advice_on": "what do you recommend for {deal}",
    "promised": "what did we promise {account}",
    "people_at": "contacts at {account}",
    "open_tickets": "open tickets of {account}",
    "contacts_titled": "contacts at {account} with title {title}",
    # What to do.
    "risky": "which of {whose} deals are at risk",
    "hot_leads": "which of {whose} leads are the hottest",
    "call_first": "who should I call first",
    "today": "what should I do today",
    # Lists.
    "closing": "{whose} open deals closing {period}",
    "silent": "{whose} open deals without any activity for {length}",
    "over": "{whose} open deals over {money}",
    "big_closing": "{whose} open deals over {money} closing {period}",
    "between": "{whose} open deals between {low} and {high}",
    "slipped": "{whose} open deals with close date before today",
    "deals_of_colleague_stage": "{whose} open deals in stage {stage}",
    "not_in_stage": "{whose} open deals not in stage {stage}",
    "stuck": "{whose} open deals in stage {stage} without any activity for {length}",
    "deals_from_source": "{whose} open deals with source {source}",
    "two_reps": "open deals of {both}",
    "biggest": "{whose} {count} biggest open deals",
    "smallest": "{whose} {count} smallest open deals",
    "lost_period": "{whose} lost deals {period}",
    "won_over": "{whose} won deals {period} over {money}",
    "overdue": "{whose} overdue tasks",
    "tasks_due": "{whose} open tasks due {period}",
    "new_leads": "{whose} new leads with source {source}",
    "no_open_deal": "{whose} accounts without open deals",
    "accounts_industry_no_deal": "{whose} accounts in industry {industry} without open deals",
    "accounts_in": "{whose} accounts in {place}",
    "high_tickets": "open tickets with priority {priority} of {whose} accounts",
    "people_at_big_deals": "contacts at accounts with open deals over {money}",
    # Figures.
    "how_many": "how many open deals does {user} have",
    "pipeline_of_rep": "pipeline of {user}",
    "win_rate_rep": "win rate of {user} {period?}",
    "won_by_rep": "won amount by rep {period?}",
    "best_rep": "top rep by won amount {period?}",
    "why_lost": "number of lost deals by loss reason {period?}",
    "lost_amount_by_reason": "lost amount by loss reason {period?}",
    "lost_count": "how many deals were lost {period}",
    "pipeline_by_month": "{whose} pipeline by close month",
    "pipeline_by_stage": "{whose} pipeline by stage",
    "win_rate_by_source": "win rate by source {period?}",
    "revenue_by_industry": "won amount by industry {period?}",
    "average_by_rep": "average deal size by rep {period?}",
    "leads_by_source": "number of leads by source {period?}",
    "top_customers": "top {count} customers by won amount {period?}",
    "this_vs_last": "won amount {period} compared to the previous period",
    "tickets_by_priority": "number of open tickets by priority",
    "calls_by_rep": "number of calls by rep {period?}",
    "won_count_month": "won deals by month {period?}",
    "expected": "weighted pipeline",
    "sales_cycle": "sales cycle {period?}",
    "average_open": "average amount of open deals",
    "conversion_by_source": "lead conversion rate by source {period?}",
})  # fmt: skip
