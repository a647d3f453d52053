"""The demonstration: a throw-away site of simulated groups, open to whoever sits at the machine."""
