"""What one element adds to each network, as plain data: `compile` joins it, `solve` has the equations."""
