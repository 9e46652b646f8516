"""What papers say: council paper, Steckbrief, booklet."""
