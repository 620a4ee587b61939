"""The link doctor: opens a pasted link as an assessor would and says what is wrong with it."""
