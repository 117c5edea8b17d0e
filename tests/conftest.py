"""What holds for every test."""

from hypothesis import settings

# Timings are never tests: a busy machine must not fail a property.
settings.register_profile("samspill", deadline=None)
settings.load_profile("samspill")
