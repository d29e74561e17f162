"""What content must satisfy once it is loaded."""
