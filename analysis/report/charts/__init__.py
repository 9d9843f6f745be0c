"""Charts: `plot_*` functions take frames and return a Figure, one module a notebook."""
