"""Rules about text alternatives of images."""
