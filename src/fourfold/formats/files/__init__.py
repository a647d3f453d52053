"""What formats that are folders of tables share: places of faults, CSV text, reading and replacing a folder."""
