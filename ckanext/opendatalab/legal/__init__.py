"""The legal eligibility of a dataset: plain questions, a computed proposal with its reasons."""
