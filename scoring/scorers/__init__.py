"""One file per scorer: a frozen context in, a finding or None out. A new scorer is one file and one line here."""

from scoring.scorers.closing import closing_soon, overdue_close
from scoring.scorers.finding import Finding, Look
from scoring.scorers.follow_up import follow_up_due, untouched_lead
from scoring.scorers.quiet import quiet_deal
from scoring.scorers.tasks import task_due
from scoring.scorers.unanswered import unanswered_mail

SCORERS = (task_due, unanswered_mail, follow_up_due, untouched_lead, overdue_close, closing_soon, quiet_deal)

__all__ = ["SCORERS", "Finding", "Look"]
