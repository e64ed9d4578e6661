"""What a person can set: pages of one dialog."""
