"""Commands that write papers, sheets, pictures and the export package."""
