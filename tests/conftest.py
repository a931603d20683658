"""What every test shares."""

from hypothesis import settings

# The same examples at every run: a change is to blame for a failure, not a throw of dice. To look
# for new ones, run pytest with --hypothesis-profile=default.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
