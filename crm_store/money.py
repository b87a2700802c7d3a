"""How an amount is written, everywhere that a person reads one."""

from __future__ import annotations

SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "AUD": "A$", "CAD": "CA$"}
_WHOLE = frozenset({"JPY", "KRW"})


def money(value: float, currency: str) -> str:
    """52000, USD → $52,000; cents only where there are some; a currency without a sign by its code."""
    digits = 0 if float(value).is_integer() or currency in _WHOLE else 2
    amount, minus = f"{abs(value):,.{digits}f}", "-" if value < 0 else ""
    sign = SIGNS.get(currency)
    return f"{minus}{sign}{amount}" if sign else f"{minus}{amount} {currency}"
