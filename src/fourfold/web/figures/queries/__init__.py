"""What is known of programmes, in cells of eleven members or more: counts and means, and changes of self-assessment."""
