"""Trying to find out what one person answered, from finished files alone, as somebody outside would (TRUST: the attacker game).

It reads what the files say and knows what the documentation says. It shares no code with what makes a release: a fault there
must not hide itself here.
"""
