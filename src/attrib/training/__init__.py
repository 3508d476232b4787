"""Training of the encoder and its heads with PyTorch, and the way from there to a pipeline that runs without it."""
