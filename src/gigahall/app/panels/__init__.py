"""What stands around the 3D view. A panel reads the desk, repaints on its signals, and asks by signals of its own."""
