"""What people fill in when they ask for something to go out, one module a noun."""

from reports.forms.exports import OptionsForm, options_form

__all__ = ["OptionsForm", "options_form"]
