"""Mail as it comes: RFC 5322 bytes to a frozen `ParsedMail`, mbox files to single mails."""

from crm_store.mail.mbox import split_mbox
from crm_store.mail.model import Address, Attachment, ParsedMail
from crm_store.mail.parse import parse_mail

__all__ = ["Address", "Attachment", "ParsedMail", "parse_mail", "split_mbox"]
