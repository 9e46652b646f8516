"""The commands of `aktionsraum`, one file each topic; `cli.py` lists them."""
