"""How fast it is: `./run bench` measures the main pages beside two references of the same run."""
