"""`python -m aktionsraum_planer` is the command `aktionsraum`."""

from aktionsraum_planer import main

main()
