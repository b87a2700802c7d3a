"""The judged questions point at texts that exist; the measures are the textbook's."""

from __future__ import annotations

import math
from collections import Counter

from evals.company import Company
from evals.retrieval.measures import ndcg, success
from evals.retrieval.questions import load_questions, paraphrased
from evals.retrieval.run import names_of

QUESTIONS = load_questions()


def test_there_are_enough_with_an_answer_and_without() -> None:
    assert sum(bool(q.relevant) for q in QUESTIONS) >= 150
    assert sum(not q.relevant for q in QUESTIONS) >= 40


def test_every_answer_is_one_text_of_the_company(company_files: Company) -> None:
    mails = {f"mail:{mail.message_id.split('@')[0]}" for mail in company_files.mails}
    subjects = Counter(f"subject:{row.text('subject')}" for row in company_files.rows["activity"])
    assert [name for q in QUESTIONS for name in q.relevant if name not in mails and subjects[name] != 1] == []


def test_half_of_the_questions_share_no_content_word_with_their_answer(company_files: Company) -> None:
    texts = {f"mail:{mail.message_id.split('@')[0]}": mail.text for mail in company_files.mails}
    texts |= {
        f"subject:{r.text('subject')}": f"{r.text('subject')} {r.text('body')}" for r in company_files.rows["activity"]
    }
    names = names_of(company_files)
    answered = [q for q in QUESTIONS if q.relevant]
    assert sum(paraphrased(q, texts, names) for q in answered) >= len(answered) / 2


def test_success_wants_a_text_that_answers_among_the_first_five() -> None:
    relevant = {"a": 2, "b": 1}
    assert success(["x", "a"], relevant) == 1
    assert success(["x", "b"], relevant) == 0
    assert success(["1", "2", "3", "4", "5", "a"], relevant) == 0


def test_ndcg_is_one_for_the_ideal_order_and_less_for_others() -> None:
    relevant = {"a": 2, "b": 1}
    assert ndcg(["a", "b"], relevant) == 1
    assert math.isclose(ndcg(["b", "a"], relevant), (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg([], relevant) == 0
