"""What pytest shall not collect here."""

collect_ignore = ["qgis_probe.py"]  # for Debian's Python, which has QGIS
