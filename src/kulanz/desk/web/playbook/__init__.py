"""What helps now: taking and declining what rules of casework propose; switching rules."""
