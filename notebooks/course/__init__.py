"""What the lessons import beside nnlib: exercises, figures, and the check of this computer."""
