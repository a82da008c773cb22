"""The work of each command: `run(options)` gives the exit code. `cli` loads a room when its command is asked for."""
