"""What Acme Health asks of telephone numbers."""
