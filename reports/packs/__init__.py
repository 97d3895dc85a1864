"""The pack for an assessment organisation: a ZIP put together by its house rules."""
