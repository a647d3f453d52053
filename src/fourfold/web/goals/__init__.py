"""Goals and accountability: needs, strengths, goals with steps, responsibility and amends, the plan for leaving."""
