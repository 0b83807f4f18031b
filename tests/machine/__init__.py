"""An empty Debian, booted, on which the guides are followed as they are printed."""
