"""What may be done: one function per action, returning drafts or raising `Refused`.

A rule looks at a case as it stands, the person who asks and what is asked; it writes nothing and knows no clock but the
instant it is given.
"""
