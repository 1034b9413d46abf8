"""From features to a layered HTML map, and the command line of the whole project."""
