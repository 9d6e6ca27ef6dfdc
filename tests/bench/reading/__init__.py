"""How well letters are read, beside others who try: `make bench-reading`."""
