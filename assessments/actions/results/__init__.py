"""After the gateway: book a method, enter its result, plan and agree a resit, enter the final result."""

from assessments.actions.results.bookings import book_method, cancel_booking, correct_result, enter_result
from assessments.actions.results.finals import enter_final, take_back_final
from assessments.actions.results.resits import agree_resit, plan_resit

__all__ = [
    "agree_resit",
    "book_method",
    "cancel_booking",
    "correct_result",
    "enter_final",
    "enter_result",
    "plan_resit",
    "take_back_final",
]
