"""Who has what to do by when: the inbox, people, reminders."""
