"""How the doctor looks: each module asks one part of the platform, and lets `checks` judge what it saw."""
