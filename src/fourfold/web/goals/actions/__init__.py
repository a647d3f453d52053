"""What is done with goals and accountability: by those who lead a group, by the member, and once a day."""
