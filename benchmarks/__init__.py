"""What is measured, and beside what; nothing here travels with the package."""
