"""The made-up municipality of the demonstration: its mapping, and what its two waves are made to show."""

SEED = 20261203

# Shifts of whole ties, in scale units, planted so that the demonstration has strengths, gaps and a one-sided tie to talk about.
EFFECTS: dict[tuple[str, str], float] = {
    ("larere", "ppt"): 0.6,
    ("ppt", "larere"): 0.5,
    ("oppfolging", "larere"): 0.6,
    ("larere", "oppfolging"): 0.5,
    ("helsesykepleiere", "psykisk_helse"): 0.5,
    ("psykisk_helse", "helsesykepleiere"): 0.5,
    ("psykisk_helse", "nav_ungdom"): -0.9,
    ("nav_ungdom", "psykisk_helse"): -0.4,
    ("barnevern", "nav_ungdom"): -0.7,
    ("nav_ungdom", "barnevern"): 0.4,
    ("ungdomskontakter", "nav_ungdom"): 0.5,
}
