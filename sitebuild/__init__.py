"""What build.py leans on: setting up, building, serving, checking."""
