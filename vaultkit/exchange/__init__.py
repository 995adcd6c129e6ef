"""What calendars, invitations and address books hold, as values: bytes in, values out. Pure.

Imports only ``model``. Whatever is read here was written by others and may be wrong or hostile:
reading never raises, and nothing is dropped without being named. Start at ``joinlink.py``
for invitations, at ``calendar.py`` for calendars, at ``vcard.py`` for address books.
"""
