"""The rules of the law as data, and what they make of answers.  Pure: no portal, no database."""
