# SPDX-License-Identifier: GPL-3.0-or-later
"""What scripts/mutate and scripts/mutate-room share: mutation testing of the C code."""
